//! One step of the log: from drafts to rows, hashes and a signed checkpoint. Every store
//! writes what this returns, so that all of them hold the same bytes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ulid::Ulid;

use super::checkpoint::{Checkpoint, SigningKey};
use super::draft::Draft;
use super::error::StoreError;
use super::kind::Kind;
use super::record::{Given, Record, key_of};
use super::store::{Appended, Columns, Entry, Head, Purpose, Row};
use super::tree::{Hash, Hashes, grow, leaf, position, root};
use crate::model::Instant;
use crate::source::Digest;

/// How far a clock may go back before that is put on record.
const CLOCK_STEP_MICROS: i64 = 120 * 1_000_000;

/// Who writes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) key: &'a SigningKey,
    pub(super) node: &'a str,
}

/// A draft with the commitments to its people.
pub(super) struct Prepared<'a> {
    pub(super) draft: &'a Draft,
    pub(super) subject: Option<(Digest, Digest)>,
    pub(super) actor: Option<Digest>,
}

impl Prepared<'_> {
    /// Returns the key of the record that the draft will be, when there is one of its kind.
    pub(super) fn key(&self) -> Option<Digest> {
        if !self.draft.is_once {
            return None;
        }
        let mut fields = self.draft.facts.clone();
        fields.insert("kind".to_owned(), self.draft.kind.as_str().into());
        if let Some((subject, _)) = self.subject {
            fields.insert("subject".to_owned(), subject.to_hex().into());
        }
        Some(key_of(&fields))
    }
}

/// Lets pass the key that the log is signed with: the one of its last checkpoint, or the one
/// that its last record names. A node that was not told of a new key writes nothing more.
pub(super) fn check_key(
    head: &Head,
    note: Option<&str>,
    last: impl FnOnce() -> Result<Vec<Row>, StoreError>,
    key: &SigningKey,
) -> Result<(), StoreError> {
    let public = key.verifying_key();
    let signed = note.and_then(|note| public.open(note).ok()).is_some_and(|checkpoint| checkpoint.size == head.size);
    let is_named = |body: &[u8]| {
        let record = Record::parse(body).ok().filter(|record| record.kind == Kind::Key);
        record.is_some_and(|record| record.text("key") == Some(public.as_str()))
    };
    let last = if head.size == 0 { Vec::new() } else { last()? };
    let names_another = last.first().is_some_and(|row| row.columns.kind == Kind::Key.as_str() && !is_named(&row.body));
    if head.size == 0 || (signed && !names_another) || last.first().is_some_and(|row| is_named(&row.body)) {
        return Ok(());
    }
    Err(StoreError::Foreign("the log is signed by another key now: start again with that one".to_owned()))
}

/// What a store has to write, in one transaction.
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    pub(super) hashes: Vec<(u64, Hash)>,
    pub(super) head: Head,
    /// The checkpoint; nothing when no row is new.
    pub(super) note: Option<String>,
    /// What became of each draft.
    pub(super) appended: Vec<Appended>,
}

/// Makes the next step of the log that ends with `head`. `known` holds the records whose
/// keys are taken; `hashes` reads the tree as it stands.
pub(super) fn next(
    head: &Head,
    prepared: &[Prepared<'_>],
    mut known: BTreeMap<Digest, Entry>,
    now: Instant,
    writer: Writer<'_>,
    hashes: &impl Hashes,
) -> Result<Batch, StoreError> {
    let is_known = |prepared: &Prepared<'_>| prepared.key().and_then(|key| known.get(&key));
    if let Some(entries) = prepared.iter().map(is_known).collect::<Option<Vec<&Entry>>>() {
        // A retry writes nothing, not even that the clock is wrong.
        let appended = entries.into_iter().map(|entry| Appended::Known(entry.clone())).collect();
        return Ok(Batch { rows: Vec::new(), hashes: Vec::new(), head: head.clone(), note: None, appended });
    }
    let grown = Grown { below: hashes, new: RefCell::new(BTreeMap::new()) };
    let mut rows = Vec::new();
    let mut appended = Vec::with_capacity(prepared.len());
    let mut head = head.clone();
    let mut write = |prepared: &Prepared<'_>, head: &mut Head| -> Result<Entry, StoreError> {
        let recorded_at = head.last_at.map_or(now, |last| last.max(now));
        let entry = entry_of(prepared, head, recorded_at, writer.node);
        let leaf = leaf(&entry.body);
        let first = position(head.size);
        for (at, hash) in (first..).zip(grow(head.size, leaf, &grown)?) {
            grown.new.borrow_mut().insert(at, hash);
        }
        rows.push(Row { columns: Columns::of(&entry.record), body: entry.body.clone(), leaf });
        head.size += 1;
        head.last_at = Some(recorded_at);
        Ok(entry)
    };
    let went_back = head.last_at.filter(|last| last.unix_micros() - now.unix_micros() > CLOCK_STEP_MICROS);
    if let (Some(_), Some(first)) = (went_back, prepared.first()) {
        let step = Draft { is_once: false, ..Draft::new(Kind::ClockStep, first.draft.entropy) };
        let step = step.with("clock", now.to_string());
        write(&Prepared { draft: &step, subject: None, actor: None }, &mut head)?;
    }
    for prepared in prepared {
        let key = prepared.key();
        if let Some(entry) = key.and_then(|key| known.get(&key)) {
            appended.push(Appended::Known(entry.clone()));
            continue;
        }
        let entry = write(prepared, &mut head)?;
        if let Some(key) = key {
            known.insert(key, entry.clone());
        }
        appended.push(Appended::New(entry));
    }
    head.root = root(head.size, &grown)?;
    let note = writer.key.sign(&Checkpoint { origin: head.origin.clone(), size: head.size, root: head.root });
    let hashes = grown.new.into_inner().into_iter().collect();
    Ok(Batch { rows, hashes, head, note: Some(note), appended })
}

fn entry_of(prepared: &Prepared<'_>, head: &Head, recorded_at: Instant, node: &str) -> Entry {
    let milliseconds = u64::try_from(recorded_at.unix_micros() / 1000).unwrap_or_default();
    // Records of one batch may share randomness with a clock step; the number keeps ids apart.
    let random = prepared.draft.entropy.id ^ u128::from(head.size);
    let given = Given {
        seq: head.size + 1,
        id: Ulid::from_parts(milliseconds, random).to_string(),
        recorded_at,
        subject: prepared.subject.map(|(subject, _)| subject),
        subject_label: prepared.subject.map(|(_, label)| label),
        actor: prepared.actor,
        node,
        is_rehearsal: head.purpose == Purpose::Rehearsal,
    };
    let (record, body) = Record::of(prepared.draft, given);
    Entry { record, body }
}

/// The tree with the hashes of this step on top.
struct Grown<'a, H> {
    below: &'a H,
    new: RefCell<BTreeMap<u64, Hash>>,
}

impl<H: Hashes> Hashes for Grown<'_, H> {
    fn read(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        let new = self.new.borrow();
        let missing: Vec<u64> = positions.iter().copied().filter(|at| !new.contains_key(at)).collect();
        let mut below = self.below.read(&missing)?.into_iter();
        positions
            .iter()
            .map(|at| match new.get(at) {
                Some(hash) => Ok(*hash),
                None => below.next().ok_or_else(|| StoreError::Broken("a hash of the tree is missing".to_owned())),
            })
            .collect()
    }
}
