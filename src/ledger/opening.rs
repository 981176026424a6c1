//! What holds when a log is opened to write to it, whatever it is kept in.

use super::checkpoint::{SigningKey, VerifyingKey};
use super::draft::{Draft, Entropy};
use super::error::StoreError;
use super::kind::Kind;
use super::person::Salt;
use super::record::Record;
use super::store::{Purpose, Store};
use crate::source::Digest;

/// Checks that a log is the one that was meant, and ends with a checkpoint of this key.
///
/// # Errors
///
/// When it is another one, or does not end where its last checkpoint says.
pub(super) fn check(store: &dyn Store, origin: &str, purpose: Purpose, key: &SigningKey) -> Result<(), StoreError> {
    let head = store.head()?;
    if head.purpose != purpose {
        let message = format!("the log is for {}, and was opened for {}", head.purpose.as_str(), purpose.as_str());
        return Err(StoreError::Foreign(message));
    }
    if head.origin != origin {
        return Err(StoreError::Foreign(format!("the log is of `{}`, not of `{origin}`", head.origin)));
    }
    let note = store.last_checkpoint()?.unwrap_or_default();
    match key.verifying_key().open(&note) {
        Ok(checkpoint) if checkpoint.size == head.size && checkpoint.root == head.root => Ok(()),
        Ok(_) => Err(StoreError::Broken("the log does not end where its last checkpoint says".to_owned())),
        // The record that names a new key is signed by the one before it.
        Err(_) if names_key(store, head.size, &key.verifying_key())? => Ok(()),
        Err(error) => Err(StoreError::Foreign(format!("the log's last checkpoint has {error}"))),
    }
}

fn names_key(store: &dyn Store, seq: u64, key: &VerifyingKey) -> Result<bool, StoreError> {
    let rows = store.rows(seq, 1)?;
    let record = rows.first().and_then(|row| Record::parse(&row.body).ok());
    Ok(record.is_some_and(|record| record.kind == Kind::Key && record.text("key") == Some(key.as_str())))
}

/// Returns the draft of the record with which a log begins.
pub(super) fn first_draft(key: &SigningKey) -> Draft {
    let public = key.verifying_key();
    // The first record names nobody, and the same key gives the same bytes in every store.
    let digest = Digest::of(public.as_str().as_bytes());
    let id = digest.as_bytes().iter().take(16).fold(0, |id: u128, byte| (id << 8) | u128::from(*byte));
    let unused = Salt::from_bytes(*digest.as_bytes());
    let entropy = Entropy { id, subject_salt: unused, actor_salt: unused };
    Draft::new(Kind::Key, entropy).with("key", public.as_str())
}
