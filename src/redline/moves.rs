//! Blocks that were taken out in one place and put in elsewhere: which belong
//! together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::align::Step;
use super::bag::{Bag, SCORE_MAX};
use super::block::{Block, Content, Kind};
use super::budget::Budget;
use super::merge::Merger;
use super::merged::Move;

/// Shorter texts are the same by chance, unless they stand beside what moved.
const WEIGHT_MIN: usize = 16;
/// How alike a block must be to what it was elsewhere.
const NEARLY_MIN: usize = SCORE_MAX * 8 / 10;
/// Pairs of blocks that are weighed against each other.
const PAIRS_MAX: usize = 40_000;

/// A block that was deleted or inserted as a whole.
pub(super) struct Root<'b> {
    /// The block.
    pub(super) block: &'b Block,
    /// The blocks that it stands among in its text, and where.
    pub(super) list: &'b [Block],
    /// Its place among them.
    pub(super) seat: usize,
    /// Which list of blocks that is.
    pub(super) list_number: usize,
    /// Where in the walk it stands.
    pub(super) ordinal: usize,
    /// Its words.
    pub(super) bag: Bag,
    /// The headings over it.
    pub(super) path: Vec<String>,
}

/// One end of a move.
pub(super) struct End<'b> {
    /// What is said of it.
    pub(super) moved: Move,
    /// At the new place: what the block was and what it is.
    pub(super) became: Option<(&'b Block, &'b Block)>,
}

/// Returns the ends of all moves by the places of their blocks in the walk.
pub(super) fn ends<'b>(old: &[Root<'b>], new: &[Root<'b>], merger: &mut Merger<'_>) -> BTreeMap<usize, End<'b>> {
    let mut pairing = Pairing { new_of: vec![None; old.len()], old_of: vec![None; new.len()], old, new };
    pairing.find_equal();
    pairing.find_alike(merger.budget);
    pairing.align_around(merger);
    pairing.ends()
}

struct Pairing<'a, 'b> {
    old: &'a [Root<'b>],
    new: &'a [Root<'b>],
    new_of: Vec<Option<usize>>,
    old_of: Vec<Option<usize>>,
}

