//! Reads commits, trees, tags and texts from git's object store; decides nothing.
//!
//! [`read`] opens the repository around a book (`open`: discovered as git does,
//! the owner checked, and from then on without any configuration), walks the
//! commits that led to the head (`walk`), compares the trees of each with those
//! of its parents (`compare`), and hands all of it to the room `history` as a
//! [`Log`](crate::history::Log), with a [`Store`] for the texts. No process is
//! started, nothing is checked out, no hook, filter or replacement is looked at.
//!
//! The store also hands out what one commit or tag says of itself (`evidence`):
//! who, when, the trailers of the message (`trailers`), and the bytes that were
//! signed, apart from the signature (`signed`). What a signature proves is not
//! decided here.
//!
//! The git library finds and opens the repository, checks its owner, and reads
//! references and ignore rules. Objects are read by this room itself (`index`,
//! `pack`, `delta`, `loose`, joined in `objects`), because a long history has
//! many: that is several times faster, and a damaged object is never a panic.
//! `docs/decisions/` has the measurements.

#![allow(clippy::disallowed_methods, reason = "this room reads the object store")]

mod blocks;
mod cache;
mod compare;
mod delta;
mod evidence;
mod index;
mod inflate;
mod line;
mod listing;
mod loose;
mod merge_base;
mod objects;
mod open;
mod pack;
mod past_tree;
mod questions;
mod raw;
mod read;
mod signed;
mod store;
mod tags;
mod trailers;
mod walk;

pub use merge_base::{MergeBase, MergeBaseError, merge_base};
pub use past_tree::PastTree;
pub use questions::{QuestionError, files_at, head_has, head_id, head_texts, user_email, user_name};
pub use read::{Names, Reading, Request, read, store};
pub use store::Store;
