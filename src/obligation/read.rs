//! The records of a roster's people.

use std::collections::BTreeMap;

use crate::ledger::{Kind, Record, Store, StoreError};
use crate::roster::Roster;
use crate::source::Digest;

/// Kinds that say something of what somebody has to do.
const KINDS: [Kind; 5] = [Kind::Acknowledgement, Kind::OnBehalf, Kind::Decline, Kind::Exemption, Kind::Withdrawal];

/// Returns the records about everybody whose identifier is in the roster, in their order, by
/// identifier. With an `issuer` only the people of that issuer count: another sign-in may give
/// the same identifier to somebody else.
///
/// # Errors
///
/// When the log cannot be read.
pub fn records_of(
    store: &dyn Store,
    roster: &Roster,
    issuer: Option<&str>,
) -> Result<BTreeMap<String, Vec<Record>>, StoreError> {
    let mut by_subject = BTreeMap::new();
    store.each_person(&mut |person| {
        let Some((identity, _)) = &person.named else { return };
        let is_known = roster.people.binary_search_by(|member| member.id.as_str().cmp(&identity.id)).is_ok();
        if is_known && issuer.is_none_or(|issuer| issuer == identity.issuer) {
            by_subject.insert(person.subject, identity.id.clone());
        }
    })?;
    records_of_subjects(store, &by_subject)
}

/// Returns the records about these people, in their order, by the identifier that each has here.
///
/// # Errors
///
/// When the log cannot be read.
pub fn records_of_subjects(
    store: &dyn Store,
    by_subject: &BTreeMap<Digest, String>,
) -> Result<BTreeMap<String, Vec<Record>>, StoreError> {
    let mut records: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for kind in KINDS {
        store.each_of_kind(kind, &mut |entry| {
            if let Some(id) = entry.record.subject.and_then(|subject| by_subject.get(&subject)) {
                records.entry(id.clone()).or_default().push(entry.record);
            }
        })?;
    }
    records.values_mut().for_each(|of_one| of_one.sort_by_key(|record| record.seq));
    Ok(records)
}
