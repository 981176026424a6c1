//! A book of another day in short: register, coverage and statement of
//! applicability as they stood. It holds no text.

use std::sync::Arc;

use super::coverage_state::CoverageState;
use crate::model::{Date, DocumentType, Status};
use crate::source::{BookPath, Digest};
use crate::version::TagWitness;

/// What is kept of a book of another day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Controlled documents, ordered by id.
    pub documents: Vec<SnapshotDocument>,
    /// The frameworks that it showed.
    pub frameworks: Vec<SnapshotFramework>,
    /// The statement of applicability, if it had one.
    pub statement: Option<SnapshotStatement>,
}

/// One controlled document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDocument {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its type.
    pub document_type: DocumentType,
    /// Where it stood.
    pub path: BookPath,
    /// The label of its version.
    pub version: Option<String>,
    /// Its status.
    pub status: Status,
    /// Who answered for it.
    pub owner: Option<String>,
    /// Who approved it, as declared.
    pub approved_by: Option<String>,
    /// When, as declared.
    pub approved_on: Option<Date>,
    /// Whether that approval was complete on the day.
    pub is_approved: bool,
    /// The digest of its normative text, as [`Declared::words`](crate::model::Declared::words).
    pub words: Digest,
}

/// A framework and how its entries stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFramework {
    /// Its id.
    pub id: String,
    /// Its short title.
    pub title: String,
    /// Its entries, in order.
    pub entries: Vec<SnapshotEntry>,
}

/// One entry of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotEntry {
    /// Its id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// How it stood.
    pub state: CoverageState,
    /// The ids of the documents that claimed it.
    pub documents: Vec<String>,
}

/// The statement of applicability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotStatement {
    /// Its framework.
    pub framework: String,
    /// Its version.
    pub version: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<Date>,
    /// Its decisions, in the order of the framework.
    pub rows: Vec<SnapshotDecision>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDecision {
    /// The control's id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// Whether it applied; nothing when that was not decided.
    pub is_applicable: Option<bool>,
    /// How far it was implemented.
    pub status: Option<&'static str>,
    /// Why.
    pub justification: Option<String>,
}

/// A release, as the site shows it beside what changed.
#[derive(Debug, Clone)]
pub struct ReleaseRecord {
    /// The book at its tag; nothing when the tag's files cannot be read.
    pub snapshot: Option<Arc<Snapshot>>,
    /// Who made the tag, and what its signature proves; nothing for a plain tag.
    pub witness: Option<TagWitness>,
}
