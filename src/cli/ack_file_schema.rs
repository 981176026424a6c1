//! An acknowledgement as a file of the repository: `acks/DOCUMENT/VERSION/PERSON.json`.

use serde::{Deserialize, Serialize};

use crate::source::BookPath;
use crate::view::AcknowledgementRow;

/// The form of the file.
const SCHEMA: &str = "policybook-acknowledgement/1";
/// The folder of these files, in the book's folder.
pub(super) const FOLDER: &str = "acks";

/// What somebody confirms by signing the commit that brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AckFile {
    schema: String,
    /// The document's id.
    pub(super) doc: String,
    /// The label of its version; empty when it has none.
    pub(super) version: String,
    /// Its language.
    pub(super) lang: String,
    /// The fingerprint of the text, 64 digits.
    pub(super) content_hash: String,
    /// For which cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cycle: Option<String>,
    /// Where the confirmed words come from.
    pub(super) statement_id: String,
    /// The words.
    pub(super) statement: String,
    /// The person: the e-mail address that the list of allowed signers names.
    pub(super) person: String,
}

impl AckFile {
    /// Returns the file by which a person acknowledges a text.
    pub(super) fn of(row: &AcknowledgementRow, person: &str) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            doc: row.id.clone(),
            version: row.version.clone(),
            lang: row.language.clone(),
            content_hash: row.fingerprint.trim_start_matches("sha256:").to_owned(),
            cycle: row.cycle.clone(),
            statement_id: row.statement.id.clone(),
            statement: row.statement.text.clone(),
            person: person.to_owned(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let file: Self = serde_json::from_slice(bytes).map_err(|error| format!("it is no acknowledgement: {error}"))?;
        match file.schema == SCHEMA {
            true => Ok(file),
            false => Err(format!("its schema is `{}`, not `{SCHEMA}`", file.schema)),
        }
    }

    /// Returns the text of the file.
    pub(super) fn to_text(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("texts are JSON");
        format!("{json}\n")
    }

    /// Returns where the file has to be: nobody can put one in another's place.
    pub(super) fn path(&self) -> Option<BookPath> {
        let version = if self.version.is_empty() { "-" } else { &self.version };
        let mut parts = vec![FOLDER, &self.doc, version];
        parts.extend(self.cycle.as_deref());
        let parts: Vec<String> = parts.into_iter().map(plain).collect();
        BookPath::new(&format!("{}/{}.json", parts.join("/"), plain(&self.person))).ok()
    }
}

/// Returns a word as the name of a file: what could mean something to a system is written as `_`.
fn plain(word: &str) -> String {
    let word: String = word.chars().map(|c| if c.is_alphanumeric() || "-._@+".contains(c) { c } else { '_' }).collect();
    if word.chars().all(|c| c == '.') { "_".repeat(word.len().max(1)) } else { word }
}
