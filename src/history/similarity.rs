//! How much of one text is found again in another, by git's own measure.
//!
//! A text is cut into pieces that end at a line feed or after 64 bytes; each
//! piece counts with its length under a hash. The pieces that two texts share,
//! in bytes, over the length of the longer text, is their similarity.

/// Similarity of equal texts.
pub(super) const WHOLE: u64 = 60_000;

/// The least similarity of a rename: half.
pub(super) const HALF: u64 = WHOLE / 2;

/// The pieces are counted under hashes below this prime, as git counts them.
const HASH_BASE: u32 = 107_927;

/// A longer piece is cut.
const PIECE_BYTES_MAX: u64 = 64;

/// git looks for a NUL byte this far to tell binary files.
const BINARY_LOOK_BYTES: usize = 8_000;

/// The pieces of one text, ready to be compared.
#[derive(Debug)]
pub(super) struct Pieces {
    size_bytes: u64,
    /// Bytes under each hash, ordered by hash.
    counts: Vec<(u32, u64)>,
}

impl Pieces {
    /// Cuts `text` into pieces.
    pub(super) fn new(text: &[u8]) -> Self {
        let is_text = !text.iter().take(BINARY_LOOK_BYTES).any(|&byte| byte == 0);
        let mut pieces: Vec<(u32, u64)> = Vec::with_capacity(text.len() / 40 + 1);
        let (mut low, mut high, mut length) = (0_u32, 0_u32, 0_u64);
        for (at, &byte) in text.iter().enumerate() {
            // A line end counts the same whether it is CR LF or LF.
            if is_text && byte == b'\r' && text.get(at + 1) == Some(&b'\n') {
                continue;
            }
            let before = low;
            low = ((low << 7) ^ (high >> 25)).wrapping_add(u32::from(byte));
            high = (high << 7) ^ (before >> 25);
            length += 1;
            if length == PIECE_BYTES_MAX || byte == b'\n' {
                pieces.push((hash(low, high), length));
                (low, high, length) = (0, 0, 0);
            }
        }
        if length > 0 {
            pieces.push((hash(low, high), length));
        }
        pieces.sort_unstable();
        pieces.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
        Self { size_bytes: text.len() as u64, counts: pieces }
    }

    /// Returns how similar `new` is to this text, from 0 to [`WHOLE`]; 0 already
    /// when the sizes alone rule out `least`.
    pub(super) fn similarity(&self, new: &Self, least: u64) -> u64 {
        let longer = self.size_bytes.max(new.size_bytes);
        let difference = longer - self.size_bytes.min(new.size_bytes);
        if new.size_bytes == 0 || longer * (WHOLE - least) < difference * WHOLE {
            return 0;
        }
        self.shared_bytes(new) * WHOLE / longer
    }

    fn shared_bytes(&self, other: &Self) -> u64 {
        let (mut left, mut right) = (self.counts.as_slice(), other.counts.as_slice());
        let mut shared = 0;
        while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
            if a.0 <= b.0 {
                left = left_rest;
            }
            if b.0 <= a.0 {
                right = right_rest;
            }
            if a.0 == b.0 {
                shared += a.1.min(b.1);
            }
        }
        shared
    }
}

fn hash(low: u32, high: u32) -> u32 {
    low.wrapping_add(high.wrapping_mul(0x61)) % HASH_BASE
}
