//! The store in a database.

use std::cell::RefCell;

use postgres::Client;

use super::address::{PostgresAddress, Way};
use super::connect::{connect, unavailable};
use super::read::Kept;
use super::shape::{SCHEMA, difference, is_empty};
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

/// A log in a PostgreSQL database, in the schema that its address leads to.
pub struct PostgresStore {
    way: Way,
    /// The connection; nothing after it was lost, until the next question.
    client: RefCell<Option<Client>>,
    /// The key and the node's name; nothing in a store that only reads.
    writer: Option<(SigningKey, String)>,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresStore(…)")
    }
}

impl PostgresStore {
    /// Opens a log to write to it; an empty schema becomes a new log that begins with a record
    /// of its key.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached or does not keep what it confirms, the schema holds
    /// something else, the log is of another purpose or origin, or does not end with a
    /// checkpoint of this key.
    pub fn open(
        address: &PostgresAddress,
        origin: &str,
        purpose: Purpose,
        key: SigningKey,
        node: &str,
        now: Instant,
    ) -> Result<Self, StoreError> {
        let mut store = Self::connected(address, Some((key, node.to_owned())))?;
        store.begin(origin, purpose, now)?;
        let (key, _) = store.writer.as_ref().ok_or_else(read_only)?;
        // Another node may write between two questions.
        store.hold()?;
        let checked = opening::check(&store, origin, purpose, key);
        store.release()?;
        checked.map(|()| store)
    }

    /// Opens a log to read it.
    ///
    /// # Errors
    ///
    /// When there is none, or the server cannot be reached.
    pub fn open_to_read(address: &PostgresAddress) -> Result<Self, StoreError> {
        let store = Self::connected(address, None)?;
        store.ask(|client| {
            client.batch_execute("SET default_transaction_read_only = on").map_err(|error| unavailable(&error))
        })?;
        store.head()?;
        Ok(store)
    }

    fn connected(address: &PostgresAddress, writer: Option<(SigningKey, String)>) -> Result<Self, StoreError> {
        let way = Way::to(address)?;
        let client = connect(&way)?;
        Ok(Self { way, client: RefCell::new(Some(client)), writer })
    }

    /// Makes the tables and begins the log, unless another node has.
    fn begin(&mut self, origin: &str, purpose: Purpose, now: Instant) -> Result<(), StoreError> {
        let (key, node) = self.writer.as_ref().ok_or_else(read_only)?;
        let mut client = self.client.borrow_mut();
        let client = client.as_mut().ok_or_else(gone)?;
        let mut transaction = client.transaction().map_err(|error| unavailable(&error))?;
        // Two nodes that start at once make one log: `pbLG` as a number.
        transaction
            .execute("SELECT pg_advisory_xact_lock($1)", &[&0x7062_4c47_i64])
            .map_err(|error| unavailable(&error))?;
        if is_empty(&mut transaction)? {
            transaction.batch_execute(SCHEMA).map_err(|error| unavailable(&error))?;
        } else if let Some(difference) = difference(&mut transaction)? {
            return Err(StoreError::Foreign(format!("the schema is not that of a log of this program: {difference}")));
        }
        if read::head(&mut transaction, false)?.is_none() {
            let sql = "INSERT INTO log_head(id, origin, purpose, size, root, last_at) VALUES (1, $1, $2, 0, $3, NULL)";
            let root = Digest::of(b"");
            transaction
                .execute(sql, &[&origin, &purpose.as_str(), &root.as_bytes().as_slice()])
                .map_err(|error| unavailable(&error))?;
            write::append(&mut transaction, &[opening::first_draft(key)], now, Writer { key, node })?;
        }
        transaction.commit().map_err(|error| unavailable(&error))
    }

    /// Asks by the connection, which is made anew when it was lost.
    fn ask<T>(&self, question: impl FnOnce(&mut Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut kept = self.client.borrow_mut();
        if kept.as_ref().is_none_or(Client::is_closed) {
            *kept = Some(connect(&self.way)?);
        }
        let client = kept.as_mut().ok_or_else(gone)?;
        let answer = question(client);
        if client.is_closed() {
            *kept = None;
        }
        answer
    }

    /// Changes the log within a transaction. When the way breaks while the server is asked to
    /// keep it, nobody knows whether it did.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut postgres::Transaction<'_>, Writer<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (key, node) = self.writer.as_ref().ok_or_else(read_only)?;
        self.ask(|client| {
            let mut transaction = client.transaction().map_err(|error| unavailable(&error))?;
            let changed = change(&mut transaction, Writer { key, node })?;
            match transaction.commit() {
                Ok(()) => Ok(changed),
                // The server itself says that it did not.
                Err(error) if error.as_db_error().is_some() && !is_ending(&error) => Err(unavailable(&error)),
                Err(error) => Err(StoreError::Unknown(error.to_string())),
            }
        })
    }
}

