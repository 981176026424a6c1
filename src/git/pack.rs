//! A pack: many objects in one file, most of them written as deltas.

use super::blocks::{Blocked, Blocks};
use super::cache::{Cache, Object};
use super::delta::apply;
use super::index::Index;
use super::inflate::{Inflater, OBJECT_BYTES_MAX};
use super::raw::{Id, Kind};

/// git writes chains of 50 deltas, of 4,095 at most.
const CHAIN_MAX: usize = 5_000;

/// One open pack.
pub(super) struct Pack(Blocked);

/// An object as it stands in a pack.
enum Packed {
    Whole(Kind),
    DeltaAt(u64),
    DeltaOf(Id),
}

/// What unpacking needs beside the pack; one for all packs.
pub(super) struct Workbench {
    blocks: Blocks,
    inflater: Inflater,
    delta: Vec<u8>,
    target: Vec<u8>,
    /// Unpacked objects by pack and place: the bases of other objects.
    bases: Cache<(usize, u64)>,
}

impl Workbench {
    /// Makes a workbench that remembers about `cache_bytes` of unpacked objects.
    pub(super) fn new(cache_bytes: usize) -> Self {
        Self {
            blocks: Blocks::default(),
            inflater: Inflater::new(),
            delta: Vec::new(),
            target: Vec::new(),
            bases: Cache::new(cache_bytes / 2),
        }
    }
}

impl Pack {
    /// Takes the file of a pack; nothing when it is none.
    pub(super) fn open(file: Blocked, bench: &mut Workbench) -> Option<Self> {
        let pack = Self(file);
        let is_pack = matches!(pack.bytes(0, &mut bench.blocks)?, [b'P', b'A', b'C', b'K', 0, 0, 0, 2 | 3, ..]);
        is_pack.then_some(pack)
    }

    /// Unpacks the object at `offset`; nothing when it is damaged or too large.
    pub(super) fn object(&self, offset: u64, index: &Index, bench: &mut Workbench) -> Option<Object> {
        let number = self.0.number;
        let mut chain = Vec::new();
        let mut at = offset;
        let mut object = loop {
            if let Some(object) = bench.bases.find((number, at)) {
                break object;
            }
            let (packed, size, data) = self.header(at, &mut bench.blocks)?;
            let base = match packed {
                Packed::Whole(kind) => {
                    self.inflate(size, data, &mut bench.blocks, &mut bench.inflater, &mut bench.target)?;
                    let object = Object { kind, bytes: bench.target.as_slice().into() };
                    bench.bases.insert((number, at), object.clone());
                    break object;
                }
                Packed::DeltaAt(base) => base,
                Packed::DeltaOf(id) => index.find(&id)?,
            };
            chain.push((at, size, data));
            if chain.len() > CHAIN_MAX {
                return None;
            }
            at = base;
        };
        for (at, size, data) in chain.into_iter().rev() {
            self.inflate(size, data, &mut bench.blocks, &mut bench.inflater, &mut bench.delta)?;
            apply(&object.bytes, &bench.delta, OBJECT_BYTES_MAX, &mut bench.target)?;
            object = Object { kind: object.kind, bytes: bench.target.as_slice().into() };
            bench.bases.insert((number, at), object.clone());
        }
        Some(object)
    }

    /// Reads the header of the object at `offset`: what it is, its size, and
    /// where its data begin.
    fn header(&self, offset: u64, blocks: &mut Blocks) -> Option<(Packed, usize, u64)> {
        let mut at = offset;
        let mut byte = self.byte(&mut at, blocks)?;
        let kind = (byte >> 4) & 7;
        let mut size = u64::from(byte & 0x0f);
        let mut shift = 4;
        while byte & 0x80 != 0 {
            byte = self.byte(&mut at, blocks)?;
            size |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
        }
        let packed = match kind {
            1 => Packed::Whole(Kind::Commit),
            2 => Packed::Whole(Kind::Tree),
            3 => Packed::Whole(Kind::Blob),
            4 => Packed::Whole(Kind::Tag),
            6 => Packed::DeltaAt(offset.checked_sub(self.distance(&mut at, blocks)?).filter(|&base| base < offset)?),
            7 => {
                let mut id = [0; 20];
                for place in &mut id {
                    *place = self.byte(&mut at, blocks)?;
                }
                Packed::DeltaOf(id)
            }
            _ => return None,
        };
        Some((packed, usize::try_from(size).ok()?, at))
    }

    /// Reads how far back a base stands: groups of seven bits, the highest first,
    /// each further group adding one so that no number has two spellings.
    fn distance(&self, at: &mut u64, blocks: &mut Blocks) -> Option<u64> {
        let mut byte = self.byte(at, blocks)?;
        let mut distance = u64::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.byte(at, blocks)?;
            distance = distance.checked_add(1)?.checked_mul(128)?.checked_add(u64::from(byte & 0x7f))?;
        }
        Some(distance)
    }

    fn inflate(
        &self,
        size: usize,
        data: u64,
        blocks: &mut Blocks,
        inflater: &mut Inflater,
        target: &mut Vec<u8>,
    ) -> Option<()> {
        inflater.begin(size, target)?;
        while !inflater.feed(self.bytes(data.checked_add(inflater.consumed())?, blocks)?, target)? {}
        inflater.end(size, target)
    }

    fn byte(&self, at: &mut u64, blocks: &mut Blocks) -> Option<u8> {
        let byte = *self.bytes(*at, blocks)?.first()?;
        *at += 1;
        Some(byte)
    }

    /// Returns bytes of the file from `at` on, at least one.
    fn bytes<'b>(&'b self, at: u64, blocks: &'b mut Blocks) -> Option<&'b [u8]> {
        blocks.bytes(&self.0, at)
    }
}
