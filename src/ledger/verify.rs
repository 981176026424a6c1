//! Reads a whole log and holds everything in it against everything else: what was
//! changed after it was written shows here, in memory that does not grow with the log.

use std::collections::{BTreeMap, BTreeSet};

use super::checkpoint::{Checkpoint, VerifyingKey};
use super::error::StoreError;
use super::kind::Kind;
use super::record::Record;
use super::store::{Columns, Head, PAGE, Purpose, Row, Store};
use super::tree::{Frontier, hash_count, leaf};
use crate::model::Instant;
use crate::source::Digest;

/// What a sound log is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it ends.
    pub head: Head,
    /// Its keys, each with the number of the record that names it.
    pub keys: Vec<(u64, VerifyingKey)>,
    /// How many checkpoints.
    pub checkpoints: u64,
    /// The newest checkpoint.
    pub last_checkpoint: String,
    /// How many records of each kind.
    pub kinds: BTreeMap<Kind, u64>,
    /// How many people are known, and how many of them were erased.
    pub people: (usize, usize),
}

/// Why a log is not sound, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Tampering {
    /// Something is not what was written.
    #[error("record {seq}: {what}")]
    Record {
        /// The number of the first record that does not hold.
        seq: u64,
        /// What differs.
        what: String,
    },
    /// Something beside the records is not what was written.
    #[error("{0}")]
    Log(String),
    /// The log cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Verifies a log, and that it is the one that the `outside` checkpoints are of: notes
/// that were kept elsewhere. `expected` is the key that the reader knows from elsewhere.
///
/// # Errors
///
/// The first thing that does not hold.
pub fn verify(store: &dyn Store, outside: &[String], expected: Option<&VerifyingKey>) -> Result<Report, Tampering> {
    store.hold()?;
    let verified = verify_held(store, outside, expected);
    store.release()?;
    verified
}

fn verify_held(store: &dyn Store, outside: &[String], expected: Option<&VerifyingKey>) -> Result<Report, Tampering> {
    if let Some(difference) = store.schema_difference()? {
        return Err(Tampering::Log(format!("the tables are not those of this program: {difference}")));
    }
    let head = store.head()?;
    let mut walk = Walk::begin(&head, outside);
    loop {
        let rows = store.rows(walk.size + 1, PAGE)?;
        if rows.is_empty() {
            break;
        }
        walk.page(&rows, store)?;
    }
    walk.end(store, expected)
}

/// What is known after some records.
struct Walk<'a> {
    head: &'a Head,
    size: u64,
    last_at: Option<Instant>,
    frontier: Frontier,
    keys: Vec<(u64, VerifyingKey)>,
    /// Outside checkpoints that were not met yet.
    outside: Vec<&'a str>,
    checkpoints: u64,
    last_checkpoint: Option<(u64, String)>,
    kinds: BTreeMap<Kind, u64>,
    subjects: BTreeSet<Digest>,
    erased: BTreeSet<Digest>,
}

impl<'a> Walk<'a> {
    fn begin(head: &'a Head, outside: &'a [String]) -> Self {
        Self {
            head,
            size: 0,
            last_at: None,
            frontier: Frontier::default(),
            keys: Vec::new(),
            outside: outside.iter().map(String::as_str).collect(),
            checkpoints: 0,
            last_checkpoint: None,
            kinds: BTreeMap::new(),
            subjects: BTreeSet::new(),
            erased: BTreeSet::new(),
        }
    }

