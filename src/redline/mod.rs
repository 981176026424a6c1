//! Two texts to a difference of prose, word by word.
//!
//! The texts are bodies of HTML as the room `markdown` writes them, so that
//! what is compared is what a reader sees and not how it was typed. They are
//! read into blocks and tokens; the blocks of both are laid over each other from
//! the outside inwards, and where two blocks are the same one, so are their
//! words. What was taken out in one place and put in elsewhere has moved.
//!
//! [`Redline::compare`] does all that; the writers make HTML of it, and
//! excerpts of what changed for a terminal or for a comment in Markdown. All
//! work is bounded: see [`Redline::compare`].

mod labels;

mod names;
mod scan;
mod tag;
mod text;
mod words;

mod budget;
mod sequence;

mod block;
mod cut;
mod read;

mod align;
mod bag;
mod footnotes;
mod merge;
mod merged;
mod notes;
mod runs;

mod marks;
mod moves;
mod places;

mod compare;

mod html;
mod inline;
mod say;

mod comment;
mod excerpt;
mod plain;
mod shorten;

pub use comment::{escaped, print_markdown};
pub use compare::{Counts, Redline};
pub use excerpt::{Excerpt, Fate, Part};
pub use html::Folding;
pub use labels::Labels;
pub use plain::{Style, print_text, visible};
pub use runs::Change;
