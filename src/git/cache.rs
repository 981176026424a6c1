//! Remembers objects that were used lately, within a number of bytes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::mem;
use std::sync::Arc;

use super::raw::Kind;

/// An unpacked object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) kind: Kind,
    pub(super) bytes: Arc<[u8]>,
}

/// What an entry takes beside its bytes, about.
const ENTRY_BYTES: usize = 96;

/// Two generations of objects: when the young one is full it becomes the old
/// one, and what the old one still holds is forgotten. What is used stays young.
pub(super) struct Cache<K> {
    young: HashMap<K, Object, BuildHasherDefault<KeyHasher>>,
    old: HashMap<K, Object, BuildHasherDefault<KeyHasher>>,
    young_bytes: usize,
    generation_bytes_max: usize,
}

impl<K: Copy + Eq + Hash> Cache<K> {
    /// Makes a cache that holds at most twice this many bytes.
    pub(super) fn new(generation_bytes_max: usize) -> Self {
        Self { young: HashMap::default(), old: HashMap::default(), young_bytes: 0, generation_bytes_max }
    }

    /// Returns the object under `key`, if it is remembered.
    pub(super) fn find(&mut self, key: K) -> Option<Object> {
        if let Some(object) = self.young.get(&key) {
            return Some(object.clone());
        }
        let object = self.old.remove(&key)?;
        self.insert(key, object.clone());
        Some(object)
    }

    /// Remembers an object, unless it is so large that it would drive out the others.
    pub(super) fn insert(&mut self, key: K, object: Object) {
        let bytes = object.bytes.len() + ENTRY_BYTES;
        if bytes > self.generation_bytes_max / 4 {
            return;
        }
        if self.young_bytes + bytes > self.generation_bytes_max {
            self.old = mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        self.young.insert(key, object);
    }
}

/// A quick hash for keys that are spread already: ids, and places in a pack.
#[derive(Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // An id is a digest: its first bytes are as good as any.
        let (head, _) = bytes.split_at(bytes.len().min(8));
        let mut word = [0; 8];
        word[..head.len()].copy_from_slice(head);
        self.write_u64(u64::from_le_bytes(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}
