//! What changed between two texts of a document, in words and on a page.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Views;
use super::common::{href, text_of};
use super::control_block::acknowledge_text;
use super::past_text::PastText;
use super::site::PageHead;
use super::version::{VersionRow, version_row};
use crate::book::{Book, BoundDocument};
use crate::model::{Acknowledge, Address, ControlRef, Document};
use crate::redline::{Folding, Labels, Redline};

/// The page of the changes from one version to the next.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// The page's frame.
    pub page: PageHead,
    /// The document's id today.
    pub id: String,
    /// The title of the later version.
    pub title: String,
    /// The path of the document's page from the root.
    pub document_href: String,
    /// The earlier version.
    pub from: VersionRow,
    /// The later version.
    pub to: VersionRow,
    /// What its front matter says differently.
    pub fields: Vec<FieldChange>,
    /// Entries that the later version claims and the earlier did not.
    pub claims_gained: Vec<ClaimChange>,
    /// Entries that only the earlier version claimed.
    pub claims_lost: Vec<ClaimChange>,
    /// Whether the text itself changed.
    pub has_changes: bool,
    /// How many words were inserted.
    pub words_inserted: usize,
    /// How many words were deleted.
    pub words_deleted: usize,
    /// The later text with all changes marked, as HTML.
    pub body: String,
}

/// A field of front matter that changed.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct FieldChange {
    /// What it is, for a reader.
    pub name: &'static str,
    /// Its value before; nothing when there was none.
    pub before: Option<String>,
    /// Its value after; nothing when there is none.
    pub after: Option<String>,
}

/// An entry of a framework whose claim came or went.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct ClaimChange {
    /// Short title of the framework.
    pub framework: String,
    /// The entry's id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
}

/// What changed between two texts.
#[derive(Debug)]
pub struct TextChanges {
    /// What the front matter says differently.
    pub fields: Vec<FieldChange>,
    /// Entries that only the later text claims.
    pub claims_gained: Vec<ClaimChange>,
    /// Entries that only the earlier text claimed.
    pub claims_lost: Vec<ClaimChange>,
    /// The words.
    pub redline: Redline,
}

impl TextChanges {
    /// Compares `before` with `after`.
    pub fn between(views: &Views<'_>, before: &PastText, after: &PastText) -> Self {
        let claims =
            |text: &PastText| -> BTreeSet<_> { text.claims.iter().map(|(target, _)| target.clone()).collect() };
        let (old, new) = (claims(before), claims(after));
        let rows = |targets: &mut dyn Iterator<Item = &ControlRef>| claim_changes(views.book, targets);
        Self {
            fields: field_changes(&before.leaf.document, &after.leaf.document),
            claims_gained: rows(&mut new.difference(&old)),
            claims_lost: rows(&mut old.difference(&new)),
            redline: Redline::compare(&before.body, &after.body),
        }
    }

    /// Returns whether nothing changed at all.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.claims_gained.is_empty()
            && self.claims_lost.is_empty()
            && !self.redline.has_changes()
    }
}

/// Returns rows for the entries of `targets` that the book shows.
pub(super) fn claim_changes(book: &Book, targets: &mut dyn Iterator<Item = &ControlRef>) -> Vec<ClaimChange> {
    let row = |target: &ControlRef| {
        let framework = book.framework(&target.framework)?;
        let control = framework.control(&target.control)?;
        Some(ClaimChange {
            framework: framework.short_title.clone(),
            control: control.id.clone(),
            title: control.title.clone(),
            href: href(&framework.control_address(control)),
        })
    };
    targets.filter_map(row).collect()
}

/// Returns what the front matter of two texts says differently.
pub(super) fn field_changes(before: &Document, after: &Document) -> Vec<FieldChange> {
    let cycle = |document: &Document| match &document.acknowledge {
        Acknowledge::Asked { cycle, .. } => cycle.as_ref().map(|cycle| cycle.label.clone()),
        Acknowledge::No => None,
    };
    let list = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
    type Value<'a> = &'a dyn Fn(&Document) -> Option<String>;
    let fields: [(&'static str, Value<'_>); 16] = [
        ("Id", &|document| Some(document.id.to_string())),
        ("Title", &|document| Some(document.title.clone())),
        ("Type", &|document| Some(document.document_type.as_str().to_owned())),
        ("Version", &|document| document.version.clone()),
        ("Status", &|document| Some(document.status.as_str().to_owned())),
        ("Owner", &|document| document.owner.clone()),
        ("Approved by", &|document| document.approved_by.clone()),
        ("Approved on", &|document| text_of(document.approved_on)),
        ("In force from", &|document| text_of(document.effective_from)),
        ("Review cycle", &|document| Some(document.review_every.to_string())),
        ("Classification", &|document| document.classification.clone()),
        ("Audience", &|document| list(&document.audience)),
        ("Acknowledgement", &|document| acknowledge_text(&document.acknowledge)),
        ("Acknowledgement cycle", &cycle),
        ("Replaces", &|document| list(&document.supersedes)),
        ("Language", &|document| document.language.clone()),
    ];
    let changed = fields.into_iter().filter_map(|(name, value)| {
        let (before, after) = (value(before), value(after));
        (before != after).then_some(FieldChange { name, before, after })
    });
    changed.collect()
}

/// Returns the page at `address` of the changes from one version to another, each given by its
/// place and its text.
pub fn changes_view(
    views: &Views<'_>,
    bound: &BoundDocument,
    address: &Address,
    (before_index, before): (usize, &PastText),
    (after_index, after): (usize, &PastText),
) -> ChangesView {
    let changes = TextChanges::between(views, before, after);
    let document = &after.leaf.document;
    let counts = changes.redline.counts();
    let mut page = PageHead::new(views, document.title.clone(), "documents", address);
    page.is_document = true;
    if let Some(language) = &document.language {
        page.language.clone_from(language);
    }
    ChangesView {
        page,
        id: bound.document().id.to_string(),
        title: document.title.clone(),
        document_href: href(&bound.address),
        from: version_row(views, bound, before_index),
        to: version_row(views, bound, after_index),
        has_changes: changes.redline.has_changes(),
        words_inserted: counts.words_inserted,
        words_deleted: counts.words_deleted,
        body: changes.redline.html(&Labels::ENGLISH, Folding::On),
        fields: changes.fields,
        claims_gained: changes.claims_gained,
        claims_lost: changes.claims_lost,
    }
}