    /// Takes a page of rows, the hashes that belong to them, and the checkpoints among them.
    fn page(&mut self, rows: &[Row], store: &dyn Store) -> Result<(), Tampering> {
        let checkpoints = store.checkpoints(self.size, PAGE)?;
        let mut checkpoints = checkpoints.iter().peekable();
        let first = hash_count(self.size);
        let positions: Vec<u64> = (first..hash_count(self.size + rows.len() as u64)).collect();
        let kept = store.hashes(&positions)?;
        let mut kept = kept.as_slice();
        for row in rows {
            let seq = self.size + 1;
            let wrong = |what: String| Tampering::Record { seq, what };
            let record = self.record(row).map_err(wrong)?;
            let grown = self.frontier.push(row.leaf);
            let of_row = kept.split_off(..grown.len()).unwrap_or_default();
            if of_row != grown {
                return Err(wrong("the kept hashes of the tree are not its own".to_owned()));
            }
            self.size = seq;
            for file in record.texts("files") {
                self.file(file, store).map_err(|what| match what {
                    Ok(what) => wrong(what),
                    Err(error) => Tampering::Store(error),
                })?;
            }
            if let Some((_, note)) = checkpoints.next_if(|(size, _)| *size == seq) {
                self.checkpoint(note).map_err(wrong)?;
            } else if record.kind == Kind::Key {
                return Err(wrong("a new key was not confirmed by the key before it".to_owned()));
            }
            // From here on the new key signs.
            if record.kind == Kind::Key {
                let key = record.text("key").and_then(|text| VerifyingKey::parse(text).ok());
                let key = key.ok_or_else(|| wrong("the record of a key names none".to_owned()))?;
                if seq > 1 {
                    self.keys.push((seq, key));
                }
            }
            self.meet_outside(seq)?;
            self.count(&record);
        }
        if let Some((size, _)) = checkpoints.next_if(|(size, _)| *size < self.size) {
            return Err(Tampering::Log(format!("the checkpoint of {size} records is out of place")));
        }
        Ok(())
    }

    fn record(&mut self, row: &Row) -> Result<Record, String> {
        let seq = self.size + 1;
        let record = Record::parse(&row.body).map_err(|error| error.to_string())?;
        if record.seq != seq || row.columns.seq != seq {
            return Err(format!("it has the number {}, and {} the row", record.seq, row.columns.seq));
        }
        if Columns::of(&record) != row.columns {
            return Err("the columns beside it say something else than it does".to_owned());
        }
        if leaf(&row.body) != row.leaf {
            return Err("its hash is not the one that was kept".to_owned());
        }
        if self.last_at.is_some_and(|last| record.recorded_at < last) {
            return Err("it is older than the record before it".to_owned());
        }
        if (record.number("rehearsal") == Some(1)) != (self.head.purpose == Purpose::Rehearsal) {
            return Err("it was not written for the purpose of this log".to_owned());
        }
        if seq == 1 {
            let key = record.text("key").filter(|_| record.kind == Kind::Key);
            let key = key.and_then(|text| VerifyingKey::parse(text).ok());
            self.keys.push((1, key.ok_or("the log does not begin with its key")?));
        }
        self.last_at = Some(record.recorded_at);
        Ok(record)
    }

    fn file(&self, name: &str, store: &dyn Store) -> Result<(), Result<String, StoreError>> {
        let digest = Digest::from_hex(name).ok_or_else(|| Ok(format!("`{name}` is no digest of a file")))?;
        let body = store.attachment(digest).map_err(Err)?;
        match body {
            None => Err(Ok(format!("its file {name} is missing"))),
            Some(body) if Digest::of(&body) != digest => Err(Ok(format!("its file {name} was changed"))),
            Some(_) => Ok(()),
        }
    }

    fn checkpoint(&mut self, note: &str) -> Result<(), String> {
        let Some((_, key)) = self.keys.last() else { return Err("the log does not begin with its key".to_owned()) };
        let checkpoint = key.open(note).map_err(|error| format!("its checkpoint has {error}"))?;
        self.compare(&checkpoint).map_err(|what| format!("its checkpoint {what}"))?;
        self.checkpoints += 1;
        self.last_checkpoint = Some((self.size, note.to_owned()));
        Ok(())
    }

    /// Holds a checkpoint of as many records as were read against them.
    fn compare(&self, checkpoint: &Checkpoint) -> Result<(), String> {
        if checkpoint.origin != self.head.origin {
            return Err(format!("is of the log `{}`", checkpoint.origin));
        }
        if checkpoint.size != self.size {
            return Err(format!("is of {} records", checkpoint.size));
        }
        if checkpoint.root != self.frontier.root() {
            return Err("has another root than these records".to_owned());
        }
        Ok(())
    }

