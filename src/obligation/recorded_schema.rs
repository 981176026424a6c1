//! The file of a roster in the log: everybody by commitment.

use serde::Deserialize;

/// The form of the file.
pub(super) const SCHEMA: &str = "policybook-roster/1";

/// The file.
#[derive(Debug, Deserialize)]
pub(super) struct RosterFile {
    pub(super) schema: String,
    pub(super) people: Vec<PersonRow>,
}

/// Somebody.
#[derive(Debug, Deserialize)]
pub(super) struct PersonRow {
    pub(super) subject: String,
    pub(super) groups: Vec<String>,
    pub(super) joined: Option<String>,
    pub(super) left: Option<String>,
    pub(super) active: bool,
}
