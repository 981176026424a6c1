//! The whole run, from files and commits to findings and a site, in two steps:
//! [`prepare`] reads, binds and checks; [`write()`] makes the site. Between the two
//! the caller decides whether what was found allows a site at all.

mod lives;
mod prepare;
mod published;
mod rules;
mod snapshot;
mod write;

pub use lives::lives;
pub use prepare::{Input, Past, Prepared, prepare};
pub use published::published;
pub use rules::all_rules;
pub use snapshot::snapshot;
pub use write::write;
