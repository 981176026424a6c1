//! The bytes of packs: of small ones all at once, of large ones in blocks, of
//! which those that were used lately are kept.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

/// The length of a block. The objects of one commit mostly stand together.
const BLOCK_BYTES: u64 = 16 << 10;

/// So many blocks are kept, of all files together.
const BLOCKS_MAX: usize = 256;

/// An open file; `number` tells it from others.
pub(super) struct Blocked {
    pub(super) number: usize,
    content: Content,
}

enum Content {
    /// All of it, shared with other readers.
    Whole(Arc<Vec<u8>>),
    /// A file of this many bytes, to be read in blocks.
    File(File, u64),
}

impl Blocked {
    /// Takes the bytes of a file under a number of its own.
    pub(super) fn whole(number: usize, bytes: Arc<Vec<u8>>) -> Self {
        Self { number, content: Content::Whole(bytes) }
    }

    /// Takes a file under a number of its own.
    pub(super) fn file(number: usize, file: File) -> Option<Self> {
        let length = file.metadata().ok()?.len();
        Some(Self { number, content: Content::File(file, length) })
    }
}

struct Block {
    file: usize,
    number: u64,
    used_at: u64,
    bytes: Vec<u8>,
}

/// The blocks of all files.
#[derive(Default)]
pub(super) struct Blocks {
    blocks: Vec<Block>,
    /// Where the block of a file with a number is.
    slots: HashMap<(usize, u64), usize>,
    latest: usize,
    clock: u64,
}

impl Blocks {
    /// Returns bytes of the file from `at` on: at least one, up to the end of a
    /// block. Gives nothing at the end of the file or when it cannot be read.
    pub(super) fn bytes<'b>(&'b mut self, file: &'b Blocked, at: u64) -> Option<&'b [u8]> {
        if let Content::Whole(bytes) = &file.content {
            return bytes.get(usize::try_from(at).ok()?..).filter(|bytes| !bytes.is_empty());
        }
        let number = at / BLOCK_BYTES;
        let within = usize::try_from(at % BLOCK_BYTES).ok()?;
        let is_wanted = |block: &Block| block.number == number && block.file == file.number;
        if !self.blocks.get(self.latest).is_some_and(is_wanted) {
            self.latest = match self.slots.get(&(file.number, number)).copied() {
                Some(found) => found,
                None => self.load(file, number)?,
            };
            self.clock += 1;
            self.blocks[self.latest].used_at = self.clock;
        }
        self.blocks[self.latest].bytes.get(within..).filter(|bytes| !bytes.is_empty())
    }

    /// Reads a block into the place of the one that was not used for longest.
    fn load(&mut self, file: &Blocked, number: u64) -> Option<usize> {
        let Content::File(file_content, length) = &file.content else { return None };
        let mut content = file_content;
        let start = number.checked_mul(BLOCK_BYTES)?;
        let length = usize::try_from(length.checked_sub(start)?.min(BLOCK_BYTES)).ok()?;
        let slot = if self.blocks.len() < BLOCKS_MAX {
            self.blocks.push(Block { file: 0, number: u64::MAX, used_at: 0, bytes: Vec::new() });
            self.blocks.len() - 1
        } else {
            (0..self.blocks.len()).min_by_key(|&slot| self.blocks[slot].used_at)?
        };
        let block = &mut self.blocks[slot];
        // Until it is read whole it is no block of any file.
        self.slots.remove(&(block.file, block.number));
        block.number = u64::MAX;
        block.bytes.resize(length, 0);
        content.seek(SeekFrom::Start(start)).ok()?;
        content.read_exact(&mut block.bytes).ok()?;
        block.number = number;
        block.file = file.number;
        self.slots.insert((file.number, number), slot);
        Some(slot)
    }
}
