//! What proves to somebody that a record is in the log, and that a log is the continuation of an
//! earlier one (RFC 6962, section 2.1).

use super::error::StoreError;
use super::store::Store;
use super::tree::{self, Hash, Hashes, prove};

/// Returns the proof that the record `seq` is one of the first `size`.
///
/// # Errors
///
/// When the store cannot be read, or has fewer records.
pub fn inclusion_proof(store: &dyn Store, seq: u64, size: u64) -> Result<Vec<Hash>, StoreError> {
    prove(size, seq.saturating_sub(1), &Kept(store))
}

/// Returns the proof that the first `size` records begin with the first `before` of them.
///
/// # Errors
///
/// When the store cannot be read, or has fewer records.
pub fn consistency_proof(store: &dyn Store, before: u64, size: u64) -> Result<Vec<Hash>, StoreError> {
    tree::prove_consistency(size, before, &Kept(store))
}

/// Returns the root of the first `size` records.
///
/// # Errors
///
/// When the store cannot be read, or has fewer records.
pub fn root_at(store: &dyn Store, size: u64) -> Result<Hash, StoreError> {
    tree::root(size, &Kept(store))
}

/// The hashes of the tree in a store.
struct Kept<'a>(&'a dyn Store);

impl Hashes for Kept<'_> {
    fn read(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        self.0.hashes(positions)
    }
}
