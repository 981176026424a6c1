//! Questions to the tables.

use std::cell::RefCell;
use std::collections::BTreeMap;

use postgres::GenericClient;
use postgres::types::ToSql;

use super::connect::unavailable;
use super::rows::{PERSON, ROW, digest_of, entry, get, person, row, signed};
use crate::ledger::error::StoreError;
use crate::ledger::kind::Kind;
use crate::ledger::person::Person;
use crate::ledger::store::{Entry, Head, Purpose, Row};
use crate::ledger::tree::{Hash, Hashes};
use crate::source::Digest;

/// Asks, and reads every row.
pub(super) fn all<C: GenericClient, T>(
    client: &mut C,
    sql: &str,
    values: &[&(dyn ToSql + Sync)],
    read: impl Fn(&postgres::Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    client.query(sql, values).map_err(|error| unavailable(&error))?.iter().map(read).collect()
}

/// Returns where the log ends; nothing when none was begun. With `is_locked` nobody else
/// writes until the transaction ends.
pub(super) fn head<C: GenericClient>(client: &mut C, is_locked: bool) -> Result<Option<Head>, StoreError> {
    let lock = if is_locked { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT origin, purpose, size, root, last_at FROM log_head WHERE id = 1{lock}");
    let broken = || StoreError::Broken("the row of the log's end is not what this program writes".to_owned());
    let read = |row: &postgres::Row| {
        Ok(Head {
            origin: get(row, 0)?,
            purpose: Purpose::from_word(get(row, 1)?).ok_or_else(broken)?,
            size: u64::try_from(get::<i64>(row, 2)?).map_err(|_| broken())?,
            root: *digest_of(get(row, 3)?).as_bytes(),
            last_at: get::<Option<&str>>(row, 4)?.map(|text| text.parse().map_err(|_| broken())).transpose()?,
        })
    };
    Ok(all(client, &sql, &[], read)?.pop())
}

pub(super) fn rows<C: GenericClient>(client: &mut C, from: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
    let sql = format!("SELECT {ROW} FROM log_entry WHERE seq >= $1 ORDER BY seq LIMIT $2");
    all(client, &sql, &[&signed(from), &i64::from(limit)], row)
}

/// Returns the records that `condition` selects, in the order that it names.
pub(super) fn entries<C: GenericClient>(
    client: &mut C,
    condition: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!("SELECT body FROM log_entry WHERE {condition}");
    all(client, &sql, values, entry)
}

pub(super) fn of_kind<C: GenericClient>(
    client: &mut C,
    kind: Kind,
    above: u64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let condition = "kind = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    entries(client, condition, &[&kind.as_str(), &signed(above), &i64::from(limit)])
}

pub(super) fn last_of_kind<C: GenericClient>(client: &mut C, kind: Kind) -> Result<Option<Entry>, StoreError> {
    Ok(entries(client, "kind = $1 ORDER BY seq DESC LIMIT 1", &[&kind.as_str()])?.pop())
}

/// Returns the records with these keys, by key.
pub(super) fn by_keys<C: GenericClient>(
    client: &mut C,
    keys: &[Digest],
) -> Result<BTreeMap<Digest, Entry>, StoreError> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys: Vec<&[u8]> = keys.iter().map(|key| key.as_bytes().as_slice()).collect();
    let found = entries(client, "ack_key = ANY($1) ORDER BY seq", &[&keys])?;
    Ok(found.into_iter().filter_map(|entry| Some((entry.record.key?, entry))).collect())
}

pub(super) fn person_of<C: GenericClient>(
    client: &mut C,
    issuer: &str,
    id: &str,
) -> Result<Option<Person>, StoreError> {
    let sql = format!("SELECT {PERSON} FROM person WHERE iss = $1 AND sub = $2");
    Ok(all(client, &sql, &[&issuer, &id], person)?.pop())
}

/// Returns those of these people, by issuer and identifier, who are known.
pub(super) fn people_of<C: GenericClient>(
    client: &mut C,
    issuers: &[&str],
    ids: &[&str],
) -> Result<Vec<Person>, StoreError> {
    let columns = PERSON.split(", ").map(|column| format!("person.{column}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT DISTINCT {columns} FROM person JOIN unnest($1::text[], $2::text[]) AS asked(iss, sub) \
         ON person.iss = asked.iss AND person.sub = asked.sub"
    );
    all(client, &sql, &[&issuers, &ids], person)
}

pub(super) fn people<C: GenericClient>(
    client: &mut C,
    above: Option<Digest>,
    limit: u32,
) -> Result<Vec<Person>, StoreError> {
    // Every commitment is above nothing.
    let sql = format!("SELECT {PERSON} FROM person WHERE subject > $1 ORDER BY subject LIMIT $2");
    let above = above.as_ref().map_or(&[][..], |above| above.as_bytes().as_slice());
    all(client, &sql, &[&above, &i64::from(limit)], person)
}

pub(super) fn attachment<C: GenericClient>(client: &mut C, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT body FROM attachment WHERE hash = $1";
    Ok(all(client, sql, &[&digest.as_bytes().as_slice()], |row| get(row, 0))?.pop())
}

pub(super) fn checkpoints<C: GenericClient>(
    client: &mut C,
    above: u64,
    limit: u32,
) -> Result<Vec<(u64, String)>, StoreError> {
    let sql = "SELECT size, note FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2";
    let read = |row: &postgres::Row| Ok((u64::try_from(get::<i64>(row, 0)?).unwrap_or_default(), get(row, 1)?));
    all(client, sql, &[&signed(above), &i64::from(limit)], read)
}

pub(super) fn last_checkpoint<C: GenericClient>(client: &mut C) -> Result<Option<String>, StoreError> {
    Ok(all(client, "SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1", &[], |row| get(row, 0))?.pop())
}

pub(super) fn hash_count<C: GenericClient>(client: &mut C) -> Result<u64, StoreError> {
    let counts = all(client, "SELECT count(*) FROM log_hash", &[], |row| get::<i64>(row, 0))?;
    Ok(u64::try_from(counts.first().copied().unwrap_or_default()).unwrap_or_default())
}

/// The hashes of the tree in the tables; what was read once is not asked for again.
pub(super) struct Kept<'a, C> {
    client: RefCell<&'a mut C>,
    known: RefCell<BTreeMap<u64, Hash>>,
}

impl<'a, C> Kept<'a, C> {
    /// Reads by this connection.
    pub(super) fn new(client: &'a mut C) -> Self {
        Self { client: RefCell::new(client), known: RefCell::default() }
    }
}

impl<C: GenericClient> Hashes for Kept<'_, C> {
    fn read(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        let mut known = self.known.borrow_mut();
        let missing: Vec<i64> = positions.iter().filter(|at| !known.contains_key(at)).map(|at| signed(*at)).collect();
        if !missing.is_empty() {
            let sql = "SELECT position, hash FROM log_hash WHERE position = ANY($1)";
            let read = |row: &postgres::Row| {
                let hash = Hash::try_from(get::<&[u8]>(row, 1)?).ok();
                Ok((u64::try_from(get::<i64>(row, 0)?).unwrap_or_default(), hash))
            };
            let found = all(&mut **self.client.borrow_mut(), sql, &[&missing], read)?;
            known.extend(found.into_iter().filter_map(|(at, hash)| Some((at, hash?))));
        }
        let missing = |at: &u64| StoreError::Broken(format!("the hash {at} of the tree is missing"));
        positions.iter().map(|at| known.get(at).copied().ok_or_else(|| missing(at))).collect()
    }
}
