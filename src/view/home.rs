//! The home page.

use serde::Serialize;

use super::Views;
use super::common::{DocumentLink, FindingRow};
use super::coverage::{FrameworkCard, framework_cards};
use super::reviews::{DueRow, by_due_date, due_row};
use super::revisions::visible;
use super::site::PageHead;
use crate::diagnostic::Severity;
use crate::model::{Address, DocumentType};

/// Rows of each short list.
const ROWS_MAX: usize = 8;

/// The home page.
#[derive(Debug, Clone, Serialize)]
pub struct HomeView {
    /// The page's frame.
    pub page: PageHead,
    /// The book's own welcome text as HTML, when it has an `index.md`.
    pub body: Option<String>,
    /// Live documents by type.
    pub groups: Vec<TypeGroup>,
    /// What changed lately in git, newest first.
    pub changes: Vec<ChangedRow>,
    /// The next reviews.
    pub due: Vec<DueRow>,
    /// Coverage in short.
    pub frameworks: Vec<FrameworkCard>,
    /// The gravest findings.
    pub findings: Vec<FindingRow>,
    /// How many findings of severity error or warning there are.
    pub findings_total: usize,
}

/// The documents of one type.
#[derive(Debug, Clone, Serialize)]
pub struct TypeGroup {
    /// The type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// Its plural.
    pub plural: &'static str,
    /// Documents, ordered by id.
    pub documents: Vec<DocumentLink>,
}

/// A change of a document.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedRow {
    /// The date of the commit.
    pub date: Option<String>,
    /// The first line of its message.
    pub summary: String,
    /// Who wrote it.
    pub author: String,
    /// The document.
    pub document: DocumentLink,
}

/// Returns the home page.
pub fn home_view(views: &Views<'_>) -> HomeView {
    let home = Address::home();
    let index = views.book.documents.iter().find(|bound| bound.address == home);
    let grave = || views.settled.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
    HomeView {
        page: PageHead::new(views, views.config.book.title.clone(), "home", &home),
        body: index.filter(|bound| !views.is_withheld(bound)).map(|bound| views.body(bound, &home)),
        groups: groups(views),
        changes: changes(views),
        due: by_due_date(views).iter().take(ROWS_MAX).map(|(_, bound)| due_row(views, bound)).collect(),
        frameworks: framework_cards(views),
        findings: grave().take(ROWS_MAX).map(FindingRow::of).collect(),
        findings_total: grave().count(),
    }
}

fn groups(views: &Views<'_>) -> Vec<TypeGroup> {
    let group = |&kind: &DocumentType| {
        let of_kind = views.live().filter(|bound| bound.document().document_type == kind);
        let mut documents: Vec<DocumentLink> =
            of_kind.filter(|bound| bound.address != Address::home()).map(|bound| views.link(bound, None)).collect();
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        TypeGroup { document_type: kind.as_str(), plural: kind.plural(), documents }
    };
    DocumentType::ALL.iter().map(group).filter(|group| !group.documents.is_empty()).collect()
}

fn changes(views: &Views<'_>) -> Vec<ChangedRow> {
    let mut latest: Vec<_> = views.live().filter_map(|bound| Some((bound.revisions.first()?, bound))).collect();
    latest.sort_by(|(a, left), (b, right)| {
        b.by.date.cmp(&a.by.date).then_with(|| left.document().id.cmp(&right.document().id))
    });
    let row = |(revision, bound): &(&crate::history::Revision, &crate::book::BoundDocument)| ChangedRow {
        date: revision.by.date.map(|date| date.to_string()),
        summary: visible(&revision.by.summary),
        author: visible(&revision.by.author.name),
        document: views.link(bound, None),
    };
    latest.iter().take(ROWS_MAX).map(row).collect()
}
