//! Changes to the tables, each within a transaction of the caller that holds the log's end.
//! A batch is a handful of statements, however many records it has: the lock is held as long.

use std::collections::BTreeMap;

use postgres::Transaction;

use super::connect::unavailable;
use super::read::{Kept, by_keys, head, last_checkpoint, people_of, rows};
use super::rows::signed;
use crate::ledger::batch::{Batch, Prepared, Writer, check_key, next};
use crate::ledger::draft::Draft;
use crate::ledger::error::StoreError;
use crate::ledger::person::{Identity, Person, Salt};
use crate::ledger::store::{Appended, Row};
use crate::ledger::tree::Hash;
use crate::model::Instant;
use crate::source::Digest;

/// People by issuer and identifier.
type Known = BTreeMap<(String, String), Person>;

/// Writes the drafts and returns what became of each.
pub(super) fn append(
    transaction: &mut Transaction<'_>,
    drafts: &[Draft],
    now: Instant,
    writer: Writer<'_>,
) -> Result<Vec<Appended>, StoreError> {
    let before = head(transaction, true)?.ok_or_else(|| StoreError::Broken("the log has no end".to_owned()))?;
    let note = last_checkpoint(transaction)?;
    check_key(&before, note.as_deref(), || rows(transaction, before.size, 1), writer.key)?;
    let people = enrol_all(transaction, drafts)?;
    let prepared: Vec<Prepared<'_>> = drafts.iter().map(|draft| prepare(draft, &people)).collect();
    let keys: Vec<Digest> = prepared.iter().filter_map(Prepared::key).collect();
    let known = by_keys(transaction, &keys)?;
    let batch = next(&before, &prepared, known, now, writer, &Kept::new(transaction))?;
    for body in drafts.iter().flat_map(|draft| &draft.attachments) {
        insert_attachment(transaction, body)?;
    }
    keep(transaction, &batch)?;
    Ok(batch.appended)
}

fn prepare<'a>(draft: &'a Draft, people: &Known) -> Prepared<'a> {
    let of = |identity: &Identity| people.get(&(identity.issuer.clone(), identity.id.clone()));
    let subject = draft.subject.as_ref().map(|identity| {
        let salt = draft.entropy.subject_salt;
        let known = of(identity);
        let salt = known.and_then(|person| person.named.as_ref()).map_or(salt, |(_, salt)| *salt);
        let subject = known.map_or_else(|| salt.subject(&identity.issuer, &identity.id), |person| person.subject);
        (subject, salt.label(identity.name.as_deref(), identity.email.as_deref()))
    });
    let actor = draft.actor.as_ref().and_then(of).map(|person| person.subject);
    Prepared { draft, subject, actor }
}

/// Makes sure that everybody in the drafts is known, in their order.
fn enrol_all(transaction: &mut Transaction<'_>, drafts: &[Draft]) -> Result<Known, StoreError> {
    let asked = drafts.iter().flat_map(|draft| {
        let subject = draft.subject.as_ref().map(|identity| (identity, draft.entropy.subject_salt));
        subject.into_iter().chain(draft.actor.as_ref().map(|identity| (identity, draft.entropy.actor_salt)))
    });
    let asked: Vec<(&Identity, Salt)> = asked.collect();
    enrol(transaction, &asked)
}

/// Makes sure that these people are known; who is new gets the salt beside them.
pub(super) fn enrol(transaction: &mut Transaction<'_>, asked: &[(&Identity, Salt)]) -> Result<Known, StoreError> {
    let issuers: Vec<&str> = asked.iter().map(|(identity, _)| identity.issuer.as_str()).collect();
    let ids: Vec<&str> = asked.iter().map(|(identity, _)| identity.id.as_str()).collect();
    let mut known = Known::new();
    if asked.is_empty() {
        return Ok(known);
    }
    for person in people_of(transaction, &issuers, &ids)? {
        if let Some((identity, _)) = &person.named {
            known.insert((identity.issuer.clone(), identity.id.clone()), person);
        }
    }
    for (identity, salt) in asked {
        let place = (identity.issuer.clone(), identity.id.clone());
        let Some(person) = known.get_mut(&place) else {
            insert(transaction, identity, *salt)?;
            let subject = salt.subject(&identity.issuer, &identity.id);
            known.insert(place, Person { subject, named: Some(((*identity).clone(), *salt)) });
            continue;
        };
        let is_named = |(known, _): &(Identity, Salt)| known.name == identity.name && known.email == identity.email;
        if (identity.name.is_some() || identity.email.is_some()) && !person.named.as_ref().is_some_and(is_named) {
            let sql =
                "UPDATE person SET name = coalesce($3, name), email = coalesce($4, email) WHERE iss = $1 AND sub = $2";
            let values: [&(dyn postgres::types::ToSql + Sync); 4] =
                [&identity.issuer, &identity.id, &identity.name, &identity.email];
            transaction.execute(sql, &values).map_err(|error| unavailable(&error))?;
        }
    }
    Ok(known)
}