/// A server that is about to end may have kept it all the same.
fn is_ending(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code().starts_with("57P") || code.code().starts_with("08"))
}

fn read_only() -> StoreError {
    StoreError::Unavailable("the log was opened to read it".to_owned())
}

fn gone() -> StoreError {
    StoreError::Unavailable("the connection to the database was lost".to_owned())
}

impl Store for PostgresStore {
    fn append(&mut self, drafts: &[Draft], now: Instant) -> Result<Vec<Appended>, StoreError> {
        let appended = self.change(|transaction, writer| write::append(transaction, drafts, now, writer));
        match appended {
            // What has a key can be asked for: what is there now was written by us or is the same.
            Err(StoreError::Unknown(_)) if drafts.iter().all(|draft| draft.is_once) => {
                self.change(|transaction, writer| write::append(transaction, drafts, now, writer))
            }
            other => other,
        }
    }

    fn enrol(&mut self, people: &[Identity]) -> Result<Vec<Person>, StoreError> {
        let asked: Vec<(&Identity, Salt)> = people.iter().map(|identity| (identity, Salt::random())).collect();
        self.change(|transaction, _| {
            read::head(transaction, true)?;
            let known = write::enrol(transaction, &asked)?;
            let of = |identity: &Identity| known.get(&(identity.issuer.clone(), identity.id.clone())).cloned();
            Ok(people.iter().filter_map(of).collect())
        })
    }

    fn erase(&mut self, subject: Digest, draft: Draft, now: Instant) -> Result<Appended, StoreError> {
        self.change(|transaction, writer| {
            let draft = draft.with("erased", subject.to_hex());
            let mut appended = write::append(transaction, &[draft], now, writer)?;
            if !write::forget(transaction, subject)? {
                return Err(StoreError::Foreign("there is no such person, or they were erased before".to_owned()));
            }
            appended.pop().ok_or_else(|| StoreError::Broken("nothing was written".to_owned()))
        })
    }

    fn probe(&mut self) -> Result<(), StoreError> {
        self.change(|transaction, _| {
            let sql = "UPDATE log_head SET id = id WHERE id = 1";
            transaction.execute(sql, &[]).map_err(|error| unavailable(&error))?;
            Ok(())
        })
    }

    fn hold(&self) -> Result<(), StoreError> {
        // Counting rows takes longer the more there are.
        let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '60s'";
        self.ask(|client| client.batch_execute(sql).map_err(|error| unavailable(&error)))
    }

    fn release(&self) -> Result<(), StoreError> {
        self.ask(|client| client.batch_execute("COMMIT").map_err(|error| unavailable(&error)))
    }

    fn head(&self) -> Result<Head, StoreError> {
        self.ask(|client| read::head(client, false))?.ok_or_else(|| StoreError::Broken("the log has no end".to_owned()))
    }

    fn rows(&self, from: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
        self.ask(|client| read::rows(client, from, limit))
    }

    fn entry(&self, id: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.ask(|client| read::entries(client, "id = $1", &[&id]))?.pop())
    }

    fn of_subject(&self, subject: Digest) -> Result<Vec<Entry>, StoreError> {
        self.ask(|client| read::entries(client, "subject = $1 ORDER BY seq", &[&subject.as_bytes().as_slice()]))
    }

    fn of_kind_above(&self, kind: Kind, above: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        self.ask(|client| read::of_kind(client, kind, above, limit))
    }

    fn last_of_kind(&self, kind: Kind) -> Result<Option<Entry>, StoreError> {
        self.ask(|client| read::last_of_kind(client, kind))
    }

    fn of_document(&self, document: &str) -> Result<Vec<Entry>, StoreError> {
        self.ask(|client| read::entries(client, "doc = $1 ORDER BY seq", &[&document]))
    }

    fn person(&self, issuer: &str, id: &str) -> Result<Option<Person>, StoreError> {
        self.ask(|client| read::person_of(client, issuer, id))
    }

    fn people_above(&self, above: Option<Digest>, limit: u32) -> Result<Vec<Person>, StoreError> {
        self.ask(|client| read::people(client, above, limit))
    }

    fn attachment(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.ask(|client| read::attachment(client, digest))
    }

    fn hashes(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        self.ask(|client| Kept::new(client).read(positions))
    }

    fn hash_count(&self) -> Result<u64, StoreError> {
        self.ask(read::hash_count)
    }

    fn checkpoints(&self, above: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError> {
        self.ask(|client| read::checkpoints(client, above, limit))
    }

    fn last_checkpoint(&self) -> Result<Option<String>, StoreError> {
        self.ask(read::last_checkpoint)
    }

    fn schema_difference(&self) -> Result<Option<String>, StoreError> {
        self.ask(difference)
    }
}
