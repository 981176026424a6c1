//! The log of acknowledgements: who confirmed which exact text, and when, kept so
//! that a change to what was written shows.
//!
//! A [`Draft`] says what happened. A [`Store`] turns it into a record: it gives the
//! number and the time, writes the record as canonical JSON, and adds the bytes to a
//! Merkle tree (RFC 6962) whose root it signs as a checkpoint (C2SP `tlog-checkpoint`)
//! before it answers. What is stored are the bytes; every column beside them is an index
//! that [`verify`] holds against them. Values that name a person stand apart, in
//! [`Person`]; a record holds only a salted commitment to them, so that a person can be
//! erased and the log still verifies.
//!
//! The log proves what was written and in which order. It does not prove that the holder
//! of the signing key did not write all of it anew: only a checkpoint kept elsewhere, or
//! a receipt, shows that.

mod canonical;
mod error;
mod kind;
mod person;

mod draft;
mod record;

mod checkpoint;
mod tree;

mod batch;
mod store;

mod opening;

mod proofs;
mod receipt;
mod receipt_schema;
mod verify;

mod postgres;
mod sqlite;

pub use canonical::Field;
pub use error::StoreError;
pub use kind::Kind;
pub use person::{IdType, Identity, Person, Salt};

pub use draft::{AcknowledgedText, Acknowledgement, Authentication, Draft, Entropy, Statement};
pub use record::{Record, RecordError};

pub use checkpoint::{BadKey, Checkpoint, CheckpointError, SigningKey, VerifyingKey, new_key};
pub use tree::Hash;

pub use store::{Appended, Columns, Entry, Head, Purpose, Row, Store};

pub use proofs::{consistency_proof, inclusion_proof, root_at};
pub use receipt::ReceiptError;
pub use receipt_schema::{Receipt, ReceiptPerson};
pub use verify::{Report, Tampering, verify};

pub use postgres::{PostgresAddress, PostgresStore, copy_to_postgres};
pub use sqlite::{SqliteStore, copy_to_file};