fn insert(transaction: &mut Transaction<'_>, identity: &Identity, salt: Salt) -> Result<(), StoreError> {
    let subject = salt.subject(&identity.issuer, &identity.id);
    let sql = "INSERT INTO person(subject, salt, iss, sub, id_type, name, email) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [&(dyn postgres::types::ToSql + Sync); 7] = [
        &subject.as_bytes().as_slice(),
        &salt.as_bytes().as_slice(),
        &identity.issuer,
        &identity.id,
        &identity.id_type.as_str(),
        &identity.name,
        &identity.email,
    ];
    transaction.execute(sql, &values).map_err(|error| unavailable(&error))?;
    Ok(())
}

/// Removes the values that name a person.
pub(super) fn forget(transaction: &mut Transaction<'_>, subject: Digest) -> Result<bool, StoreError> {
    let sql = "UPDATE person SET salt = NULL, iss = NULL, sub = NULL, id_type = NULL, name = NULL, email = NULL \
               WHERE subject = $1 AND sub IS NOT NULL";
    let changed = transaction.execute(sql, &[&subject.as_bytes().as_slice()]).map_err(|error| unavailable(&error))?;
    Ok(changed == 1)
}

fn keep(transaction: &mut Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
    let Some(note) = &batch.note else { return Ok(()) };
    insert_rows(transaction, &batch.rows)?;
    insert_hashes(transaction, &batch.hashes)?;
    let head = &batch.head;
    insert_checkpoint(transaction, head.size, note)?;
    let last_at = head.last_at.map(|at| at.to_string());
    let sql = "UPDATE log_head SET size = $1, root = $2, last_at = $3 WHERE id = 1";
    let size = signed(head.size);
    transaction.execute(sql, &[&size, &head.root.as_slice(), &last_at]).map_err(|error| unavailable(&error))?;
    Ok(())
}

pub(super) fn insert_checkpoint(transaction: &mut Transaction<'_>, size: u64, note: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO checkpoint(size, note) VALUES ($1, $2)";
    transaction.execute(sql, &[&signed(size), &note]).map_err(|error| unavailable(&error))?;
    Ok(())
}

pub(super) fn insert_hashes(transaction: &mut Transaction<'_>, hashes: &[(u64, Hash)]) -> Result<(), StoreError> {
    let positions: Vec<i64> = hashes.iter().map(|(position, _)| signed(*position)).collect();
    let hashes: Vec<&[u8]> = hashes.iter().map(|(_, hash)| hash.as_slice()).collect();
    let sql = "INSERT INTO log_hash(position, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[])";
    transaction.execute(sql, &[&positions, &hashes]).map_err(|error| unavailable(&error))?;
    Ok(())
}

pub(super) fn insert_attachment(transaction: &mut Transaction<'_>, body: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO attachment(hash, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let digest = Digest::of(body);
    transaction.execute(sql, &[&digest.as_bytes().as_slice(), &body]).map_err(|error| unavailable(&error))?;
    Ok(())
}

pub(super) fn insert_rows(transaction: &mut Transaction<'_>, rows: &[Row]) -> Result<(), StoreError> {
    let of = |digest: fn(&crate::ledger::store::Columns) -> Option<Digest>| -> Vec<Option<Vec<u8>>> {
        rows.iter().map(|row| digest(&row.columns).map(|digest| digest.as_bytes().to_vec())).collect()
    };
    let columns = || rows.iter().map(|row| &row.columns);
    let seqs: Vec<i64> = columns().map(|columns| signed(columns.seq)).collect();
    let ids: Vec<&str> = columns().map(|columns| columns.id.as_str()).collect();
    let kinds: Vec<&str> = columns().map(|columns| columns.kind.as_str()).collect();
    let documents: Vec<Option<&str>> = columns().map(|columns| columns.document.as_deref()).collect();
    let versions: Vec<Option<&str>> = columns().map(|columns| columns.version.as_deref()).collect();
    let times: Vec<&str> = columns().map(|columns| columns.recorded_at.as_str()).collect();
    let bodies: Vec<&[u8]> = rows.iter().map(|row| row.body.as_slice()).collect();
    let leaves: Vec<&[u8]> = rows.iter().map(|row| row.leaf.as_slice()).collect();
    let sql = "INSERT INTO log_entry(seq, id, kind, ack_key, doc, version, content_hash, subject, recorded_at, body, leaf) \
               SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], \
               $7::bytea[], $8::bytea[], $9::text[], $10::bytea[], $11::bytea[])";
    let (keys, fingerprints, subjects) =
        (of(|columns| columns.key), of(|columns| columns.fingerprint), of(|columns| columns.subject));
    let values: [&(dyn postgres::types::ToSql + Sync); 11] =
        [&seqs, &ids, &kinds, &keys, &documents, &versions, &fingerprints, &subjects, &times, &bodies, &leaves];
    transaction.execute(sql, &values).map_err(|error| unavailable(&error))?;
    Ok(())
}
