//! Marks both ends of what moved.

use std::collections::BTreeMap;

use super::bag::Bag;
use super::block::{Block, Content, Kind};
use super::merge::Merger;
use super::merged::{Body, Merged, State};
use super::moves::{End, Root, ends};
use super::places::Places;
use super::text::Text;

/// Finds what moved and marks both ends. Returns how many blocks moved.
pub(super) fn mark_moves(blocks: &mut [Merged], old: &[Block], new: &[Block], merger: &mut Merger<'_>) -> usize {
    let mut walk = Walk {
        old_text: merger.old_text,
        new_text: merger.new_text,
        places: Places::default(),
        old: Vec::new(),
        new: Vec::new(),
        ordinal: 0,
        lists: 0,
    };
    walk.collect(blocks, old, new);
    let ends = ends(&walk.old, &walk.new, merger);
    let count = ends.len() / 2;
    if count > 0 {
        Marker { ends, merger, ordinal: 0 }.mark(blocks);
    }
    count
}

/// Returns whether a block was deleted or inserted as a whole. Cells move with
/// their column, and are not looked at.
fn is_root(block: &Merged) -> bool {
    matches!(block.state, State::Deleted | State::Inserted) && block.kind != Kind::Cell
}

struct Walk<'a, 'b> {
    old_text: &'a Text,
    new_text: &'a Text,
    places: Places,
    old: Vec<Root<'b>>,
    new: Vec<Root<'b>>,
    ordinal: usize,
    lists: usize,
}

impl<'b> Walk<'_, 'b> {
    /// Walks through blocks that `old` and `new` were merged to.
    fn collect(&mut self, blocks: &[Merged], old: &'b [Block], new: &'b [Block]) {
        self.lists += 1;
        let list = self.lists;
        let (mut old_seat, mut new_seat) = (0, 0);
        for block in blocks {
            let is_old = block.state == State::Deleted;
            if is_root(block) {
                let (list_of, seat) = if is_old { (old, old_seat) } else { (new, new_seat) };
                self.add(block, list_of, seat, list);
                self.ordinal += 1;
            } else if let Body::Blocks(inner) = &block.body {
                let of = |list: &'b [Block], seat: usize| match list.get(seat).map(|block| &block.content) {
                    Some(Content::Blocks(blocks)) => blocks.as_slice(),
                    _ => &[],
                };
                self.collect(inner, of(old, old_seat), of(new, new_seat));
            }
            self.places.pass(block, self.old_text, self.new_text);
            old_seat += usize::from(block.state != State::Inserted);
            new_seat += usize::from(!is_old);
        }
    }

    /// Takes down a root. Words that got a block around them, or lost it, stand
    /// in no list and do not move.
    fn add(&mut self, block: &Merged, list: &'b [Block], seat: usize, list_number: usize) {
        let Some(root) = list.get(seat) else { return };
        let is_old = block.state == State::Deleted;
        let text = if is_old { self.old_text } else { self.new_text };
        let bag = Bag::of(&text.tokens[root.tokens.clone()]);
        let path = self.places.path(block);
        let root = Root { block: root, list, seat, list_number, ordinal: self.ordinal, bag, path };
        if is_old { self.old.push(root) } else { self.new.push(root) }
    }
}

struct Marker<'m, 'a, 'b> {
    ends: BTreeMap<usize, End<'b>>,
    merger: &'m mut Merger<'a>,
    ordinal: usize,
}

impl Marker<'_, '_, '_> {
    /// Goes the way that the walk went.
    fn mark(&mut self, blocks: &mut [Merged]) {
        for block in blocks {
            if is_root(block) {
                if let Some(end) = self.ends.remove(&self.ordinal) {
                    if let Some((old, new)) = end.became {
                        let number = block.number;
                        *block = Merged { number, ..self.merger.pair(old, new, None) };
                    }
                    block.moved = Some(end.moved);
                }
                self.ordinal += 1;
            } else if let Body::Blocks(inner) = &mut block.body {
                self.mark(inner);
            }
        }
    }
}
