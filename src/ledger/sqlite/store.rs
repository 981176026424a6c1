//! The store in a file.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior, params};

use super::open::{open_to_read, open_to_write, touch, unavailable};
use super::{read, write};
use crate::ledger::batch::Writer;
use crate::ledger::checkpoint::{SigningKey, VerifyingKey};
use crate::ledger::draft::{Draft, Entropy};
use crate::ledger::error::StoreError;
use crate::ledger::kind::Kind;
use crate::ledger::person::{Identity, Person, Salt};
use crate::ledger::record::Record;
use crate::ledger::store::{Appended, Entry, Head, Purpose, Row, Store};
use crate::ledger::tree::{Hash, Hashes as _};
use crate::model::Instant;
use crate::source::Digest;

/// A log in a file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    /// The key and the node's name; nothing in a store that only reads.
    writer: Option<(SigningKey, String)>,
}

impl SqliteStore {
    /// Opens a log to write to it; a missing file becomes a new log that begins with
    /// a record of its key.
    ///
    /// # Errors
    ///
    /// When the file is no log, is of another purpose or origin, or the log does not end
    /// with a checkpoint of this key.
    pub fn open(
        path: &Path,
        origin: &str,
        purpose: Purpose,
        key: SigningKey,
        node: &str,
        now: Instant,
    ) -> Result<Self, StoreError> {
        let connection = open_to_write(path)?;
        let mut store = Self { connection, writer: Some((key, node.to_owned())) };
        match read::head(&store.connection)? {
            None => store.begin(origin, purpose, now)?,
            Some(head) => store.check_head(&head, origin, purpose)?,
        }
        Ok(store)
    }

    /// Opens a log to read it.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let store = Self { connection: open_to_read(path)?, writer: None };
        store.head()?;
        Ok(store)
    }

    fn begin(&mut self, origin: &str, purpose: Purpose, now: Instant) -> Result<(), StoreError> {
        let (key, node) = self.writer.as_ref().ok_or_else(read_only)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| unavailable(&error))?;
        let sql = "INSERT INTO log_head(id, origin, purpose, size, root, last_at) VALUES (1, ?1, ?2, 0, ?3, NULL)";
        let values = params![origin, purpose.as_str(), Digest::of(b"").as_bytes().to_vec()];
        transaction.execute(sql, values).map_err(|error| unavailable(&error))?;
        let draft = Draft::new(Kind::Key, Entropy::random()).with("key", key.verifying_key().as_str());
        write::append(&transaction, &[draft], now, Writer { key, node })?;
        transaction.commit().map_err(|error| unavailable(&error))
    }

    fn check_head(&self, head: &Head, origin: &str, purpose: Purpose) -> Result<(), StoreError> {
        if head.purpose != purpose {
            let message = format!("the log is for {}, and was opened for {}", head.purpose.as_str(), purpose.as_str());
            return Err(StoreError::Foreign(message));
        }
        if head.origin != origin {
            return Err(StoreError::Foreign(format!("the log is of `{}`, not of `{origin}`", head.origin)));
        }
        let (key, _) = self.writer.as_ref().ok_or_else(read_only)?;
        let note = self.last_checkpoint()?.unwrap_or_default();
        match key.verifying_key().open(&note) {
            Ok(checkpoint) if checkpoint.size == head.size && checkpoint.root == head.root => Ok(()),
            Ok(_) => Err(StoreError::Broken("the log does not end where its last checkpoint says".to_owned())),
            // The record that names a new key is signed by the one before it.
            Err(_) if self.names_key(head.size, &key.verifying_key())? => Ok(()),
            Err(error) => Err(StoreError::Foreign(format!("the log's last checkpoint has {error}"))),
        }
    }

    fn names_key(&self, seq: u64, key: &VerifyingKey) -> Result<bool, StoreError> {
        let rows = self.rows(seq, 1)?;
        let record = rows.first().and_then(|row| Record::parse(&row.body).ok());
        Ok(record.is_some_and(|record| record.kind == Kind::Key && record.text("key") == Some(key.as_str())))
    }

    fn change<T>(
        &mut self,
        change: impl FnOnce(&Connection, Writer<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (key, node) = self.writer.as_ref().ok_or_else(read_only)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| unavailable(&error))?;
        let changed = change(&transaction, Writer { key, node })?;
        // A commit that failed is rolled back when the file is next opened or written: not stored.
        transaction.commit().map_err(|error| unavailable(&error))?;
        Ok(changed)
    }
}

fn read_only() -> StoreError {
    StoreError::Unavailable("the log was opened to read it".to_owned())
}

impl Store for SqliteStore {
    fn append(&mut self, drafts: &[Draft], now: Instant) -> Result<Vec<Appended>, StoreError> {
        self.change(|connection, writer| write::append(connection, drafts, now, writer))
    }

    fn enrol(&mut self, people: &[Identity]) -> Result<Vec<Person>, StoreError> {
        self.change(|connection, _| {
            people.iter().map(|identity| write::enrol(connection, identity, Salt::random())).collect()
        })
    }

    fn erase(&mut self, subject: Digest, draft: Draft, now: Instant) -> Result<Appended, StoreError> {
        let erased = self.change(|connection, writer| {
            let draft = draft.with("erased", subject.to_hex());
            let mut appended = write::append(connection, &[draft], now, writer)?;
            if !write::forget(connection, subject)? {
                return Err(StoreError::Foreign("there is no such person, or they were erased before".to_owned()));
            }
            appended.pop().ok_or_else(|| StoreError::Broken("nothing was written".to_owned()))
        })?;
        // The values stand in the write-ahead file until it is written over. A reader may hold
        // that up; then the next erasure, or the last one to close the file, does it.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(erased)
    }

    fn probe(&mut self) -> Result<(), StoreError> {
        self.change(|connection, _| touch(connection))
    }

    fn head(&self) -> Result<Head, StoreError> {
        read::head(&self.connection)?.ok_or_else(|| StoreError::Broken("the log has no end".to_owned()))
    }

    fn rows(&self, from: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
        read::rows(&self.connection, from, limit)
    }

    fn entry(&self, id: &str) -> Result<Option<Entry>, StoreError> {
        Ok(read::entries(&self.connection, "id = ?1", [id])?.pop())
    }

    fn of_subject(&self, subject: Digest) -> Result<Vec<Entry>, StoreError> {
        read::entries(&self.connection, "subject = ?1", [subject.as_bytes().as_slice()])
    }

    fn of_kind(&self, kind: Kind) -> Result<Vec<Entry>, StoreError> {
        read::of_kind(&self.connection, kind)
    }

    fn of_document(&self, document: &str) -> Result<Vec<Entry>, StoreError> {
        read::entries(&self.connection, "doc = ?1", [document])
    }

    fn person(&self, issuer: &str, id: &str) -> Result<Option<Person>, StoreError> {
        read::person_of(&self.connection, issuer, id)
    }

    fn people(&self) -> Result<Vec<Person>, StoreError> {
        read::people(&self.connection)
    }

    fn attachment(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        read::attachment(&self.connection, digest)
    }

    fn hashes(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        read::Kept(&self.connection).read(positions)
    }

    fn hash_count(&self) -> Result<u64, StoreError> {
        read::hash_count(&self.connection)
    }

    fn checkpoints(&self, above: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError> {
        read::checkpoints(&self.connection, above, limit)
    }

    fn last_checkpoint(&self) -> Result<Option<String>, StoreError> {
        read::last_checkpoint(&self.connection)
    }

    fn schema_difference(&self) -> Result<Option<String>, StoreError> {
        read::schema_difference(&self.connection)
    }
}
