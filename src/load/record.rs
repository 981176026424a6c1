//! What one text of the past says of itself and claims, for books of which no page
//! is made. Its faults are of no interest any more.

use super::declared::declared_of;
use super::manuscript::read_one;
use crate::config::Config;
use crate::model::{Declared, Document, Status};
use crate::source::{BookPath, SourceFile};

/// The record of one text.
#[derive(Debug)]
pub struct Record {
    /// What its front matter says, with the claims of its sections. A claim
    /// whose framework is empty named none.
    pub document: Document,
    /// The same as versions need it.
    pub declared: Declared,
    /// Whether the approval on record names another text.
    pub is_of_another_text: bool,
}

impl Record {
    /// Reads the record of `text`, which stood at `path`, with the settings of its time.
    pub fn read(text: &str, path: &BookPath, config: &Config) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (declared, document, body) = declared_of(text, path, config);
        // The body is only parsed for what nothing else tells: that is most of the work.
        let names_fingerprint = document.approved_fingerprint.is_some() && document.status == Status::Approved;
        let has_title = document.marks.contains_key("title") || !document.is_controlled();
        if has_title && !names_fingerprint && !body.contains("satisfies") {
            return Self { document, declared, is_of_another_text: false };
        }
        let leaf = read_one(SourceFile::text_file(path.clone(), text), config);
        Self { is_of_another_text: leaf.is_changed_since_approval(), document: leaf.document, declared }
    }
}
