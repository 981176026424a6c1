//! Unpacks a compressed stream of known length.

use flate2::{Decompress, FlushDecompress, Status};

/// An object that is larger is not read: no document is, and memory is not endless.
pub(super) const OBJECT_BYTES_MAX: usize = 64 << 20;

/// A decompressor that is used again and again: `begin`, `feed` until it is
/// done, `end`. Each gives nothing when the stream is damaged or too long.
pub(super) struct Inflater(Decompress);

impl Inflater {
    /// Makes a decompressor.
    pub(super) fn new() -> Self {
        Self(Decompress::new(true))
    }

    /// Prepares `target` for the `size` bytes of a stream.
    pub(super) fn begin(&mut self, size: usize, target: &mut Vec<u8>) -> Option<()> {
        if size > OBJECT_BYTES_MAX {
            return None;
        }
        self.0.reset(true);
        target.clear();
        // One byte more, so that a stream that is too long shows itself.
        target.resize(size + 1, 0);
        Some(())
    }

    /// Unpacks the next piece of input, which begins after [`Self::consumed`]
    /// bytes of the stream. Says whether the stream has ended.
    pub(super) fn feed(&mut self, input: &[u8], target: &mut [u8]) -> Option<bool> {
        let before = (self.0.total_in(), self.0.total_out());
        let written = usize::try_from(before.1).ok()?;
        let status = self.0.decompress(input, target.get_mut(written..)?, FlushDecompress::None).ok()?;
        let is_done = status == Status::StreamEnd;
        let has_moved = before != (self.0.total_in(), self.0.total_out());
        (is_done || has_moved).then_some(is_done)
    }

    /// Returns how many bytes of the stream were read.
    pub(super) fn consumed(&self) -> u64 {
        self.0.total_in()
    }

    /// Cuts `target` to the `size` bytes that were unpacked, if they are so many.
    pub(super) fn end(&mut self, size: usize, target: &mut Vec<u8>) -> Option<()> {
        target.truncate(size);
        (self.0.total_out() == size as u64).then_some(())
    }
}
