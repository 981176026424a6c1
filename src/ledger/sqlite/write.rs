//! Changes to the tables, each within a transaction of the caller.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::open::unavailable;
use super::read::{Kept, by_key, head, last_checkpoint, person_of, rows, signed};
use crate::ledger::batch::{Batch, Prepared, Writer, check_key, next};
use crate::ledger::draft::Draft;
use crate::ledger::error::StoreError;
use crate::ledger::person::{Identity, Person, Salt};
use crate::ledger::store::Appended;
use crate::model::Instant;
use crate::source::Digest;

/// Writes the drafts and returns what became of each.
pub(super) fn append(
    connection: &Connection,
    drafts: &[Draft],
    now: Instant,
    writer: Writer<'_>,
) -> Result<Vec<Appended>, StoreError> {
    let before = head(connection)?.ok_or_else(|| StoreError::Broken("the log has no end".to_owned()))?;
    check_key(&before, last_checkpoint(connection)?.as_deref(), || rows(connection, before.size, 1), writer.key)?;
    let mut prepared = Vec::with_capacity(drafts.len());
    let mut known = BTreeMap::new();
    for draft in drafts {
        let next = prepare(connection, draft)?;
        if let Some(key) = next.key() {
            known.extend(by_key(connection, key)?.map(|entry| (key, entry)));
        }
        prepared.push(next);
    }
    let batch = next(&before, &prepared, known, now, writer, &Kept(connection))?;
    for draft in drafts {
        for body in &draft.attachments {
            let sql = "INSERT OR IGNORE INTO attachment(hash, body) VALUES (?1, ?2)";
            connection.execute(sql, params![Digest::of(body).as_bytes(), body]).map_err(|error| unavailable(&error))?;
        }
    }
    keep(connection, &batch)?;
    Ok(batch.appended)
}

fn prepare<'a>(connection: &Connection, draft: &'a Draft) -> Result<Prepared<'a>, StoreError> {
    let subject = draft.subject.as_ref().map(|identity| {
        let person = enrol(connection, identity, draft.entropy.subject_salt)?;
        let salt = person.named.map_or(draft.entropy.subject_salt, |(_, salt)| salt);
        Ok((person.subject, salt.label(identity.name.as_deref(), identity.email.as_deref())))
    });
    let actor = draft.actor.as_ref().map(|identity| Ok(enrol(connection, identity, draft.entropy.actor_salt)?.subject));
    Ok(Prepared { draft, subject: subject.transpose()?, actor: actor.transpose()? })
}

/// Returns the person, whom it makes known with `salt` when they are new.
pub(super) fn enrol(connection: &Connection, identity: &Identity, salt: Salt) -> Result<Person, StoreError> {
    if let Some(person) = person_of(connection, &identity.issuer, &identity.id)? {
        let is_named = |(known, _): &(Identity, Salt)| known.name == identity.name && known.email == identity.email;
        if (identity.name.is_some() || identity.email.is_some()) && !person.named.as_ref().is_some_and(is_named) {
            let sql =
                "UPDATE person SET name = coalesce(?3, name), email = coalesce(?4, email) WHERE iss = ?1 AND sub = ?2";
            let values = params![identity.issuer, identity.id, identity.name, identity.email];
            connection.execute(sql, values).map_err(|error| unavailable(&error))?;
        }
        return Ok(person);
    }
    let subject = salt.subject(&identity.issuer, &identity.id);
    let sql = "INSERT INTO person(subject, salt, iss, sub, id_type, name, email) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![
        subject.as_bytes(),
        salt.as_bytes(),
        identity.issuer,
        identity.id,
        identity.id_type.as_str(),
        identity.name,
        identity.email
    ];
    connection.execute(sql, values).map_err(|error| unavailable(&error))?;
    Ok(Person { subject, named: Some((identity.clone(), salt)) })
}

/// Removes the values that name a person.
pub(super) fn forget(connection: &Connection, subject: Digest) -> Result<bool, StoreError> {
    let sql = "UPDATE person SET salt = NULL, iss = NULL, sub = NULL, id_type = NULL, name = NULL, email = NULL \
               WHERE subject = ?1 AND sub IS NOT NULL";
    Ok(connection.execute(sql, [subject.as_bytes().as_slice()]).map_err(|error| unavailable(&error))? == 1)
}

fn keep(connection: &Connection, batch: &Batch) -> Result<(), StoreError> {
    let Some(note) = &batch.note else { return Ok(()) };
    let sql = "INSERT INTO log_entry(seq, id, kind, ack_key, doc, version, content_hash, subject, recorded_at, body, leaf) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let mut statement = connection.prepare_cached(sql).map_err(|error| unavailable(&error))?;
    for row in &batch.rows {
        let columns = &row.columns;
        let bytes = |digest: Option<Digest>| digest.map(|digest| digest.as_bytes().to_vec());
        let values = params![
            signed(columns.seq),
            columns.id,
            columns.kind,
            bytes(columns.key),
            columns.document,
            columns.version,
            bytes(columns.fingerprint),
            bytes(columns.subject),
            columns.recorded_at,
            row.body,
            row.leaf
        ];
        statement.execute(values).map_err(|error| unavailable(&error))?;
    }
    let mut statement = connection
        .prepare_cached("INSERT INTO log_hash(position, hash) VALUES (?1, ?2)")
        .map_err(|error| unavailable(&error))?;
    for (position, hash) in &batch.hashes {
        statement.execute(params![signed(*position), hash]).map_err(|error| unavailable(&error))?;
    }
    let head = &batch.head;
    let values = params![signed(head.size), note];
    connection
        .execute("INSERT INTO checkpoint(size, note) VALUES (?1, ?2)", values)
        .map_err(|error| unavailable(&error))?;
    let values = params![signed(head.size), head.root, head.last_at.map(|at| at.to_string())];
    let sql = "UPDATE log_head SET size = ?1, root = ?2, last_at = ?3 WHERE id = 1";
    connection.execute(sql, values).map_err(|error| unavailable(&error))?;
    Ok(())
}
