//! Which block of the old text became which block of the new one.
//!
//! Equal blocks are found first. Between them, blocks that are alike are paired
//! without crossing, so that together they are as alike as can be.

use std::ops::Range;

use super::bag::{ALIKE_MIN, Bag, Holding, SCORE_MAX};
use super::block::{Block, Content, Kind};
use super::budget::Budget;
use super::sequence::{Stretch, stretches};
use super::text::Text;

/// Pairs that are weighed against each other at once.
const PAIRS_MAX: usize = 1024 * 1024;
/// What a row or an item with the same first part scores at least.
const SAME_FIRST: usize = 600;
/// What a heading over nearly the same section scores.
const SAME_SECTION: usize = 700;

/// A step through both lists. Every index is in one step, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// An old one and the new one that it became.
    Pair(usize, usize),
    /// An old one that is gone.
    Deleted(usize),
    /// A new one.
    Inserted(usize),
}

/// Two lists of blocks with the texts that they belong to.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    /// The old blocks.
    pub(super) old: &'a [Block],
    /// The new blocks.
    pub(super) new: &'a [Block],
    /// The old text.
    pub(super) old_text: &'a Text,
    /// The new text.
    pub(super) new_text: &'a Text,
}

/// Aligns two lists of blocks that stand in the same place.
pub(super) fn align(lists: Lists<'_>, budget: &mut Budget) -> Vec<Step> {
    let keys = |blocks: &[Block]| blocks.iter().map(|block| block.key).collect::<Vec<_>>();
    let mut steps = Vec::new();
    for stretch in stretches(&keys(lists.old), &keys(lists.new), budget) {
        if stretch.is_same {
            steps.extend(stretch.old.zip(stretch.new).map(|(old, new)| Step::Pair(old, new)));
        } else {
            pair_alike(lists, &stretch, budget, &mut steps);
        }
    }
    steps
}

fn pair_alike(lists: Lists<'_>, gap: &Stretch, budget: &mut Budget, steps: &mut Vec<Step>) {
    let mut pairs = Vec::new();
    if !gap.old.is_empty() && !gap.new.is_empty() {
        let has_heading = |blocks: &[Block]| blocks.iter().any(|block| matches!(block.kind, Kind::Heading(_)));
        let weighs_sections = has_heading(&lists.old[gap.old.clone()]) && has_heading(&lists.new[gap.new.clone()]);
        let old = profiles(lists.old, &gap.old, lists.old_text, weighs_sections);
        let new = profiles(lists.new, &gap.new, lists.new_text, weighs_sections);
        let size = |profiles: &[Profile<'_>]| profiles.iter().map(Profile::size).sum::<usize>();
        let cost = old.len().saturating_mul(size(&new)).saturating_add(new.len().saturating_mul(size(&old)));
        if old.len().saturating_mul(new.len()) <= PAIRS_MAX && budget.take(cost) {
            pairs = best_pairs(&old, &new);
        } else {
            let count = old.len().min(new.len());
            pairs.extend((0..count).filter(|&at| old[at].score(&new[at]) >= ALIKE_MIN).map(|at| (at, at)));
        }
    }
    let (mut old_done, mut new_done) = (gap.old.start, gap.new.start);
    for (old, new) in pairs.into_iter().map(|(old, new)| (old + gap.old.start, new + gap.new.start)) {
        steps.extend((old_done..old).map(Step::Deleted));
        steps.extend((new_done..new).map(Step::Inserted));
        steps.push(Step::Pair(old, new));
        (old_done, new_done) = (old + 1, new + 1);
    }
    steps.extend((old_done..gap.old.end).map(Step::Deleted));
    steps.extend((new_done..gap.new.end).map(Step::Inserted));
}

/// What is compared of a block that has no equal.
struct Profile<'a> {
    block: &'a Block,
    bag: Bag,
    /// The words under a heading, up to the next.
    section: Option<Bag>,
}

fn profiles<'a>(blocks: &'a [Block], range: &Range<usize>, text: &Text, with_sections: bool) -> Vec<Profile<'a>> {
    let section = |at: usize| {
        let is_heading = |block: &Block| matches!(block.kind, Kind::Heading(_));
        if !with_sections || !is_heading(&blocks[at]) {
            return None;
        }
        let rest = &blocks[at + 1..];
        let length = rest.iter().position(is_heading).unwrap_or(rest.len());
        let last = rest[..length].last()?;
        Some(Bag::of(&text.tokens[blocks[at].tokens.end..last.tokens.end]))
    };
    let profile = |at: usize| {
        let block = &blocks[at];
        Profile { block, bag: Bag::of(&text.tokens[block.tokens.clone()]), section: section(at) }
    };
    range.clone().map(profile).collect()
}

impl Profile<'_> {
    fn size(&self) -> usize {
        1 + self.bag.len() + self.section.as_ref().map_or(0, Bag::len)
    }

    fn score(&self, other: &Profile<'_>) -> usize {
        let (kind, other_kind) = (self.block.kind, other.block.kind);
        if !kind.is_like(other_kind) {
            return 0;
        }
        if kind.is_single() {
            return SCORE_MAX;
        }
        let holds_blocks = |block: &Block| matches!(block.content, Content::Blocks(_));
        let is_container = kind.is_container() || holds_blocks(self.block) || holds_blocks(other.block);
        let holding = if is_container { Holding::Container } else { Holding::Text };
        let mut score = self.bag.score(&other.bag, holding);
        if matches!(kind, Kind::Row | Kind::Item) && has_same_first(self.block, other.block) {
            score = score.max(SAME_FIRST);
        }
        if let (Some(section), Some(other)) = (&self.section, &other.section)
            && section.score(other, Holding::Text) >= SAME_FIRST
        {
            score = score.max(SAME_SECTION);
        }
        score
    }
}

/// Returns whether both begin with the same cell or line, if that says anything.
fn has_same_first(old: &Block, new: &Block) -> bool {
    let first = |block: &Block| match &block.content {
        Content::Blocks(blocks) => blocks.first().filter(|first| !first.tokens.is_empty()).map(|first| first.key),
        Content::Words | Content::Lines => Some(block.words_key),
        Content::Kept(_) => None,
    };
    first(old).is_some() && first(old) == first(new)
}

/// Returns the pairs, rising on both sides, with the highest sum of scores.
fn best_pairs(old: &[Profile<'_>], new: &[Profile<'_>]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut scores = Vec::with_capacity(old.len() * new.len());
    for profile in old {
        scores.extend(new.iter().map(|other| profile.score(other)).map(|s| if s >= ALIKE_MIN { s } else { 0 }));
    }
    // `best` holds the highest sum for the rest of both lists.
    let mut best = vec![0; width * (old.len() + 1)];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let score = scores[i * new.len() + j];
            let paired = if score > 0 { score + best[(i + 1) * width + j + 1] } else { 0 };
            best[i * width + j] = paired.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let (here, score) = (best[i * width + j], scores[i * new.len() + j]);
        if score > 0 && here == score + best[(i + 1) * width + j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
