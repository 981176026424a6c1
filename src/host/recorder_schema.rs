//! Bodies of requests by which some people put something on record about others.

use serde::Deserialize;

/// That somebody confirmed a text on paper or by word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OnBehalfWish {
    /// The person, by the identifier of the sign-in.
    pub(super) person: String,
    /// The document's id.
    #[serde(rename = "doc")]
    pub(super) document: String,
    /// Its language.
    #[serde(rename = "lang")]
    pub(super) language: String,
    /// The fingerprint of the text.
    #[serde(rename = "content_hash")]
    pub(super) fingerprint: String,
    /// How it was given: paper, meeting, …
    pub(super) method: String,
    /// The day on which it was given, as the recorder says.
    #[serde(default)]
    pub(super) claimed_on: Option<String>,
}

/// That somebody need not confirm a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExemptionWish {
    /// The person.
    pub(super) person: String,
    /// The document's id.
    #[serde(rename = "doc")]
    pub(super) document: String,
    /// Why.
    pub(super) reason: String,
    /// The last day on which it holds.
    #[serde(default)]
    pub(super) until: Option<String>,
}

/// That an earlier record does not count any more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawalWish {
    /// The record's id.
    pub(super) record: String,
    /// Why.
    pub(super) reason: String,
}
