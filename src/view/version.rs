//! The page of one version of a document, and the versions as its page lists them.

use serde::Serialize;

use super::Views;
use super::claims::{ClaimRow, ContentsEntry, claim_rows, contents_entry};
use super::common::{href, text_of};
use super::control_block::{ControlBlock, control_block};
use super::revisions::{RevisionRow, revision_rows};
use super::site::PageHead;
use crate::book::BoundDocument;
use crate::history::WorkState;
use crate::load::Leaf;
use crate::model::Status;
use crate::version::Version;

/// A version as a list names it.
#[derive(Debug, Clone, Serialize)]
pub struct VersionRow {
    /// Its label.
    pub label: String,
    /// The path of its page from the root; nothing when its text is not shown.
    pub href: Option<String>,
    /// Whether the text of the document's own page is this one.
    pub is_this: bool,
    /// Its status, as its text declares it.
    pub status: &'static str,
    /// Whether its text differs from the one that was approved.
    pub is_changed_since_approval: bool,
    /// Approver, as declared.
    pub approved_by: Option<String>,
    /// Day of approval, as declared.
    pub approved_on: Option<String>,
    /// First day in force; nothing when it never was.
    pub in_force_from: Option<String>,
    /// First day on which it was not in force any more.
    pub in_force_until: Option<String>,
    /// What changed, as the author says.
    pub summary: Option<String>,
    /// Whether readers must know, as the author says.
    pub is_material: Option<bool>,
}

/// The page of one version.
#[derive(Debug, Clone, Serialize)]
pub struct VersionView {
    /// The page's frame.
    pub page: PageHead,
    /// The document's id today.
    pub id: String,
    /// The version's own title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// The version itself.
    pub version: VersionRow,
    /// The path of the document's page from the root.
    pub document_href: String,
    /// The version after it, unless there is none.
    pub replaced_by: Option<VersionRow>,
    /// The version before it, unless there is none.
    pub replaces: Option<VersionRow>,
    /// The control block of its text.
    pub control: ControlBlock,
    /// Its text, as HTML.
    pub body: String,
    /// Its sections.
    pub contents: Vec<ContentsEntry>,
    /// What it claimed.
    pub claims: Vec<ClaimRow>,
    /// The revisions that made it, newest first.
    pub revisions: Vec<RevisionRow>,
    /// Those of them that changed the text after its approval, newest first.
    pub changed_by: Vec<RevisionRow>,
    /// The path of its file then, from the book's folder.
    pub source: String,
}

/// Returns whether the text of a version is on the site: unless it was never
/// approved and the site shows no drafts, and its document has a page.
pub fn is_shown(views: &Views<'_>, version: &Version) -> bool {
    let is_draft = matches!(version.declared.status, Status::Draft | Status::InReview);
    views.config.shows_drafts || !is_draft
}

/// Returns the versions of a document, newest first.
pub(super) fn version_rows(views: &Views<'_>, bound: &BoundDocument) -> Vec<VersionRow> {
    (0..bound.life.versions.len()).map(|index| version_row(views, bound, index)).collect()
}

fn version_row(views: &Views<'_>, bound: &BoundDocument, index: usize) -> VersionRow {
    let version = &bound.life.versions[index];
    let declared = &version.declared;
    let change = bound.document().changes.iter().find(|change| change.version == version.label);
    let address = bound.version_addresses.get(index).and_then(Option::as_ref);
    let is_current = index == 0 && bound.work_state == Some(WorkState::Clean);
    let newest_text = bound.life.states.first().and_then(|state| state.text);
    VersionRow {
        label: version.label.clone(),
        href: address.filter(|_| is_shown(views, version)).map(href),
        is_this: is_current && newest_text == Some(version.text),
        status: declared.status.as_str(),
        is_changed_since_approval: is_changed(version),
        approved_by: declared.approved_by.clone(),
        approved_on: text_of(declared.approved_on),
        in_force_from: text_of(version.in_force_from),
        in_force_until: text_of(version.in_force_until),
        summary: change.map(|change| change.summary.clone()),
        is_material: change.map(|change| change.is_material),
    }
}

fn is_changed(version: &Version) -> bool {
    version.approval.as_ref().is_some_and(|approval| !approval.changed_by.is_empty())
}

/// Returns the page of the version with this place among those of `bound`, whose
/// text is `leaf`.
pub fn version_view(views: &Views<'_>, bound: &BoundDocument, index: usize, leaf: &Leaf) -> Option<VersionView> {
    let version = bound.life.versions.get(index)?;
    let address = bound.version_addresses.get(index)?.as_ref()?;
    let document = &leaf.document;
    let is_changed = is_changed(version) || leaf.is_changed_since_approval();
    let mut page = PageHead::new(views, document.title.clone(), "documents", address);
    if let Some(language) = &document.language {
        page.language.clone_from(language);
    }
    let targets = views.book.past_targets(leaf);
    let rows = revision_rows(views, bound);
    let pick = |places: &[usize]| places.iter().filter_map(|&row| rows.get(row).cloned()).collect();
    let headings = leaf.page.headings.iter().filter(|heading| heading.level <= 3);
    Some(VersionView {
        id: bound.document().id.to_string(),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        version: version_row(views, bound, index),
        document_href: href(&bound.address),
        replaced_by: index.checked_sub(1).map(|newer| version_row(views, bound, newer)),
        replaces: (index + 1 < bound.life.versions.len()).then(|| version_row(views, bound, index + 1)),
        control: control_block(leaf, document.is_approved(views.today) && !is_changed, is_changed),
        body: views.html(&leaf.page, &targets, address),
        contents: headings.map(contents_entry).collect(),
        claims: claim_rows(views, &leaf.page, &views.book.past_claims(leaf), false),
        revisions: pick(&version.rows),
        changed_by: version.approval.as_ref().map(|approval| pick(&approval.changed_by)).unwrap_or_default(),
        source: leaf.file.path().to_string(),
        page,
    })
}
