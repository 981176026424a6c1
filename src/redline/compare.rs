//! The difference of two bodies, and what there is in it.

use super::block::{Kind, seal};
use super::budget::Budget;
use super::cut::cut;
use super::footnotes;
use super::marks::mark_moves;
use super::merge::Merger;
use super::merged::{Body, Merged, State};
use super::names::Names;
use super::read::read;
use super::runs::Change;
use super::text::{Side, Text};

/// The difference of two bodies of HTML, word by word.
///
/// It holds both texts whole, in the order of the new one; what was deleted
/// stands before what came in its place.
#[derive(Debug)]
pub struct Redline {
    pub(super) old: Text,
    pub(super) new: Text,
    pub(super) blocks: Vec<Merged>,
    counts: Counts,
}

/// How much changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words that are in the new text only. Two characters of a script without
    /// spaces count as a word; what moved does not count.
    pub words_inserted: usize,
    /// Words that are in the old text only, counted in the same way.
    pub words_deleted: usize,
    /// Headings with other words over what is the same section.
    pub headings_renamed: usize,
    /// Blocks that stand elsewhere, each once: paragraphs, headings, items,
    /// rows, or whole lists and tables.
    pub blocks_moved: usize,
}

impl Redline {
    /// Compares two bodies as [`crate::markdown::Page::html`] returns them.
    ///
    /// Both may be empty. Of other HTML no more is kept than the elements and
    /// attributes of such a body, and what is not closed is closed.
    ///
    /// The work is bounded, and the memory grows with the length of the texts:
    /// where more has changed than a person would compare, blocks or words are
    /// replaced as a whole instead of word by word. The same input gives the
    /// same difference on every machine.
    pub fn compare(old: &str, new: &str) -> Self {
        let mut names = Names::default();
        let mut budget = Budget::new();
        let (old, new) = cut(old, new);
        let (mut old, mut new) = (read(&old, &mut names), read(&new, &mut names));
        seal(&mut old.0, &old.1, &mut names);
        seal(&mut new.0, &new.1, &mut names);
        if footnotes::pair(&mut old, &mut new, &mut names, &mut budget) {
            seal(&mut old.0, &old.1, &mut names);
            seal(&mut new.0, &new.1, &mut names);
        }
        let ((old_blocks, old), (new_blocks, new)) = (old, new);
        let mut merger = Merger { old_text: &old, new_text: &new, budget: &mut budget };
        let mut blocks = merger.bodies(&old_blocks, &new_blocks);
        let blocks_moved = mark_moves(&mut blocks, &old_blocks, &new_blocks, &mut merger);
        let mut redline = Self { old, new, blocks, counts: Counts { blocks_moved, ..Counts::default() } };
        redline.count();
        redline
    }

    /// Returns how much changed.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns whether a reader could see any difference, even one without
    /// words: a rule, an image, the style of a list, another place.
    pub fn has_changes(&self) -> bool {
        !self.blocks.iter().all(Merged::is_same)
    }

    /// Returns whether there is nothing in either text.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Returns the text that pieces of a side belong to.
    pub(super) fn text(&self, side: Side) -> &Text {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }

    fn count(&mut self) {
        let mut halves = (0, 0);
        let mut renamed = 0;
        let mut open: Vec<&Merged> = self.blocks.iter().collect();
        while let Some(block) = open.pop() {
            if block.state == State::Deleted && block.moved.is_some() {
                continue;
            }
            let is_heading = matches!(block.kind, Kind::Heading(_));
            renamed += usize::from(is_heading && block.state == State::Edited && block.has_changed_words());
            match &block.body {
                Body::Blocks(inner) => open.extend(inner),
                Body::Kept(_) => {}
                Body::Runs(runs) => {
                    for run in runs {
                        match run.change {
                            Change::Same => {}
                            Change::Inserted => halves.0 += self.new.halves(&run.pieces),
                            Change::Deleted => halves.1 += self.old.halves(&run.pieces),
                        }
                    }
                }
            }
        }
        self.counts.words_inserted = halves.0.div_ceil(2);
        self.counts.words_deleted = halves.1.div_ceil(2);
        self.counts.headings_renamed = renamed;
    }
}
