//! The interface of stores. One set of tests runs against each of them, and for the same
//! drafts each ends with the same bytes and the same root.

use super::checkpoint::VerifyingKey;
use super::draft::Draft;
use super::error::StoreError;
use super::kind::Kind;
use super::person::{Identity, Person};
use super::record::Record;
use super::tree::Hash;
use crate::model::Instant;
use crate::source::Digest;

/// Rows that are asked for at once: what one question takes does not grow with the log.
pub(super) const PAGE: u32 = 1000;

/// What a log is for. A store serves one purpose for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Real records.
    Evidence,
    /// Trying it out: each record and each page says so.
    Rehearsal,
}

impl Purpose {
    /// Returns the word for it in a store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Rehearsal => "rehearsal",
        }
    }

    /// Reads the word of a store.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Evidence, Self::Rehearsal].into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// Where a log ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The log's name, in every checkpoint.
    pub origin: String,
    /// What the log is for.
    pub purpose: Purpose,
    /// How many records.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// When the last record was written; nothing in an empty log.
    pub last_at: Option<Instant>,
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub record: Record,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is written, for good.
    New(Entry),
    /// It had been written before: that record.
    Known(Entry),
}

impl Appended {
    /// Returns the record, new or known.
    pub fn entry(&self) -> &Entry {
        match self {
            Self::New(entry) | Self::Known(entry) => entry,
        }
    }
}

/// A row as it is kept, with the columns that help to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The columns.
    pub columns: Columns,
    /// The record's bytes.
    pub body: Vec<u8>,
    /// The hash of its leaf.
    pub leaf: Hash,
}

/// What stands beside a record's bytes, to find it: never believed, always checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The record's number.
    pub seq: u64,
    /// Its id.
    pub id: String,
    /// The word of its kind.
    pub kind: String,
    /// Its key.
    pub key: Option<Digest>,
    /// The document.
    pub document: Option<String>,
    /// The label of the version.
    pub version: Option<String>,
    /// The fingerprint of the text.
    pub fingerprint: Option<Digest>,
    /// The commitment to the person.
    pub subject: Option<Digest>,
    /// When it was written.
    pub recorded_at: String,
}

impl Columns {
    /// Returns the columns of a record.
    pub(super) fn of(record: &Record) -> Self {
        let text = |name: &str| record.text(name).map(ToOwned::to_owned);
        Self {
            seq: record.seq,
            id: record.id.clone(),
            kind: record.kind.as_str().to_owned(),
            key: record.key,
            document: text("doc"),
            version: text("version"),
            fingerprint: record.digest("content_hash"),
            subject: record.subject,
            recorded_at: record.recorded_at.to_string(),
        }
    }
}

/// A log of records and the people that they are about.
pub trait Store: Send {
    /// Writes all drafts, or none, and returns what became of each, in their order. What
    /// was written is durable, and covered by a signed checkpoint, before this returns.
    /// Records get `now`, or the time of the record before when that is later.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn append(&mut self, drafts: &[Draft], now: Instant) -> Result<Vec<Appended>, StoreError>;

    /// Makes sure that these people are known, and returns them in the same order.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn enrol(&mut self, people: &[Identity]) -> Result<Vec<Person>, StoreError>;

    /// Removes the values that name a person, and writes `draft`, in one step.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn erase(&mut self, subject: Digest, draft: Draft, now: Instant) -> Result<Appended, StoreError>;

    /// Writes without changing anything, to find out whether it can.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn probe(&mut self) -> Result<(), StoreError>;

    /// From here to [`Store::release`] everything that is read is of one moment, whatever is
    /// written meanwhile.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn hold(&self) -> Result<(), StoreError>;

    /// Ends what [`Store::hold`] began.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn release(&self) -> Result<(), StoreError>;

    /// Returns where the log ends.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn head(&self) -> Result<Head, StoreError>;