    fn meet_outside(&mut self, seq: u64) -> Result<(), Tampering> {
        let keys = &self.keys;
        let open = |note: &str| keys.iter().find_map(|(_, key)| key.open(note).ok());
        let met: Vec<(usize, Checkpoint)> = self
            .outside
            .iter()
            .enumerate()
            .filter_map(|(index, note)| Some((index, open(note).filter(|checkpoint| checkpoint.size == seq)?)))
            .collect();
        for (index, checkpoint) in met.into_iter().rev() {
            self.compare(&checkpoint)
                .map_err(|what| Tampering::Log(format!("the checkpoint that was kept elsewhere {what}")))?;
            self.outside.remove(index);
        }
        Ok(())
    }

    fn count(&mut self, record: &Record) {
        *self.kinds.entry(record.kind).or_default() += 1;
        self.subjects.extend(record.subject);
        self.subjects.extend(record.digest("actor"));
        if record.kind == Kind::Erasure {
            self.erased.extend(record.digest("erased"));
        }
    }

    fn end(self, store: &dyn Store, expected: Option<&VerifyingKey>) -> Result<Report, Tampering> {
        let wrong = |what: &str| Err(Tampering::Log(what.to_owned()));
        let head = self.head;
        if head.size != self.size || head.root != self.frontier.root() || head.last_at != self.last_at {
            return wrong("the end of the log is not where it says");
        }
        if store.hash_count()? != hash_count(self.size) {
            return wrong("there are more or fewer hashes than the tree has");
        }
        if !store.checkpoints(self.size, 1)?.is_empty() {
            return wrong("there is a checkpoint of more records than there are");
        }
        let Some((_, last_checkpoint)) = self.last_checkpoint.filter(|(size, _)| *size == self.size) else {
            return wrong("the last records are covered by no checkpoint");
        };
        if let Some(note) = self.outside.first() {
            let size = self.keys.iter().find_map(|(_, key)| key.open(note).ok()).map(|checkpoint| checkpoint.size);
            return Err(Tampering::Log(match size {
                Some(size) => format!(
                    "records are missing: a checkpoint of {size} was kept elsewhere, and there are {}",
                    self.size
                ),
                None => "the checkpoint that was kept elsewhere is signed by no key of this log".to_owned(),
            }));
        }
        if let Some(expected) = expected.filter(|expected| !self.keys.iter().any(|(_, key)| key == *expected)) {
            return Err(Tampering::Log(format!("the key `{expected}` never signed this log")));
        }
        let people = people(store, &self.subjects, &self.erased)?;
        let (kinds, keys, checkpoints) = (self.kinds, self.keys, self.checkpoints);
        Ok(Report { head: head.clone(), keys, checkpoints, last_checkpoint, kinds, people })
    }
}

fn people(
    store: &dyn Store,
    subjects: &BTreeSet<Digest>,
    erased: &BTreeSet<Digest>,
) -> Result<(usize, usize), Tampering> {
    let mut missing = subjects.clone();
    let (mut count, mut gone) = (0, 0);
    let mut wrong = None;
    store.each_person(&mut |person| {
        missing.remove(&person.subject);
        count += 1;
        let is_gone = person.named.is_none();
        gone += usize::from(is_gone);
        let what = match (is_gone, erased.contains(&person.subject)) {
            _ if !person.is_consistent() => "has other values than the records commit to",
            (true, false) => "has no values, and no record says that they were erased",
            (false, true) => "was erased, and has values",
            _ => return,
        };
        wrong.get_or_insert_with(|| format!("the person {} {what}", person.subject));
    })?;
    let missing = || missing.first().map(|subject| format!("the person {subject}, whom records are about, is missing"));
    match wrong.or_else(missing) {
        Some(what) => Err(Tampering::Log(what)),
        None => Ok((count, gone)),
    }
}
