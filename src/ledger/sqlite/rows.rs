//! From rows of the tables to values.

use rusqlite::Row as SqlRow;

use super::open::unavailable;
use crate::ledger::error::StoreError;
use crate::ledger::person::{IdType, Identity, Person, Salt};
use crate::ledger::record::Record;
use crate::ledger::store::{Columns, Entry, Row};
use crate::source::Digest;

/// The columns of a row of the log, in the order that [`row`] reads.
pub(super) const ROW: &str = "seq, id, kind, ack_key, doc, version, content_hash, subject, recorded_at, body, leaf";
/// The columns of a person, in the order that [`person`] reads.
pub(super) const PERSON: &str = "subject, salt, iss, sub, id_type, name, email";

/// Reads a row of the log.
pub(super) fn row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let digest = |at: usize| row.get::<_, Option<Vec<u8>>>(at).map(|bytes| bytes.map(|bytes| digest_of(&bytes)));
    let seq: i64 = row.get(0)?;
    let columns = Columns {
        seq: u64::try_from(seq).unwrap_or_default(),
        id: row.get(1)?,
        kind: row.get(2)?,
        key: digest(3)?,
        document: row.get(4)?,
        version: row.get(5)?,
        fingerprint: digest(6)?,
        subject: digest(7)?,
        recorded_at: row.get(8)?,
    };
    let leaf: Vec<u8> = row.get(10)?;
    Ok(Row { columns, body: row.get(9)?, leaf: *digest_of(&leaf).as_bytes() })
}

/// Reads a record whose bytes stand in the first column.
pub(super) fn entry(row: &SqlRow<'_>) -> rusqlite::Result<Vec<u8>> {
    row.get(0)
}

/// Reads the bytes of a record.
pub(super) fn entry_of(body: Vec<u8>) -> Result<Entry, StoreError> {
    let record = Record::parse(&body).map_err(|error| StoreError::Broken(format!("a record is {error}")))?;
    Ok(Entry { record, body })
}

/// Reads a person.
pub(super) fn person(row: &SqlRow<'_>) -> rusqlite::Result<Person> {
    let subject: Vec<u8> = row.get(0)?;
    let salt: Option<Vec<u8>> = row.get(1)?;
    let (issuer, id): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
    let id_type: Option<String> = row.get(4)?;
    let (name, email) = (row.get(5)?, row.get(6)?);
    let named = match (salt, issuer, id) {
        (Some(salt), Some(issuer), Some(id)) => {
            let id_type = id_type.as_deref().and_then(IdType::from_word).unwrap_or(IdType::Subject);
            let salt = Salt::from_bytes(*digest_of(&salt).as_bytes());
            Some((Identity { issuer, id, id_type, name, email }, salt))
        }
        _ => None,
    };
    Ok(Person { subject: digest_of(&subject), named })
}

/// Takes 32 bytes; anything else is the digest of nothing, which equals no digest that was written.
pub(super) fn digest_of(bytes: &[u8]) -> Digest {
    bytes.try_into().map_or_else(|_| Digest::of(b""), Digest::from_bytes)
}

/// Collects what a statement returned.
pub(super) fn all<T>(rows: impl Iterator<Item = rusqlite::Result<T>>) -> Result<Vec<T>, StoreError> {
    rows.collect::<Result<_, _>>().map_err(|error| unavailable(&error))
}
