//! The page of one document.

use serde::Serialize;

use super::Views;
use super::acknowledgements::{AskedView, asked_view};
use super::claims::{ClaimRow, ContentsEntry, claim_rows, contents_entry};
use super::common::{FindingRow, href};
use super::control_block::{ControlBlock, control_block};
use super::navigation::Navigation;
use super::pictures::{LifeLine, life_line};
use super::revisions::{HistoryView, history_view};
use super::site::PageHead;
use super::version::{VersionRow, WitnessRow, current_evidence, version_rows};
use crate::book::{BoundDocument, LinkTarget};
use crate::model::ChangeClass;

/// A document's page.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    /// The page's frame.
    pub page: PageHead,
    /// The document's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// Whether version, approval and review are asked of it.
    pub is_controlled: bool,
    /// Its control block; empty values are `null`.
    pub control: ControlBlock,
    /// Whether the text is left out because it is a draft and the site shows none.
    pub is_withheld: bool,
    /// Its text, as HTML; empty when withheld.
    pub body: String,
    /// What is asked of its readers; nothing when they need not acknowledge it.
    pub asked: Option<AskedView>,
    /// The way through the documents around it.
    pub navigation: Navigation,
    /// Its sections.
    pub contents: Vec<ContentsEntry>,
    /// What it satisfies.
    pub claims: Vec<ClaimRow>,
    /// Documents that link to it.
    pub linked_from: Vec<LinkedFrom>,
    /// Its versions, newest first.
    pub versions: Vec<VersionRow>,
    /// Its versions and reviews on a line of time.
    pub life: Option<LifeLine>,
    /// What git shows of the approval that its text declares now.
    pub evidence: Vec<WitnessRow>,
    /// The version that is in force on the day of the build, when this text is not.
    pub in_force: Option<VersionRow>,
    /// What changed in each version, as its author says.
    pub changes: Vec<ChangeRow>,
    /// Reviews on record, newest first.
    pub reviews: Vec<ReviewRow>,
    /// What git knows.
    pub history: HistoryView,
    /// Findings about it.
    pub findings: Vec<FindingRow>,
    /// Where it can be edited.
    pub edit_url: Option<String>,
    /// Its file, from the book's folder.
    pub source: String,
}

/// What changed in a version.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    /// Version label.
    pub version: String,
    /// One line.
    pub summary: String,
    /// `major`, `minor` or `editorial`; nothing when the author does not say.
    pub class: Option<&'static str>,
}

/// A review on record.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewRow {
    /// Its day.
    pub on: String,
    /// Who reviewed.
    pub by: Option<String>,
    /// The outcome.
    pub outcome: Option<&'static str>,
    /// Whether the record names the text as it stands now; unknown without a fingerprint.
    pub is_of_this_text: Option<bool>,
}

/// A document that links to the one shown. It is less than a
/// [`DocumentLink`](super::DocumentLink), because a page may have hundreds.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedFrom {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the site's root, percent-encoded.
    pub href: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
}

/// Returns the page of `bound`; `linked_from` are the indices of documents that link to it.
pub fn document_view(
    views: &Views<'_>,
    bound: &BoundDocument,
    linked_from: &[usize],
    navigation: Navigation,
) -> DocumentView {
    let document = bound.document();
    let id = document.id.to_string();
    let is_withheld = views.is_withheld(bound);
    let shown_findings = if is_withheld { &[] } else { views.by_document.of(&id) };
    let headings = bound.leaf.page.headings.iter().filter(|heading| heading.level <= 3);
    let changes = document.changes.iter().map(|change| ChangeRow {
        version: change.version.clone(),
        summary: change.summary.clone(),
        class: change.class.map(ChangeClass::as_str),
    });
    let versions = version_rows(views, bound);
    DocumentView {
        page: PageHead::of_document(views, bound),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        is_controlled: document.is_controlled(),
        control: control_block(
            &bound.leaf,
            bound.is_approved(views.today),
            bound.is_changed_since_approval(),
            views.today,
        ),
        body: if is_withheld { String::new() } else { views.body(bound, &bound.address) },
        contents: if is_withheld { Vec::new() } else { headings.map(contents_entry).collect() },
        is_withheld,
        asked: asked_view(views, bound),
        navigation,
        claims: claim_rows(views, &bound.leaf.page, &bound.claims, is_withheld),
        in_force: versions.iter().find(|version| version.is_in_force && !version.is_this).cloned(),
        life: life_line(views, bound, &versions),
        versions,
        evidence: current_evidence(views, bound),
        linked_from: linked_from.iter().map(|&index| linked(&views.book.documents[index])).collect(),
        changes: changes.collect(),
        reviews: review_rows(bound),
        history: history_view(views, bound),
        findings: shown_findings.iter().map(|finding| FindingRow::of(finding)).collect(),
        edit_url: views
            .config
            .site
            .edit_url
            .as_ref()
            .map(|url| url.replace("{path}", &crate::source::encode_path(bound.leaf.file.path().as_str()))),
        source: bound.leaf.file.path().to_string(),
        id,
    }
}

fn linked(bound: &BoundDocument) -> LinkedFrom {
    let document = bound.document();
    LinkedFrom {
        id: document.id.to_string(),
        title: document.title.clone(),
        href: href(&bound.address),
        document_type: document.document_type.as_str(),
    }
}

fn review_rows(bound: &BoundDocument) -> Vec<ReviewRow> {
    let mut reviews: Vec<_> = bound.document().reviews.iter().collect();
    reviews.sort_by_key(|review| std::cmp::Reverse(review.on));
    let row = |review: &&crate::model::Review| ReviewRow {
        on: review.on.to_string(),
        by: review.by.clone(),
        outcome: review.outcome.map(crate::model::ReviewOutcome::as_str),
        is_of_this_text: review.fingerprint.map(|fingerprint| fingerprint == bound.leaf.fingerprint),
    };
    reviews.iter().map(row).collect()
}

/// Returns, for each document, which documents link to it: indices, ascending, each once.
pub fn backlinks(views: &Views<'_>) -> Vec<Vec<usize>> {
    let documents = &views.book.documents;
    let mut backlinks = vec![Vec::new(); documents.len()];
    for (from, bound) in documents.iter().enumerate() {
        for target in &bound.targets {
            if let LinkTarget::Document(to, _) = target
                && *to != from
                && backlinks[*to].last() != Some(&from)
            {
                backlinks[*to].push(from);
            }
        }
    }
    backlinks
}
