//! What one text of the past says of itself and claims, for books of which no page
//! is made. Its faults are of no interest any more.

use std::sync::Arc;

use super::declared::declared_of;
use super::manuscript::{read_one, says_all};
use crate::config::Config;
use crate::model::{Claim, Declared, Document};
use crate::source::{BookPath, SourceFile, Span};

/// The record of one text.
#[derive(Debug)]
pub struct Record {
    /// What its front matter says, as versions need it.
    pub declared: Arc<Declared>,
    /// Its title, also when a heading gives it.
    pub title: String,
    /// The label of its version, also when only the settings give one.
    pub version: Option<String>,
    /// Who answered for it.
    pub owner: Option<String>,
    /// What it claimed, with the claims of its sections, but not where. A claim whose
    /// framework is empty named none.
    pub claims: Vec<Claim>,
    /// Whether the approval on record names another text.
    pub is_of_another_text: bool,
}

impl Record {
    /// Reads the record of `text`, which stood at `path`, with the settings of its time.
    pub fn read(text: &str, path: &BookPath, config: &Config) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (declared, document, body) = declared_of(text, path, config);
        if says_all(&document, body) {
            return Self::new(declared, document, false);
        }
        let leaf = read_one(SourceFile::text_file(path.clone(), text), config);
        let is_of_another_text = leaf.is_changed_since_approval();
        Self::new(declared, leaf.document, is_of_another_text)
    }

    fn new(declared: Declared, document: Document, is_of_another_text: bool) -> Self {
        let Document { title, version, owner, mut claims, .. } = document;
        claims.shrink_to_fit();
        claims.iter_mut().for_each(|claim| claim.at = Span::default());
        Self { declared: Arc::new(declared), title, version, owner, claims, is_of_another_text }
    }
}
