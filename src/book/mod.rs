//! Binds manuscript and history into one linked, immutable book.
//!
//! Here ids become documents, links become targets, and claims become coverage.
//! What leads nowhere is a finding of this room's rules, and never counts.

mod addresses;
mod archive;
mod bind;
mod bound;
mod claims;
mod frameworks;
mod links;
mod past_links;
mod places;
mod rules;
mod version_addresses;

pub use archive::Archive;
pub use bind::{Past, bind};
pub use bound::{Book, BoundDocument, CoverageState, Derivation, LinkTarget, Satisfaction};
pub use rules::RULES;
