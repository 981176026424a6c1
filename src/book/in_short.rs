//! From a bound book to a snapshot of it.

use super::bound::Book;
use super::snapshot::{
    Snapshot, SnapshotDecision, SnapshotDocument, SnapshotEntry, SnapshotFramework, SnapshotStatement,
};
use crate::model::{Control, ControlRef, Date, Framework, Implementation};

impl Snapshot {
    /// Returns `book` in short, as it stood on `day`.
    pub fn of(book: &Book, day: Date) -> Self {
        let controlled = book.documents.iter().filter(|bound| bound.document().is_controlled());
        let mut documents: Vec<SnapshotDocument> = controlled
            .map(|bound| {
                let document = bound.document();
                SnapshotDocument {
                    id: document.id.to_string(),
                    title: document.title.clone(),
                    document_type: document.document_type,
                    path: bound.leaf.file.path().clone(),
                    version: document.version.clone(),
                    status: document.status,
                    owner: document.owner.clone(),
                    approved_by: document.approved_by.clone(),
                    approved_on: document.approved_on,
                    is_approved: bound.is_approved(day),
                    words: bound.leaf.words,
                }
            })
            .collect();
        documents.sort_by(|a, b| (a.id.to_lowercase(), &a.path).cmp(&(b.id.to_lowercase(), &b.path)));
        Self { documents, frameworks: frameworks(book, day), statement: statement(book) }
    }
}

fn frameworks(book: &Book, day: Date) -> Vec<SnapshotFramework> {
    let of_one = |framework: &Framework| SnapshotFramework {
        id: framework.id.clone(),
        title: framework.short_title.clone(),
        entries: framework
            .controls
            .iter()
            .filter(|control| !control.is_informative)
            .map(|control| {
                let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
                let mut documents: Vec<String> = book
                    .satisfactions(&target)
                    .iter()
                    .map(|satisfaction| book.documents[satisfaction.document].document().id.to_string())
                    .collect();
                documents.dedup();
                SnapshotEntry {
                    control: control.id.clone(),
                    title: control.title.clone(),
                    state: book.coverage(&target, day),
                    documents,
                }
            })
            .collect(),
    };
    book.frameworks.iter().map(of_one).collect()
}

fn statement(book: &Book) -> Option<SnapshotStatement> {
    let statement = book.statement.as_ref()?;
    let framework = book.framework(&statement.framework)?;
    let row = |control: &Control| {
        let decision =
            statement.decisions.get(&ControlRef { framework: framework.id.clone(), control: control.id.clone() })?;
        Some(SnapshotDecision {
            control: control.id.clone(),
            title: control.title.clone(),
            is_applicable: decision.is_applicable,
            status: decision.status.map(Implementation::as_str),
            justification: decision.justification.clone(),
        })
    };
    Some(SnapshotStatement {
        framework: framework.short_title.clone(),
        version: statement.version.clone(),
        approved_by: statement.approved_by.clone(),
        approved_on: statement.approved_on,
        rows: framework.controls.iter().filter_map(row).collect(),
    })
}
