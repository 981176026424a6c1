//! The shapes of the data files.

use serde::{Serialize, Serializer};

/// A list whose rows are made one by one while they are written, so that a large
/// book is never held a second time.
pub(super) struct Rows<'a, T, R>(pub(super) &'a [T], pub(super) &'a dyn Fn(&T) -> R);

impl<T, R: Serialize> Serialize for Rows<'_, T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// A table whose entries are made one by one while they are written.
pub(super) struct Entries<'a, T, R>(pub(super) &'a [T], pub(super) &'a dyn Fn(&T) -> (String, R));

impl<T, R: Serialize> Serialize for Entries<'_, T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(self.1))
    }
}

/// `acknowledgements.json`, `documents.json`, `history.json` and `search.json`: rows of the type that each
/// has below, under `documents`.
#[derive(Serialize)]
pub(super) struct DocumentsFile<D: Serialize> {
    pub(super) schema: &'static str,
    pub(super) documents: D,
}

/// One document in `documents.json`.
#[derive(Debug, Serialize)]
pub(super) struct DocumentRow {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(rename = "type")]
    pub(super) document_type: &'static str,
    pub(super) path: String,
    pub(super) url: String,
    pub(super) version: Option<String>,
    /// Absent for a page, which has no status.
    pub(super) status: Option<&'static str>,
    pub(super) owner: Option<String>,
    pub(super) approved_by: Option<String>,
    pub(super) approved_on: Option<String>,
    pub(super) effective_from: Option<String>,
    pub(super) last_reviewed: Option<String>,
    pub(super) next_review: Option<String>,
    pub(super) classification: Option<String>,
    pub(super) fingerprint: String,
    pub(super) claims: Vec<ClaimRow>,
    pub(super) history: HistorySummary,
}

/// One claim.
#[derive(Debug, Serialize)]
pub(super) struct ClaimRow {
    pub(super) framework: String,
    pub(super) control: String,
    pub(super) anchor: Option<String>,
}

/// A document's history in short. Dates are `null` when they are not known.
#[derive(Debug, Serialize)]
pub(super) struct HistorySummary {
    pub(super) revisions: usize,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) complete: bool,
}

/// `coverage.json`.
#[derive(Debug, Serialize)]
pub(super) struct CoverageFile {
    pub(super) schema: &'static str,
    pub(super) frameworks: Vec<FrameworkRow>,
}

/// One framework.
#[derive(Debug, Serialize)]
pub(super) struct FrameworkRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) controls: Vec<ControlRow>,
    pub(super) counts: CountsRow,
}

/// One requirement or control.
#[derive(Debug, Serialize)]
pub(super) struct ControlRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) group: String,
    pub(super) state: &'static str,
    pub(super) documents: Vec<SatisfactionRow>,
    pub(super) derived_from: Vec<DerivedRow>,
}

/// A document that claims an entry.
#[derive(Debug, Serialize)]
pub(super) struct SatisfactionRow {
    pub(super) id: String,
    pub(super) version: Option<String>,
    pub(super) status: &'static str,
    pub(super) anchor: Option<String>,
}

/// A claimed entry of another framework.
#[derive(Debug, Serialize)]
pub(super) struct DerivedRow {
    pub(super) framework: String,
    pub(super) control: String,
    pub(super) guidance: bool,
}

/// Entries by state.
#[derive(Debug, Serialize)]
pub(super) struct CountsRow {
    pub(super) total: usize,
    pub(super) covered: usize,
    #[serde(rename = "draft-only")]
    pub(super) draft_only: usize,
    pub(super) uncovered: usize,
    pub(super) excluded: usize,
}

/// `soa.json`.
#[derive(Debug, Serialize)]
pub(super) struct SoaFile {
    pub(super) schema: &'static str,
    pub(super) statement: Option<StatementRow>,
    pub(super) rows: Vec<DecisionRow>,
}

/// The statement itself.
#[derive(Debug, Serialize)]
pub(super) struct StatementRow {
    pub(super) framework: String,
    pub(super) version: Option<String>,
    pub(super) approved_by: Option<String>,
    pub(super) approved_on: Option<String>,
    pub(super) scope: Option<String>,
}

/// One decision.
#[derive(Debug, Serialize)]
pub(super) struct DecisionRow {
    pub(super) control: String,
    pub(super) title: String,
    pub(super) applicable: Option<bool>,
    pub(super) reasons: Vec<&'static str>,
    pub(super) justification: Option<String>,
    pub(super) status: Option<&'static str>,
    pub(super) owner: Option<String>,
    pub(super) documents: Vec<SatisfactionRow>,
}

/// One revision in `history.json`.
#[derive(Debug, Serialize)]
pub(super) struct RevisionRow {
    pub(super) commit: String,
    pub(super) date: Option<String>,
    pub(super) author: String,
    pub(super) summary: String,
    pub(super) path: String,
    pub(super) version: Option<String>,
    pub(super) kind: &'static str,
}

/// What a search looks through for one document, in `search.json`.
#[derive(Debug, Serialize)]
pub(super) struct SearchRow {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(rename = "type")]
    pub(super) document_type: &'static str,
    pub(super) url: String,
    pub(super) summary: String,
    pub(super) controls: Vec<String>,
    pub(super) headings: Vec<HeadingRow>,
}

/// One heading.
#[derive(Debug, Serialize)]
pub(super) struct HeadingRow {
    pub(super) text: String,
    pub(super) anchor: String,
}

/// `releases.json`.
#[derive(Debug, Serialize)]
pub(super) struct ReleasesFile {
    pub(super) schema: &'static str,
    pub(super) releases: Vec<ReleaseRow>,
}

/// One release, compared with the one before.
#[derive(Debug, Serialize)]
pub(super) struct ReleaseRow {
    pub(super) name: String,
    pub(super) date: Option<String>,
    pub(super) commit: String,
    pub(super) message: Option<String>,
    pub(super) on_branch: bool,
    pub(super) documents: usize,
    pub(super) added: Vec<String>,
    pub(super) changed: Vec<String>,
    pub(super) removed: Vec<String>,
    pub(super) renamed: Vec<RenameRow>,
}

/// A document that moved.
#[derive(Debug, Serialize)]
pub(super) struct RenameRow {
    pub(super) from: String,
    pub(super) to: String,
}
