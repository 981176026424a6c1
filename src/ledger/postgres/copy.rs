//! A log from another store into an empty database: the same bytes, under the same root.

use std::collections::BTreeSet;

use postgres::Transaction;

use super::address::{PostgresAddress, Way};
use super::connect::{connect, unavailable};
use super::rows::signed;
use super::shape::{SCHEMA, is_empty};
use super::write::{insert_attachment, insert_checkpoint, insert_hashes, insert_rows};
use crate::ledger::error::StoreError;
use crate::ledger::person::Person;
use crate::ledger::record::Record;
use crate::ledger::store::{Head, PAGE, Store};
use crate::source::Digest;

/// Copies a log into the database at `to`, whole or not at all, and returns where it ends.
///
/// # Errors
///
/// When one of the two cannot be read or written, or the schema is not empty.
pub fn copy_to_postgres(from: &dyn Store, to: &PostgresAddress) -> Result<Head, StoreError> {
    let mut client = connect(&Way::to(to)?)?;
    // Copying takes as long as it takes.
    client.batch_execute("SET statement_timeout = 0").map_err(|error| unavailable(&error))?;
    let mut transaction = client.transaction().map_err(|error| unavailable(&error))?;
    if !is_empty(&mut transaction)? {
        return Err(StoreError::Foreign(
            "the schema is not empty: a log can only be copied to an empty one".to_owned(),
        ));
    }
    transaction.batch_execute(SCHEMA).map_err(|error| unavailable(&error))?;
    from.hold()?;
    let copied = copy(from, &mut transaction);
    from.release()?;
    let head = copied?;
    transaction.commit().map_err(|error| unavailable(&error))?;
    Ok(head)
}

fn copy(from: &dyn Store, to: &mut Transaction<'_>) -> Result<Head, StoreError> {
    let head = from.head()?;
    let mut size = 0;
    let mut files = BTreeSet::new();
    loop {
        let rows = from.rows(size + 1, PAGE)?;
        let Some(last) = rows.last() else { break };
        size = last.columns.seq;
        for row in &rows {
            if let Ok(record) = Record::parse(&row.body) {
                files.extend(record.texts("files").iter().filter_map(|file| Digest::from_hex(file)));
            }
        }
        insert_rows(to, &rows)?;
    }
    for digest in files {
        // What is missing is missing there too, and verification says so.
        if let Some(body) = from.attachment(digest)? {
            insert_attachment(to, &body)?;
        }
    }
    let count = from.hash_count()?;
    for first in (0..count).step_by(PAGE as usize) {
        let positions: Vec<u64> = (first..count.min(first + u64::from(PAGE))).collect();
        let hashes = from.hashes(&positions)?;
        insert_hashes(to, &positions.into_iter().zip(hashes).collect::<Vec<_>>())?;
    }
    let mut above = 0;
    loop {
        let notes = from.checkpoints(above, PAGE)?;
        let Some((last, _)) = notes.last() else { break };
        above = *last;
        for (size, note) in &notes {
            insert_checkpoint(to, *size, note)?;
        }
    }
    let mut above = None;
    loop {
        let people = from.people_above(above, PAGE)?;
        let Some(last) = people.last() else { break };
        above = Some(last.subject);
        for person in &people {
            insert_person(to, person)?;
        }
    }
    let sql = "INSERT INTO log_head(id, origin, purpose, size, root, last_at) VALUES (1, $1, $2, $3, $4, $5)";
    let (purpose, last_at) = (head.purpose.as_str(), head.last_at.map(|at| at.to_string()));
    to.execute(sql, &[&head.origin, &purpose, &signed(head.size), &head.root.as_slice(), &last_at])
        .map_err(|error| unavailable(&error))?;
    Ok(head)
}

fn insert_person(to: &mut Transaction<'_>, person: &Person) -> Result<(), StoreError> {
    let sql = "INSERT INTO person(subject, salt, iss, sub, id_type, name, email) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let named = person.named.as_ref();
    let identity = named.map(|(identity, _)| identity);
    let values: [&(dyn postgres::types::ToSql + Sync); 7] = [
        &person.subject.as_bytes().as_slice(),
        &named.map(|(_, salt)| salt.as_bytes().as_slice()),
        &identity.map(|identity| identity.issuer.as_str()),
        &identity.map(|identity| identity.id.as_str()),
        &identity.map(|identity| identity.id_type.as_str()),
        &identity.and_then(|identity| identity.name.as_deref()),
        &identity.and_then(|identity| identity.email.as_deref()),
    ];
    to.execute(sql, &values).map_err(|error| unavailable(&error))?;
    Ok(())
}
