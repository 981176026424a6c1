//! The index of a pack: at which place each object stands.

use std::fs;
use std::path::Path;

use super::raw::Id;

const MAGIC: &[u8] = b"\xfftOc\0\0\0\x02";
const FANOUT_AT: usize = 8;
const NAMES_AT: usize = FANOUT_AT + 256 * 4;

/// A larger index is left to the git library, which maps it into memory.
const INDEX_BYTES_MAX: u64 = 256 << 20;

/// The index of one pack, version 2.
pub(super) struct Index {
    bytes: Vec<u8>,
    count: usize,
}

impl Index {
    /// Reads the index at `path`; nothing when it cannot be read, has another
    /// version or is shorter than it says.
    pub(super) fn open(path: &Path) -> Option<Self> {
        if fs::metadata(path).ok()?.len() > INDEX_BYTES_MAX {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        let count = usize::try_from(word(&bytes, FANOUT_AT + 255 * 4)?).ok()?;
        let index = Self { bytes, count };
        let is_whole = index.bytes.starts_with(MAGIC) && index.bytes.len() >= index.large_offsets_at();
        is_whole.then_some(index)
    }

    /// Returns the place of an object in the pack.
    pub(super) fn find(&self, id: &Id) -> Option<u64> {
        let first = usize::from(id[0]);
        let start = if first == 0 { 0 } else { self.fanout(first - 1)? };
        let end = self.fanout(first)?.min(self.count);
        let names = self.bytes.get(NAMES_AT + start * 20..NAMES_AT + end * 20)?;
        let (names, _) = names.as_chunks::<20>();
        let at = start + position(names, id)?;
        let offset = word(&self.bytes, self.offsets_at() + at * 4)?;
        if offset & 0x8000_0000 == 0 {
            return Some(u64::from(offset));
        }
        let large = self.large_offsets_at() + usize::try_from(offset & 0x7fff_ffff).ok()? * 8;
        let bytes = self.bytes.get(large..large + 8)?;
        Some(u64::from_be_bytes(bytes.try_into().ok()?))
    }

    fn fanout(&self, byte: usize) -> Option<usize> {
        usize::try_from(word(&self.bytes, FANOUT_AT + byte * 4)?).ok()
    }

    fn offsets_at(&self) -> usize {
        // Names, then a checksum of four bytes for each object.
        NAMES_AT + self.count * 24
    }

    fn large_offsets_at(&self) -> usize {
        NAMES_AT + self.count * 28
    }
}

/// Finds `id` among ordered ids with the same first byte. Ids are digests and so
/// spread evenly: the guess is mostly near, and far fewer places are touched.
fn position(names: &[Id], id: &Id) -> Option<usize> {
    const NEAR: usize = 32;
    let share = u64::from(word(id, 1)?) * names.len() as u64;
    let guess = usize::try_from(share >> 32).ok()?;
    let (low, high) = (guess.saturating_sub(NEAR), (guess + NEAR).min(names.len()));
    let is_near = (low == 0 || names[low - 1] < *id) && (high == names.len() || names[high] > *id);
    let (low, high) = if is_near { (low, high) } else { (0, names.len()) };
    // The first eight bytes decide nearly always, and compare as one number.
    let head = |id: &Id| id.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let wanted = head(id);
    let found = names[low..high].binary_search_by(|name| head(name).cmp(&wanted).then_with(|| name.cmp(id)));
    found.ok().map(|found| low + found)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
