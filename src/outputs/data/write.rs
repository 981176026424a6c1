//! Writes the data files.

use serde::Serialize;

use super::rows::{decision_row, document_row, framework_row, history_rows, search_row};
use super::schema::{CoverageFile, DocumentsFile, HistoryFile, SearchFile, SoaFile, StatementRow};
use crate::artifact::Sink;
use crate::diagnostic::print_json;
use crate::outputs::job::{Job, OutputError, put_text};
use crate::view::soa_view;

/// Writes every data file.
pub(in crate::outputs) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let views = &job.views;
    let book = views.book;
    let documents = book.documents.iter().map(document_row).collect();
    put_json(sink, "documents", &DocumentsFile { schema: "policybook-documents/1", documents })?;
    let frameworks = book.frameworks.iter().map(|framework| framework_row(views, framework)).collect();
    put_json(sink, "coverage", &CoverageFile { schema: "policybook-coverage/1", frameworks })?;
    put_json(sink, "soa", &soa_file(job))?;
    let history = book.documents.iter().map(|bound| (bound.document().id.to_string(), history_rows(views, bound)));
    put_json(sink, "history", &HistoryFile { schema: "policybook-history/1", documents: history.collect() })?;
    let rows = book.documents.iter().map(|bound| search_row(views, bound)).collect();
    put_json(sink, "search", &SearchFile { schema: "policybook-search/1", documents: rows })?;
    put_text(sink, "data/findings.json", print_json(views.settled, &views.today.to_string()))
}

fn soa_file(job: &Job<'_>) -> SoaFile {
    let view = soa_view(&job.views);
    let statement = view.as_ref().map(|view| StatementRow {
        framework: view.framework_id.clone(),
        version: view.version.clone(),
        approved_by: view.approved_by.clone(),
        approved_on: view.approved_on.clone(),
        scope: view.scope.clone(),
    });
    let rows = view.map(|view| view.rows.into_iter().map(decision_row).collect()).unwrap_or_default();
    SoaFile { schema: "policybook-soa/1", statement, rows }
}

fn put_json(sink: &dyn Sink, name: &str, value: &impl Serialize) -> Result<(), OutputError> {
    let mut text = serde_json::to_string(value).expect("plain rows of text and numbers always serialise");
    text.push('\n');
    put_text(sink, format!("data/{name}.json"), text)
}
