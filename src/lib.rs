//! policybook turns a folder of Markdown policies and their git history into
//! the site of an information security management system.
//!
//! The rooms below stand on floors; a room imports only rooms of lower floors.
//! `ARCHITECTURE.md` draws the house and `tests/suite/house.rs` holds the code
//! against that drawing.

pub mod artifact;
pub mod book;
pub mod checks;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod fields;
pub mod git;
pub mod history;
pub mod host;
pub mod ledger;
pub mod load;
pub mod markdown;
pub mod model;
pub mod obligation;
pub mod outputs;
pub mod pipeline;
pub mod redline;
pub mod release;
pub mod roster;
pub mod search;
pub mod signature;
pub mod source;
pub mod theme;
pub mod version;
pub mod view;
