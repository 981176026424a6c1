//! Binds manuscript and history into one linked, immutable book.
//!
//! Here ids become documents, links become targets, and claims become coverage.
//! What leads nowhere is a finding of this room's rules, and never counts. The
//! [`Almanac`] tells what was in force on each day of the past.

mod addresses;
mod almanac;
mod archive;
mod bind;
mod bound;
mod claims;
mod coverage_state;
mod frameworks;
mod in_short;
mod links;
mod past_links;
mod pictures;
mod places;
mod records;
mod records_schema;
mod rules;
mod snapshot;
mod surface;
mod version_addresses;

pub use almanac::{
    Almanac, AlmanacDecision, AlmanacEdition, AlmanacEntry, AlmanacRow, AlmanacSources, AlmanacStatement, AlmanacText,
    AtDay, BranchDay, DocumentDays, EntryState, NoDay, Standing, StatementRow, StatementStanding,
};
pub use archive::Archive;
pub use bind::{Past, bind};
pub use bound::{Book, BoundDocument, Derivation, LinkTarget, Satisfaction};
pub use coverage_state::CoverageState;
pub use records::{GoneText, Reading, Records};
pub use rules::RULES;
pub use snapshot::{
    ReleaseRecord, Snapshot, SnapshotDecision, SnapshotDocument, SnapshotEntry, SnapshotFramework, SnapshotStatement,
};
