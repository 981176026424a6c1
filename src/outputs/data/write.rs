//! Writes the data files.

use rayon::prelude::*;
use serde::Serialize;

use super::rows::{decision_row, document_row, framework_row, history_rows, release_row, search_row};
use super::schema::{CoverageFile, DocumentsFile, Entries, ReleasesFile, Rows, SoaFile, StatementRow};
use crate::artifact::Sink;
use crate::book::BoundDocument;
use crate::diagnostic::print_json;
use crate::outputs::job::{Job, OutputError, put_text};
use crate::view::{acknowledgement_rows, soa_view};

/// Writes every data file.
pub(in crate::outputs) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    type Writer = fn(&Job<'_>, &dyn Sink) -> Result<(), OutputError>;
    let writers: [(&str, Writer); 8] = [
        ("acknowledgements", write_acknowledgements),
        ("documents", write_documents),
        ("coverage", write_coverage),
        ("soa", write_soa),
        ("history", write_history),
        ("releases", write_releases),
        ("search", write_search),
        ("findings", write_findings),
    ];
    let wanted = writers.par_iter().filter(|(name, _)| sink.wants(&format!("data/{name}.json")));
    wanted.try_for_each(|(_, writer)| writer(job, sink))
}

fn write_acknowledgements(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let documents = acknowledgement_rows(&job.views);
    put_json(sink, "acknowledgements", &DocumentsFile { schema: "policybook-acknowledgements/1", documents })
}

fn write_documents(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let row = |bound: &BoundDocument| document_row(&job.views, bound);
    let documents = Rows(&job.views.book.documents, &row);
    put_json(sink, "documents", &DocumentsFile { schema: "policybook-documents/1", documents })
}

fn write_coverage(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let frameworks = job.views.book.frameworks.iter().map(|framework| framework_row(&job.views, framework)).collect();
    put_json(sink, "coverage", &CoverageFile { schema: "policybook-coverage/1", frameworks })
}

fn write_soa(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    put_json(sink, "soa", &soa_file(job))
}

fn write_history(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let mut documents: Vec<&BoundDocument> = job.views.book.documents.iter().collect();
    documents.sort_by_key(|bound| &bound.document().id);
    documents.dedup_by_key(|bound| &bound.document().id);
    let entry = |bound: &&BoundDocument| (bound.document().id.to_string(), history_rows(&job.views, bound));
    let documents = Entries(&documents, &entry);
    put_json(sink, "history", &DocumentsFile { schema: "policybook-history/1", documents })
}

/// Newest first, as in every list of the past.
fn write_releases(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let releases = job.views.book.releases.iter().rev().map(release_row).collect();
    put_json(sink, "releases", &ReleasesFile { schema: "policybook-releases/1", releases })
}

fn write_search(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let row = |bound: &BoundDocument| search_row(&job.views, bound);
    let documents = Rows(&job.views.book.documents, &row);
    put_json(sink, "search", &DocumentsFile { schema: "policybook-search/1", documents })
}

fn write_findings(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    put_text(sink, "data/findings.json", print_json(job.views.settled, &job.views.today.to_string()))
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