    /// Returns up to `limit` rows with numbers from `from` on, in their order.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn rows(&self, from: u64, limit: u32) -> Result<Vec<Row>, StoreError>;

    /// Returns the record with this id.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn entry(&self, id: &str) -> Result<Option<Entry>, StoreError>;

    /// Returns all records about a person, in their order.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn of_subject(&self, subject: Digest) -> Result<Vec<Entry>, StoreError>;

    /// Returns up to `limit` records of a kind with numbers above `above`, in their order.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn of_kind_above(&self, kind: Kind, above: u64, limit: u32) -> Result<Vec<Entry>, StoreError>;

    /// Returns the newest record of a kind.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn last_of_kind(&self, kind: Kind) -> Result<Option<Entry>, StoreError>;

    /// Returns all records about a document, in their order.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn of_document(&self, document: &str) -> Result<Vec<Entry>, StoreError>;

    /// Returns the person with this issuer and identifier.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn person(&self, issuer: &str, id: &str) -> Result<Option<Person>, StoreError>;

    /// Returns up to `limit` people, erased ones too, with commitments above `above`, ordered by
    /// commitment.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn people_above(&self, above: Option<Digest>, limit: u32) -> Result<Vec<Person>, StoreError>;

    /// Returns a file that belongs to a record.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn attachment(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError>;

    /// Returns the hashes of the tree at these positions.
    ///
    /// # Errors
    ///
    /// See [`StoreError`]; a missing hash is [`StoreError::Broken`].
    fn hashes(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError>;

    /// Returns how many hashes of the tree are kept.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn hash_count(&self) -> Result<u64, StoreError>;

    /// Returns up to `limit` checkpoints of trees larger than `above`, by size: size and note.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn checkpoints(&self, above: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError>;

    /// Returns the newest checkpoint.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn last_checkpoint(&self) -> Result<Option<String>, StoreError>;

    /// Returns in words how the tables differ from those that this program makes; nothing
    /// when they do not.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn schema_difference(&self) -> Result<Option<String>, StoreError>;

    /// Visits all records of a kind, in their order. Only a page of them is in memory.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn each_of_kind(&self, kind: Kind, visit: &mut dyn FnMut(Entry)) -> Result<(), StoreError> {
        let mut above = 0;
        loop {
            let page = self.of_kind_above(kind, above, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            above = last.record.seq;
            page.into_iter().for_each(&mut *visit);
        }
    }

    /// Returns all records of a kind, in their order.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn of_kind(&self, kind: Kind) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        self.each_of_kind(kind, &mut |entry| entries.push(entry))?;
        Ok(entries)
    }

    /// Visits everybody, erased ones too, ordered by commitment. Only a page is in memory.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn each_person(&self, visit: &mut dyn FnMut(Person)) -> Result<(), StoreError> {
        let mut above = None;
        loop {
            let page = self.people_above(above, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            above = Some(last.subject);
            page.into_iter().for_each(&mut *visit);
        }
    }

    /// Returns everybody, erased ones too, ordered by commitment.
    ///
    /// # Errors
    ///
    /// See [`StoreError`].
    fn people(&self) -> Result<Vec<Person>, StoreError> {
        let mut people = Vec::new();
        self.each_person(&mut |person| people.push(person))?;
        Ok(people)
    }

    /// Returns the key with which the log began.
    ///
    /// # Errors
    ///
    /// See [`StoreError`]; a log that begins with anything else is [`StoreError::Broken`].
    fn first_key(&self) -> Result<VerifyingKey, StoreError> {
        let rows = self.rows(1, 1)?;
        let record = rows.first().and_then(|row| Record::parse(&row.body).ok());
        let key = record.filter(|record| record.kind == Kind::Key);
        key.and_then(|record| record.text("key").and_then(|text| VerifyingKey::parse(text).ok()))
            .ok_or_else(|| StoreError::Broken("the log does not begin with its key".to_owned()))
    }
}
