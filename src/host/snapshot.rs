//! Who had to acknowledge what, put on record whenever it changes: the people by their
//! commitments, never by name, and the texts that a publication asks for.

use serde_json::{Value, json};

use super::clock::Clock;
use crate::ledger::{Draft, Entropy, IdType, Identity, Kind, Store, StoreError};
use crate::roster::Roster;
use crate::source::Digest;

/// What is put on record.
pub(super) enum Snapshot {
    /// The people and groups.
    Roster(Roster),
    /// The texts that are asked for: `data/acknowledgements.json` of a publication.
    Asked {
        /// The publication's id.
        release: Digest,
        /// The file.
        file: Vec<u8>,
    },
}

impl Snapshot {
    /// Writes it, unless the last one of its kind says the same. Returns whether it was written.
    pub(super) fn write(
        &self,
        store: &mut dyn Store,
        issuer: &str,
        id_type: IdType,
        clock: &Clock,
    ) -> Result<bool, StoreError> {
        let (kind, body, count, release) = match self {
            Self::Roster(roster) => {
                let people = people(store, roster, issuer, id_type, clock)?;
                let body = format!("{:#}\n", json!({ "schema": "policybook-roster/1", "people": people }));
                (Kind::Roster, body.into_bytes(), people.len(), None)
            }
            Self::Asked { release, file } => (Kind::Obligations, file.clone(), 0, Some(release)),
        };
        let digest = Digest::of(&body).to_hex();
        let last = store.last_of_kind(kind)?;
        if last.is_some_and(|last| last.record.texts("files") == [digest.as_str()]) {
            return Ok(false);
        }
        let mut draft = Draft::new(kind, Entropy::random());
        draft = match release {
            Some(release) => draft.with("release_id", release.to_hex()),
            None => draft.with("count", count.to_string()),
        };
        draft.attachments = vec![body];
        store.append(&[draft], clock.now())?;
        Ok(true)
    }
}

/// Returns everybody as the record names them, ordered by commitment: not even the order says
/// who is who.
fn people(
    store: &mut dyn Store,
    roster: &Roster,
    issuer: &str,
    id_type: IdType,
    clock: &Clock,
) -> Result<Vec<Value>, StoreError> {
    let identity = |member: &crate::roster::Member| Identity {
        issuer: issuer.to_owned(),
        id: member.id.clone(),
        id_type,
        name: member.name.clone(),
        email: member.email.clone(),
    };
    let today = clock.today();
    // Who has left has to do nothing any more; and who was erased must not come back this way.
    let members: Vec<&crate::roster::Member> =
        roster.people.iter().filter(|member| member.left.is_none_or(|left| left >= today)).collect();
    let identities: Vec<Identity> = members.iter().map(|member| identity(member)).collect();
    let known = store.enrol(&identities)?;
    let mut rows: Vec<(Digest, Value)> = known
        .iter()
        .zip(members)
        .map(|(person, member)| {
            let row = json!({
                "subject": person.subject.to_hex(),
                "groups": member.groups,
                "joined": member.joined.map(|day| day.to_string()),
                "left": member.left.map(|day| day.to_string()),
                "active": member.is_active,
            });
            (person.subject, row)
        })
        .collect();
    rows.sort_by_key(|(subject, _)| *subject);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
