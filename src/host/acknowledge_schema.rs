//! The body of a request to acknowledge.

use serde::Deserialize;

/// What somebody confirms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// The document's id.
    #[serde(rename = "doc")]
    pub(super) document: String,
    /// The label of the version.
    pub(super) version: String,
    /// Its language.
    #[serde(rename = "lang")]
    pub(super) language: String,
    /// The fingerprint of the text, with or without `sha256:`.
    #[serde(rename = "content_hash")]
    pub(super) fingerprint: String,
    /// SHA-256 of the sentence that is confirmed, with or without `sha256:`.
    #[serde(rename = "statement_hash")]
    pub(super) statement: String,
    /// The cycle, when the text is asked for in cycles.
    #[serde(default)]
    pub(super) cycle: Option<String>,
}
