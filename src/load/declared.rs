//! The front matter of a text of the past.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::read_document;
use super::front_matter::{FRONT_MATTER_RULES, Named, read_named};
use super::split::split;
use crate::config::Config;
use crate::fields::Reading;
use crate::model::{Declared, Document};
use crate::source::{BookPath, Digest, Digester, SourceFile};

/// Reads what `text`, which stood at `path`, says of itself. Its faults are of no
/// interest any more: a field that cannot be read is absent.
pub fn declared(text: &str, path: &BookPath, config: &Config) -> Declared {
    declared_of(text.strip_prefix('\u{feff}').unwrap_or(text), path, config).0
}

/// As [`declared`], with all of the front matter, and the body behind it.
pub(super) fn declared_of<'a>(text: &'a str, path: &BookPath, config: &Config) -> (Declared, Document, &'a str) {
    let parts = split(text);
    let (head, body) = text.split_at(parts.body_start);
    let file = Arc::new(SourceFile::text_file(path.clone(), head));
    let reading = Reading::new(&file, FRONT_MATTER_RULES);
    let named = match &parts.front_matter {
        Some(front_matter) => read_named(front_matter, &file, config, &reading),
        None => Named { entries: Vec::new(), marks: BTreeMap::new(), is_well_formed: false },
    };
    let heading = body.lines().find_map(|line| line.strip_prefix("# "));
    let heading = heading.map(|heading| heading.split(" {#").next().unwrap_or(heading).trim());
    let document = read_document(&named, path, heading, config, &reading);
    let version = declared_version(&document);
    let (words, prose) = digests(&document, version.as_deref(), body);
    let declared = Declared {
        has_own_id: document.marks.contains_key("id"),
        id: document.id.clone(),
        title: document.title.clone(),
        document_type: document.document_type,
        version: version.filter(|label| !label.is_empty()),
        status: document.status,
        approved_by: document.approved_by.clone(),
        approved_on: document.approved_on,
        approved_fingerprint: document.approved_fingerprint,
        effective_from: document.effective_from,
        review_every: document.review_every,
        last_reviewed: document.last_reviewed,
        next_review_override: document.next_review_override,
        reviews: document.reviews.clone(),
        words,
        prose,
    };
    (declared, document, body)
}

/// Returns the label that the text itself gives: a default of today's settings was
/// never in a text.
pub(super) fn declared_version(document: &Document) -> Option<String> {
    document.version.clone().filter(|_| document.marks.contains_key("version"))
}

/// Returns the digest of what an approval covers, and that of what a reader reads:
/// the same without id and version.
pub(super) fn digests(document: &Document, version: Option<&str>, body: &str) -> (Digest, Digest) {
    let mut prose = Digester::default();
    prose.part("language", document.language.as_deref().unwrap_or_default().as_bytes());
    prose.part("title", document.title.as_bytes());
    prose.part("text", body.replace("\r\n", "\n").trim().as_bytes());
    let prose = prose.finish();
    let mut words = Digester::default();
    words.part("id", document.id.as_str().as_bytes());
    words.part("version", version.unwrap_or_default().as_bytes());
    words.part("prose", prose.as_bytes());
    (words.finish(), prose)
}
