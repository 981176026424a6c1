//! The register: the master list of documents.

use serde::Serialize;

use super::Views;
use super::common::{DocumentLink, text_of};
use super::site::PageHead;
use crate::book::BoundDocument;
use crate::model::{Address, DocumentType};

/// The register's page.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterView {
    /// The page's frame.
    pub page: PageHead,
    /// Controlled documents, ordered by id.
    pub documents: Vec<RegisterRow>,
    /// Pages, ordered by title.
    pub pages: Vec<DocumentLink>,
}

/// One controlled document.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterRow {
    /// The document.
    pub document: DocumentLink,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<String>,
    /// Day of the last review.
    pub last_reviewed: Option<String>,
    /// Who may read it.
    pub classification: Option<String>,
    /// The date of its last commit.
    pub changed: Option<String>,
    /// How many entries of frameworks it claims.
    pub claims: usize,
}

/// Returns the register.
pub fn register_view(views: &Views<'_>) -> RegisterView {
    let of_kind = |is_controlled: bool| {
        let is_wanted = move |bound: &&BoundDocument| bound.document().is_controlled() == is_controlled;
        views.book.documents.iter().filter(is_wanted)
    };
    let mut documents: Vec<RegisterRow> = of_kind(true).map(|bound| row(views, bound)).collect();
    documents.sort_by(|a, b| {
        (a.document.id.to_lowercase(), &a.document.id).cmp(&(b.document.id.to_lowercase(), &b.document.id))
    });
    let mut pages: Vec<DocumentLink> = of_kind(false).map(|bound| views.link(bound, None)).collect();
    pages.sort_by(|a, b| (a.title.to_lowercase(), &a.id).cmp(&(b.title.to_lowercase(), &b.id)));
    RegisterView { page: PageHead::new(views, "Documents", "documents", &Address::of(["documents"])), documents, pages }
}

fn row(views: &Views<'_>, bound: &BoundDocument) -> RegisterRow {
    let document = bound.document();
    debug_assert!(document.document_type != DocumentType::Page, "pages are listed apart");
    RegisterRow {
        document: views.link(bound, None),
        owner: document.owner.clone(),
        approved_by: document.approved_by.clone(),
        approved_on: text_of(document.approved_on),
        last_reviewed: text_of(document.last_review(views.today)),
        classification: document.classification.clone(),
        changed: bound.revisions.first().and_then(|revision| text_of(revision.by.date)),
        claims: bound.claims.len(),
    }
}
