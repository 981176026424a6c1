//! Which tags are releases, and what changed from each to the next.
//!
//! A release is the whole book at one tag. This room compares the documents of
//! tagged trees by path and by text; it reads no tree itself.

mod compare;

pub use compare::{Release, releases};
