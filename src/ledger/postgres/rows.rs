//! From rows of the tables to values.

use postgres::Row as SqlRow;

use super::connect::unavailable;
use crate::ledger::error::StoreError;
use crate::ledger::person::{IdType, Identity, Person, Salt};
use crate::ledger::record::Record;
use crate::ledger::store::{Columns, Entry, Row};
use crate::source::Digest;

/// The columns of a row of the log, in the order that [`row`] reads.
pub(super) const ROW: &str = "seq, id, kind, ack_key, doc, version, content_hash, subject, recorded_at, body, leaf";
/// The columns of a person, in the order that [`person`] reads.
pub(super) const PERSON: &str = "subject, salt, iss, sub, id_type, name, email";

/// Reads a column; one of another type is a changed table.
pub(super) fn get<'a, T: postgres::types::FromSql<'a>>(row: &'a SqlRow, at: usize) -> Result<T, StoreError> {
    row.try_get(at).map_err(|error| match error.as_db_error() {
        Some(_) => unavailable(&error),
        None => StoreError::Broken(format!("a row is not what this program writes: {error}")),
    })
}

/// Reads a row of the log.
pub(super) fn row(row: &SqlRow) -> Result<Row, StoreError> {
    let digest = |at| Ok(get::<Option<&[u8]>>(row, at)?.map(digest_of));
    let columns = Columns {
        seq: u64::try_from(get::<i64>(row, 0)?).unwrap_or_default(),
        id: get(row, 1)?,
        kind: get(row, 2)?,
        key: digest(3)?,
        document: get(row, 4)?,
        version: get(row, 5)?,
        fingerprint: digest(6)?,
        subject: digest(7)?,
        recorded_at: get(row, 8)?,
    };
    Ok(Row { columns, body: get(row, 9)?, leaf: *digest_of(get(row, 10)?).as_bytes() })
}

/// Reads a record whose bytes stand in the first column.
pub(super) fn entry(row: &SqlRow) -> Result<Entry, StoreError> {
    let body: Vec<u8> = get(row, 0)?;
    let record = Record::parse(&body).map_err(|error| StoreError::Broken(format!("a record is {error}")))?;
    Ok(Entry { record, body })
}

/// Reads a person.
pub(super) fn person(row: &SqlRow) -> Result<Person, StoreError> {
    let subject = digest_of(get(row, 0)?);
    let salt: Option<&[u8]> = get(row, 1)?;
    let (issuer, id): (Option<String>, Option<String>) = (get(row, 2)?, get(row, 3)?);
    let id_type: Option<&str> = get(row, 4)?;
    let (name, email) = (get(row, 5)?, get(row, 6)?);
    let named = match (salt, issuer, id) {
        (Some(salt), Some(issuer), Some(id)) => {
            let id_type = id_type.and_then(IdType::from_word).unwrap_or(IdType::Subject);
            let salt = Salt::from_bytes(*digest_of(salt).as_bytes());
            Some((Identity { issuer, id, id_type, name, email }, salt))
        }
        _ => None,
    };
    Ok(Person { subject, named })
}

/// Takes 32 bytes; anything else is the digest of nothing, which equals no digest that was written.
pub(super) fn digest_of(bytes: &[u8]) -> Digest {
    bytes.try_into().map_or_else(|_| Digest::of(b""), Digest::from_bytes)
}

/// The database's numbers have a sign; ours never need it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
