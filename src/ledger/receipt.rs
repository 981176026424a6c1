//! Receipts: what a person can check without the log and without trusting who keeps it.

use super::checkpoint::{CheckpointError, VerifyingKey};
use super::error::StoreError;
use super::person::{Person, Salt};
use super::proofs::inclusion_proof;
use super::receipt_schema::{Receipt, ReceiptPerson};
use super::record::{Record, RecordError};
use super::store::{Entry, Store};
use super::tree::{Hash, is_included, leaf};
use crate::source::Digest;

/// A receipt does not prove its record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not a receipt of this form.
    #[error("this is no receipt: {0}")]
    Form(String),
    /// The record is not one.
    #[error("the record is {0}")]
    Record(RecordError),
    /// The checkpoint is not signed by the key.
    #[error("the checkpoint has {0}")]
    Checkpoint(CheckpointError),
    /// The receipt names another key than the expected one.
    #[error("the receipt is signed by another key: `{0}`")]
    OtherKey(String),
    /// The proof does not lead to the checkpoint.
    #[error("the proof does not lead from this record to the checkpoint")]
    Proof,
    /// The values are not those that the record commits to.
    #[error("the record is about somebody else than the receipt says")]
    Person,
}

impl Receipt {
    /// The value of [`Receipt::schema`].
    pub const SCHEMA: &'static str = "policybook-receipt/1";

    /// Makes the receipt of a record; `person` is added only for that person.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn of(
        entry: &Entry,
        key: &VerifyingKey,
        store: &dyn Store,
        person: Option<&Person>,
    ) -> Result<Self, StoreError> {
        let note =
            store.last_checkpoint()?.ok_or_else(|| StoreError::Broken("the log has no checkpoint".to_owned()))?;
        let checkpoint =
            key.open(&note).map_err(|error| StoreError::Broken(format!("the last checkpoint has {error}")))?;
        let proof = inclusion_proof(store, entry.record.seq, checkpoint.size)?;
        let named = person.and_then(|person| person.named.as_ref());
        Ok(Self {
            schema: Self::SCHEMA.to_owned(),
            record: String::from_utf8_lossy(&entry.body).into_owned(),
            proof: proof.iter().map(base64).collect(),
            checkpoint: note,
            key: key.to_string(),
            person: named.map(|(identity, salt)| ReceiptPerson {
                issuer: identity.issuer.clone(),
                id: identity.id.clone(),
                name: identity.name.clone(),
                email: identity.email.clone(),
                salt: Digest::from_bytes(*salt.as_bytes()).to_hex(),
            }),
        })
    }

    /// Returns the receipt as JSON that ends with a line feed.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("texts always serialise");
        text.push('\n');
        text
    }

    /// Reads a receipt.
    ///
    /// # Errors
    ///
    /// When it has another form.
    pub fn from_json(text: &str) -> Result<Self, ReceiptError> {
        let receipt: Self = serde_json::from_str(text).map_err(|error| ReceiptError::Form(error.to_string()))?;
        if receipt.schema != Self::SCHEMA {
            return Err(ReceiptError::Form(format!("its schema is `{}`", receipt.schema)));
        }
        Ok(receipt)
    }

    /// Checks everything that the receipt claims, and returns its record. `expected` is
    /// the key that the reader knows from elsewhere; without it only the receipt's own
    /// key is used, which proves that it belongs together and not who made it.
    ///
    /// # Errors
    ///
    /// The first claim that does not hold.
    pub fn verify(&self, expected: Option<&VerifyingKey>) -> Result<Record, ReceiptError> {
        let key = VerifyingKey::parse(&self.key).map_err(|error| ReceiptError::Form(error.to_string()))?;
        if expected.is_some_and(|expected| *expected != key) {
            return Err(ReceiptError::OtherKey(self.key.clone()));
        }
        let record = Record::parse(self.record.as_bytes()).map_err(ReceiptError::Record)?;
        let checkpoint = key.open(&self.checkpoint).map_err(ReceiptError::Checkpoint)?;
        let proof: Option<Vec<Hash>> = self.proof.iter().map(|text| from_base64(text)).collect();
        let leaf = leaf(self.record.as_bytes());
        let index = record.seq.checked_sub(1).ok_or(ReceiptError::Proof)?;
        if !proof.is_some_and(|proof| is_included(&proof, checkpoint.size, checkpoint.root, index, leaf)) {
            return Err(ReceiptError::Proof);
        }
        if let Some(person) = &self.person {
            let salt = Digest::from_hex(&person.salt).ok_or(ReceiptError::Person)?;
            let subject = Salt::from_bytes(*salt.as_bytes()).subject(&person.issuer, &person.id);
            if record.subject != Some(subject) {
                return Err(ReceiptError::Person);
            }
        }
        Ok(record)
    }
}

fn base64(hash: &Hash) -> String {
    tlog_tiles::tlog::Hash(*hash).to_string()
}

fn from_base64(text: &str) -> Option<Hash> {
    tlog_tiles::tlog::Hash::parse_hash(text).ok().map(|hash| hash.0)
}
