//! The Merkle tree of RFC 6962, kept as the hashes of its complete subtrees, so that a
//! record costs two hashes and a proof as many as the tree is high.

use std::collections::BTreeMap;

use tlog_tiles::tlog::{self, Error, HashReader};

use super::error::StoreError;

/// A hash of the tree: 32 bytes.
pub type Hash = [u8; 32];

/// Where the hashes of complete subtrees can be read, by their position.
pub(super) trait Hashes {
    /// Returns the hash at each position.
    fn read(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError>;
}

/// Returns the hash of a record's bytes: SHA-256 of a zero byte and the bytes.
pub(super) fn leaf(bytes: &[u8]) -> Hash {
    tlog::record_hash(bytes).0
}

/// Returns at which position the first hash of the record with this index is kept.
pub(super) fn position(index: u64) -> u64 {
    tlog::stored_hash_index(0, index)
}

/// Returns how many hashes a tree of `size` records keeps.
pub(super) fn hash_count(size: u64) -> u64 {
    tlog::stored_hash_count(size)
}

/// Returns the hashes to be kept for the record with this index, in order of position.
pub(super) fn grow(index: u64, leaf: Hash, hashes: &impl Hashes) -> Result<Vec<Hash>, StoreError> {
    let reader = Reader(hashes);
    let grown =
        tlog::stored_hashes_for_record_hash(index, tlog::Hash(leaf), &reader).map_err(|error| broken(&error))?;
    Ok(grown.into_iter().map(|hash| hash.0).collect())
}

/// Returns the root of the first `size` records.
pub(super) fn root(size: u64, hashes: &impl Hashes) -> Result<Hash, StoreError> {
    Ok(tlog::tree_hash(size, &Reader(hashes)).map_err(|error| broken(&error))?.0)
}

/// Returns the proof that the record with this index belongs to a tree of `size` records.
pub(super) fn prove(size: u64, index: u64, hashes: &impl Hashes) -> Result<Vec<Hash>, StoreError> {
    let proof = tlog::prove_record(size, index, &Reader(hashes)).map_err(|error| broken(&error))?;
    Ok(proof.into_iter().map(|hash| hash.0).collect())
}

/// Returns the proof that a tree of `size` records begins with the first `before` of them.
pub(super) fn prove_consistency(size: u64, before: u64, hashes: &impl Hashes) -> Result<Vec<Hash>, StoreError> {
    let proof = tlog::prove_tree(size, before, &Reader(hashes)).map_err(|error| broken(&error))?;
    Ok(proof.into_iter().map(|hash| hash.0).collect())
}

/// Returns whether `proof` shows that the record with this index and leaf is in the tree.
pub(super) fn is_included(proof: &[Hash], size: u64, root: Hash, index: u64, leaf: Hash) -> bool {
    let proof: Vec<tlog::Hash> = proof.iter().map(|hash| tlog::Hash(*hash)).collect();
    index < size && tlog::check_record(&proof, size, tlog::Hash(root), index, tlog::Hash(leaf)).is_ok()
}

/// The hashes that the next record and the root need: as many as the tree is high.
#[derive(Default)]
pub(super) struct Frontier {
    size: u64,
    kept: BTreeMap<u64, Hash>,
}

impl Frontier {
    /// Adds a leaf and returns the hashes that are kept for it, in order of position.
    pub(super) fn push(&mut self, leaf: Hash) -> Vec<Hash> {
        let grown = grow(self.size, leaf, self).expect("the frontier holds what the next leaf completes");
        self.kept.extend((position(self.size)..).zip(grown.iter().copied()));
        self.size += 1;
        let needed = tlog::sub_tree_index(0, self.size, Vec::new());
        self.kept.retain(|at, _| needed.contains(at));
        grown
    }

    /// Returns the root of all leaves so far.
    pub(super) fn root(&self) -> Hash {
        root(self.size, self).expect("the frontier holds what the root needs")
    }
}

impl Hashes for Frontier {
    fn read(&self, positions: &[u64]) -> Result<Vec<Hash>, StoreError> {
        let missing = || StoreError::Broken("a hash of the tree is missing".to_owned());
        positions.iter().map(|at| self.kept.get(at).copied().ok_or_else(missing)).collect()
    }
}

struct Reader<'a, H>(&'a H);

impl<H: Hashes> HashReader for Reader<'_, H> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, Error> {
        let read = self.0.read(indexes).map_err(|error| Error::InvalidInput(error.to_string()))?;
        if read.len() != indexes.len() {
            return Err(Error::InvalidInput("a hash of the tree is missing".into()));
        }
        Ok(read.into_iter().map(tlog::Hash).collect())
    }
}

fn broken(error: &Error) -> StoreError {
    StoreError::Broken(format!("the tree cannot be read: {error}"))
}
