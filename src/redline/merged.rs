//! Both texts in one tree: what stayed, what came and what went.

use std::ops::Range;

use super::block::Kind;
use super::runs::{Change, Run};
use super::tag::Tag;

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing in it changed.
    Same,
    /// Something in it changed.
    Edited,
    /// It is in the new text only.
    Inserted,
    /// It is in the old text only.
    Deleted,
}

/// A block of the redline.
#[derive(Debug)]
pub(super) struct Merged {
    /// What became of it.
    pub(super) state: State,
    /// What it is.
    pub(super) kind: Kind,
    /// Its element: the new one, unless it was deleted.
    pub(super) tag: Option<Tag>,
    /// What is in it.
    pub(super) body: Body,
    /// Links that the page itself adds behind the words.
    pub(super) tail: String,
    /// What words alone do not show.
    pub(super) notes: Vec<Note>,
    /// Where it moved to or from.
    pub(super) moved: Option<Move>,
    /// Its number in a list from which items were deleted.
    pub(super) number: Option<usize>,
    /// Its tokens: the new text's, unless it was deleted.
    pub(super) tokens: Range<usize>,
}

/// What is in a block of the redline.
#[derive(Debug)]
pub(super) enum Body {
    /// Blocks.
    Blocks(Vec<Merged>),
    /// Words or lines.
    Runs(Vec<Run>),
    /// HTML that both texts have: bytes of the new text's
    /// [`kept`](super::text::Text::kept).
    Kept(Range<usize>),
}

/// A change that words alone do not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Note {
    /// The heading's level was that.
    Level(u8),
    /// A list with bullets got numbers.
    Numbered,
    /// A numbered list got bullets.
    Bulleted,
    /// A numbered list begins with another number.
    Start {
        /// What it began with.
        from: usize,
        /// What it begins with.
        to: usize,
    },
    /// A link leads elsewhere.
    Link {
        /// Its words.
        words: String,
        /// Where it led.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// A task was ticked.
    Ticked,
    /// A task is no longer ticked.
    Unticked,
}

/// One end of a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    /// The headings over the other end, the outermost first.
    pub(super) path: Vec<String>,
    /// Whether the other end stands before this one.
    pub(super) is_up: bool,
    /// How many blocks moved together, at the first of them; 0 at the others.
    pub(super) count: usize,
}

impl Merged {
    /// Returns whether nothing in it changed.
    pub(super) fn is_same(&self) -> bool {
        self.is_unchanged() && self.moved.is_none()
    }

    /// Returns whether nothing in it changed, wherever it stood.
    pub(super) fn is_unchanged(&self) -> bool {
        self.state == State::Same
    }

    /// Returns whether any of its own words changed.
    pub(super) fn has_changed_words(&self) -> bool {
        match &self.body {
            Body::Runs(runs) => runs.iter().any(|run| run.change != Change::Same),
            Body::Blocks(_) | Body::Kept(_) => false,
        }
    }
}
