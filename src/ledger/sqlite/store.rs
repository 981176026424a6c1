//! The store in a file.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior, params};

use super::open::{is_unconfirmed, open_to_read, open_to_write, touch, unavailable};
use super::{read, write};
use crate::ledger::batch::Writer;
use crate::ledger::checkpoint::SigningKey;
use crate::ledger::draft::Draft;
use crate::ledger::error::StoreError;
use crate::ledger::kind::Kind;
use crate::ledger::opening;
use crate::ledger::person::{Identity, Person, Salt};
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
    /// Whether the disk once did not confirm what was written.
    is_distrusted: bool,
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
        let mut store = Self { connection, writer: Some((key, node.to_owned())), is_distrusted: false };
        match read::head(&store.connection)? {
            None => store.begin(origin, purpose, now)?,
            Some(_) => {
                let (key, _) = store.writer.as_ref().ok_or_else(read_only)?;
                opening::check(&store, origin, purpose, key)?;
            }
        }
        Ok(store)
    }

    /// Opens a log to read it.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let store = Self { connection: open_to_read(path)?, writer: None, is_distrusted: false };
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
        write::append(&transaction, &[opening::first_draft(key)], now, Writer { key, node })?;
        transaction.commit().map_err(|error| unavailable(&error))
    }

    fn change<T>(
        &mut self,
        change: impl FnOnce(&Connection, Writer<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.is_distrusted {
            let what = "the disk did not confirm what was written before; start again when it is sound";
            return Err(StoreError::Broken(what.to_owned()));
        }
        let (key, node) = self.writer.as_ref().ok_or_else(read_only)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| unavailable(&error))?;
        let changed = change(&transaction, Writer { key, node })?;
        match transaction.commit() {
            Ok(()) => Ok(changed),
            // The system may have thrown away what it could not write, and say yes the next time
            // all the same. Only who reads the file anew knows what is in it.
            Err(error) if is_unconfirmed(&error) => {
                self.is_distrusted = true;
                Err(StoreError::Unknown(error.to_string()))
            }
            // It is rolled back when the file is next opened or written: not stored.
            Err(error) => Err(unavailable(&error)),
        }
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

    fn hold(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN; SELECT count(*) FROM log_head").map_err(|error| unavailable(&error))
    }

    fn release(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("COMMIT").map_err(|error| unavailable(&error))
    }

    fn head(&self) -> Result<Head, StoreError> {
        read::head(&self.connection)?.ok_or_else(|| StoreError::Broken("the log has no end".to_owned()))
    }

    fn rows(&self, from: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
        read::rows(&self.connection, from, limit)
    }

    fn entry(&self, id: &str) -> Result<Option<Entry>, StoreError> {
        Ok(read::entries(&self.connection, "id = ?1 ORDER BY seq", [id])?.pop())
    }

    fn of_subject(&self, subject: Digest) -> Result<Vec<Entry>, StoreError> {
        read::entries(&self.connection, "subject = ?1 ORDER BY seq", [subject.as_bytes().as_slice()])
    }

    fn of_kind_above(&self, kind: Kind, above: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        read::of_kind(&self.connection, kind, above, limit)
    }

    fn last_of_kind(&self, kind: Kind) -> Result<Option<Entry>, StoreError> {
        read::last_of_kind(&self.connection, kind)
    }

    fn of_document(&self, document: &str) -> Result<Vec<Entry>, StoreError> {
        read::entries(&self.connection, "doc = ?1 ORDER BY seq", [document])
    }

    fn person(&self, issuer: &str, id: &str) -> Result<Option<Person>, StoreError> {
        read::person_of(&self.connection, issuer, id)
    }

    fn people_above(&self, above: Option<Digest>, limit: u32) -> Result<Vec<Person>, StoreError> {
        read::people(&self.connection, above, limit)
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
