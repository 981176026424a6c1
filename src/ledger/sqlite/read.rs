//! Questions to the tables.

use rusqlite::{Connection, OptionalExtension as _, Params, params};

use super::open::{SCHEMA, unavailable};
use super::rows::{PERSON, ROW, all, digest_of, entry, entry_of, person, row};
use crate::ledger::error::StoreError;
use crate::ledger::kind::Kind;
use crate::ledger::person::Person;
use crate::ledger::store::{Entry, Head, Purpose, Row};
use crate::ledger::tree::{Hash, Hashes};
use crate::source::Digest;

/// Returns where the log ends; nothing when none was begun.
pub(super) fn head(connection: &Connection) -> Result<Option<Head>, StoreError> {
    let read = |row: &rusqlite::Row<'_>| {
        let (origin, purpose): (String, String) = (row.get(0)?, row.get(1)?);
        let (size, root, last_at): (i64, Vec<u8>, Option<String>) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((origin, purpose, size, root, last_at))
    };
    let sql = "SELECT origin, purpose, size, root, last_at FROM log_head WHERE id = 1";
    let Some((origin, purpose, size, root, last_at)) =
        connection.query_row(sql, [], read).optional().map_err(|error| unavailable(&error))?
    else {
        return Ok(None);
    };
    let broken = || StoreError::Broken("the row of the log's end is not what this program writes".to_owned());
    Ok(Some(Head {
        origin,
        purpose: Purpose::from_word(&purpose).ok_or_else(broken)?,
        size: u64::try_from(size).map_err(|_| broken())?,
        root: *digest_of(&root).as_bytes(),
        last_at: last_at.map(|text| text.parse().map_err(|_| broken())).transpose()?,
    }))
}

pub(super) fn rows(connection: &Connection, from: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
    let sql = format!("SELECT {ROW} FROM log_entry WHERE seq >= ?1 ORDER BY seq LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql).map_err(|error| unavailable(&error))?;
    all(statement.query_map(params![signed(from), limit], row).map_err(|error| unavailable(&error))?)
}

/// Returns the records that `condition` selects, in the order that it names.
pub(super) fn entries(connection: &Connection, condition: &str, values: impl Params) -> Result<Vec<Entry>, StoreError> {
    let sql = format!("SELECT body FROM log_entry WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql).map_err(|error| unavailable(&error))?;
    let bodies = all(statement.query_map(values, entry).map_err(|error| unavailable(&error))?)?;
    bodies.into_iter().map(entry_of).collect()
}

pub(super) fn of_kind(connection: &Connection, kind: Kind, above: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
    entries(connection, "kind = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3", params![kind.as_str(), signed(above), limit])
}

pub(super) fn last_of_kind(connection: &Connection, kind: Kind) -> Result<Option<Entry>, StoreError> {
    Ok(entries(connection, "kind = ?1 ORDER BY seq DESC LIMIT 1", [kind.as_str()])?.pop())
}

pub(super) fn by_key(connection: &Connection, key: Digest) -> Result<Option<Entry>, StoreError> {
    Ok(entries(connection, "ack_key = ?1 ORDER BY seq", [key.as_bytes().as_slice()])?.pop())
}

pub(super) fn person_of(connection: &Connection, issuer: &str, id: &str) -> Result<Option<Person>, StoreError> {
    let sql = format!("SELECT {PERSON} FROM person WHERE iss = ?1 AND sub = ?2");
    let mut statement = connection.prepare_cached(&sql).map_err(|error| unavailable(&error))?;
    statement.query_row([issuer, id], person).optional().map_err(|error| unavailable(&error))
}

pub(super) fn people(connection: &Connection, above: Option<Digest>, limit: u32) -> Result<Vec<Person>, StoreError> {
    // Every commitment is above nothing.
    let sql = format!("SELECT {PERSON} FROM person WHERE subject > ?1 ORDER BY subject LIMIT ?2");
    let above = above.map_or_else(Vec::new, |above| above.as_bytes().to_vec());
    let mut statement = connection.prepare_cached(&sql).map_err(|error| unavailable(&error))?;
    all(statement.query_map(params![above, limit], person).map_err(|error| unavailable(&error))?)
}

pub(super) fn attachment(connection: &Connection, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT body FROM attachment WHERE hash = ?1")
        .map_err(|error| unavailable(&error))?;
    statement
        .query_row([digest.as_bytes().as_slice()], |row| row.get(0))
        .optional()
        .map_err(|error| unavailable(&error))
}

pub(super) fn checkpoints(connection: &Connection, above: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError> {
    let sql = "SELECT size, note FROM checkpoint WHERE size > ?1 ORDER BY size LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).map_err(|error| unavailable(&error))?;
    let read = |row: &rusqlite::Row<'_>| {
        let size: i64 = row.get(0)?;
        Ok((u64::try_from(size).unwrap_or_default(), row.get(1)?))
    };
    all(statement.query_map(params![signed(above), limit], read).map_err(|error| unavailable(&error))?)
}

pub(super) fn last_checkpoint(connection: &Connection) -> Result<Option<String>, StoreError> {
    let sql = "SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql).map_err(|error| unavailable(&error))?;
    statement.query_row([], |row| row.get(0)).optional().map_err(|error| unavailable(&error))
}

pub(super) fn hash_count(connection: &Connection) -> Result<u64, StoreError> {
    let count: i64 = connection
        .query_row("SELECT count(*) FROM log_hash", [], |row| row.get(0))
        .map_err(|error| unavailable(&error))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The tables are compared as SQLite keeps their definitions; what is missing, added or
/// changed is named.
pub(super) fn schema_difference(connection: &Connection) -> Result<Option<String>, StoreError> {
    let sql =
        "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
    let definitions = |connection: &Connection| -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = connection.prepare(sql).map_err(|error| unavailable(&error))?;
        all(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|error| unavailable(&error))?)
    };
    let fresh = Connection::open_in_memory().map_err(|error| unavailable(&error))?;
    fresh.execute_batch(SCHEMA).map_err(|error| unavailable(&error))?;
    let (found, expected) = (definitions(connection)?, definitions(&fresh)?);
    let missing =
        expected.iter().find(|row| !found.contains(row)).map(|(name, _)| format!("{name} is not as it was made"));
    let added =
        found.iter().find(|row| !expected.contains(row)).map(|(name, _)| format!("{name} was added or changed"));
    Ok(missing.or(added))
}

/// The hashes of the tree in the tables.
pub(super) struct Kept<'a>(pub(super) &'a Connection);

impl Hashes for Kept<'_> {
    fn read(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT hash FROM log_hash WHERE position = ?1")
            .map_err(|error| unavailable(&error))?;
        let mut hashes = Vec::with_capacity(positions.len());
        for position in positions {
            let bytes: Option<Vec<u8>> = statement
                .query_row([signed(*position)], |row| row.get(0))
                .optional()
                .map_err(|error| unavailable(&error))?;
            let hash = bytes.and_then(|bytes| Hash::try_from(bytes).ok());
            hashes.push(hash.ok_or_else(|| StoreError::Broken(format!("the hash {position} of the tree is missing")))?);
        }
        Ok(hashes)
    }
}

/// SQLite's numbers have a sign; ours never need it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
