//! Who had to acknowledge what on a day of the past, as the log put it on record then.

use std::collections::BTreeMap;

use super::asked::{Asked, read_publication};
use super::recorded_schema::{PersonRow, RosterFile, SCHEMA};
use crate::ledger::{Kind, Person, Record, Store, StoreError};
use crate::model::{Date, Zone};
use crate::roster::{Member, Roster};
use crate::source::Digest;

/// What was on record at the end of a day.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The people, and the commitment of each by their identifier; nothing when no roster was on
    /// record by then.
    pub people: Option<(Roster, BTreeMap<Digest, String>)>,
    /// The texts that were asked for; nothing when none were on record by then.
    pub asked: Option<Vec<Asked>>,
}

/// Returns what was on record at the end of a day. Somebody who was erased since has a number in
/// place of a name.
///
/// # Errors
///
/// When the log cannot be read, or what it holds is not what this program writes.
pub fn recorded_on(store: &dyn Store, day: Date, zone: &Zone) -> Result<Recorded, StoreError> {
    let people = match file_of(store, Kind::Roster, day, zone)? {
        Some(file) => Some(roster(store, &file)?),
        None => None,
    };
    let asked = match file_of(store, Kind::Obligations, day, zone)? {
        Some(file) => {
            let text = std::str::from_utf8(&file).map_err(|error| broken(&error.to_string()))?;
            Some(read_publication(text).map_err(|error| broken(&error.to_string()))?)
        }
        None => None,
    };
    Ok(Recorded { people, asked })
}

/// Returns the file of the last record of a kind up to a day.
fn file_of(store: &dyn Store, kind: Kind, day: Date, zone: &Zone) -> Result<Option<Vec<u8>>, StoreError> {
    let mut last: Option<Record> = None;
    store.each_of_kind(kind, &mut |entry| {
        if zone.day_of(entry.record.recorded_at) <= day {
            last = Some(entry.record);
        }
    })?;
    let digest = last.and_then(|record| record.texts("files").first().and_then(|file| Digest::from_hex(file)));
    let Some(digest) = digest else { return Ok(None) };
    let missing = || broken(&format!("the file {digest} of a record is missing"));
    store.attachment(digest)?.ok_or_else(missing).map(Some)
}

fn roster(store: &dyn Store, file: &[u8]) -> Result<(Roster, BTreeMap<Digest, String>), StoreError> {
    let file: RosterFile = serde_json::from_slice(file).map_err(|error| broken(&error.to_string()))?;
    if file.schema != SCHEMA {
        return Err(broken(&format!("the schema of a roster is `{}`", file.schema)));
    }
    let mut known: BTreeMap<Digest, Person> = BTreeMap::new();
    store.each_person(&mut |person| {
        known.insert(person.subject, person);
    })?;
    let mut people = Vec::with_capacity(file.people.len());
    let mut by_subject = BTreeMap::new();
    for row in file.people {
        let subject = Digest::from_hex(&row.subject).ok_or_else(|| broken("a commitment is none"))?;
        let member = member(subject, known.get(&subject), row)?;
        by_subject.insert(subject, member.id.clone());
        people.push(member);
    }
    people.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((Roster { people }, by_subject))
}

fn member(subject: Digest, person: Option<&Person>, row: PersonRow) -> Result<Member, StoreError> {
    let identity = person.and_then(|person| person.named.as_ref()).map(|(identity, _)| identity);
    let day = |text: Option<String>| text.map(|text| text.parse::<Date>().map_err(|_| broken("a day is none")));
    Ok(Member {
        id: identity.map_or_else(|| format!("erased {}", &subject.to_hex()[..12]), |identity| identity.id.clone()),
        name: identity.and_then(|identity| identity.name.clone()),
        email: identity.and_then(|identity| identity.email.clone()),
        groups: row.groups.into_iter().collect(),
        joined: day(row.joined).transpose()?,
        left: day(row.left).transpose()?,
        is_active: row.active,
    })
}

fn broken(what: &str) -> StoreError {
    StoreError::Broken(format!("what was put on record of who had to acknowledge what cannot be read: {what}"))
}