impl<'b> Pairing<'_, 'b> {
    fn pair(&mut self, old_at: usize, new_at: usize) {
        self.new_of[old_at] = Some(new_at);
        self.old_of[new_at] = Some(old_at);
    }

    /// Pairs blocks that read the same, in order.
    fn find_equal(&mut self) {
        let mut by_key: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, root) in self.old.iter().enumerate().rev().filter(|(_, root)| root.bag.weight() >= WEIGHT_MIN) {
            by_key.entry(root.block.key).or_default().push(at);
        }
        for at in 0..self.new.len() {
            if let Some(old_at) = by_key.get_mut(&self.new[at].block.key).and_then(Vec::pop) {
                self.pair(old_at, at);
            }
        }
    }

    /// Aligns what stands around a pair on both sides, as the texts themselves
    /// were aligned: a section moves with its heading and with what was edited
    /// in it.
    fn align_around(&mut self, merger: &mut Merger<'_>) {
        let anchors: Vec<(usize, usize)> =
            self.old_of.iter().enumerate().filter_map(|(new_at, old_at)| Some(((*old_at)?, new_at))).collect();
        let mut done = BTreeSet::new();
        for (old_at, new_at) in anchors {
            let (old, new) = (run_around(self.old, old_at), run_around(self.new, new_at));
            if !done.insert((old.start, new.start)) {
                continue;
            }
            let steps = merger.align(blocks_of(self.old, &old), blocks_of(self.new, &new));
            for step in steps {
                let Step::Pair(old_step, new_step) = step else { continue };
                let (old_at, new_at) = (old.start + old_step, new.start + new_step);
                if self.new_of[old_at].is_none() && self.old_of[new_at].is_none() {
                    self.pair(old_at, new_at);
                }
            }
        }
    }

    /// Pairs what is nearly the same: each new block with the old one that is
    /// most like it.
    fn find_alike(&mut self, budget: &mut Budget) {
        let is_long = |root: &Root<'_>| root.bag.weight() >= WEIGHT_MIN;
        let free = |roots: &[Root<'_>], taken: &[Option<usize>]| {
            (0..roots.len()).filter(|&at| taken[at].is_none() && is_long(&roots[at])).collect::<Vec<_>>()
        };
        let (old, new) = (free(self.old, &self.new_of), free(self.new, &self.old_of));
        let size = |roots: &[Root<'_>], free: &[usize]| free.iter().map(|&at| roots[at].bag.len()).sum::<usize>();
        let cost = old.len() * size(self.new, &new) + new.len() * size(self.old, &old);
        if old.len() * new.len() > PAIRS_MAX || !budget.take(cost) {
            return;
        }
        for new_at in new {
            let root = &self.new[new_at];
            let candidates = old.iter().filter(|&&old_at| self.new_of[old_at].is_none());
            let fitting = candidates.filter(|&&old_at| may_become(self.old[old_at].block, root.block));
            let scored = fitting.map(|&old_at| (self.old[old_at].bag.likeness(&root.bag), old_at));
            if let Some((score, old_at)) = scored.max_by_key(|&(score, old_at)| (score, usize::MAX - old_at))
                && score >= NEARLY_MIN
            {
                self.pair(old_at, new_at);
            }
        }
    }

    fn ends(&self) -> BTreeMap<usize, End<'b>> {
        let mut ends = BTreeMap::new();
        let mut at = 0;
        while at < self.new.len() {
            let Some(first) = self.old_of[at] else {
                at += 1;
                continue;
            };
            let count = 1 + (1..).take_while(|&step| self.is_together(first + step, at + step)).count();
            for step in 0..count {
                let (old, new) = (&self.old[first + step], &self.new[at + step]);
                let count = if step == 0 { count } else { 0 };
                let is_up = old.ordinal < new.ordinal;
                let there = Move { path: new.path.clone(), is_up: !is_up, count };
                let here = Move { path: old.path.clone(), is_up, count };
                ends.insert(old.ordinal, End { moved: there, became: None });
                ends.insert(new.ordinal, End { moved: here, became: Some((old.block, new.block)) });
            }
            at += count;
        }
        ends
    }

    /// Returns whether a pair moved together with the one before it.
    fn is_together(&self, old_at: usize, new_at: usize) -> bool {
        self.old_of.get(new_at) == Some(&Some(old_at))
            && are_neighbours(&self.old[old_at - 1], &self.old[old_at])
            && are_neighbours(&self.new[new_at - 1], &self.new[new_at])
    }
}

fn are_neighbours(one: &Root<'_>, next: &Root<'_>) -> bool {
    one.list_number == next.list_number && one.seat + 1 == next.seat
}

/// Returns the roots without a gap between them that `at` is one of.
fn run_around(roots: &[Root<'_>], at: usize) -> Range<usize> {
    let is_next = |at: usize| roots.get(at).is_some_and(|next| are_neighbours(&roots[at - 1], next));
    let before = (1..=at).rev().take_while(|&at| is_next(at)).count();
    let behind = (at + 1..).take_while(|&at| is_next(at)).count();
    at - before..at + behind + 1
}

/// Returns the blocks of such roots.
fn blocks_of<'b>(roots: &[Root<'b>], run: &Range<usize>) -> &'b [Block] {
    let first = &roots[run.start];
    &first.list[first.seat..first.seat + run.len()]
}

/// An item may become a paragraph; a heading only a heading.
fn may_become(old: &Block, new: &Block) -> bool {
    let is_prose = |block: &Block| {
        matches!(block.kind, Kind::Item | Kind::Paragraph) && !matches!(block.content, Content::Blocks(_))
    };
    old.kind.is_like(new.kind) || is_prose(old) && is_prose(new)
}
