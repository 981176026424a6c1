//! What is kept of the days: texts, decisions and frameworks once each, and lists of
//! what held from which day on.

use crate::history::HistoryState;
use crate::model::{CommitId, ControlKind, ControlRef, Date, DocumentType, Implementation, Reason, Status};
use crate::source::{BookPath, Digest};

/// What was in force on each day from the first of the branch until the day of the
/// run. Every list of days ascends, and what stands beside a day holds from that day
/// until the next of its list.
#[derive(Debug, Default)]
pub struct Almanac {
    /// Why nothing is known; nothing when the history is complete.
    pub unknown: Option<HistoryState>,
    /// The last day: that of the run.
    pub last: Option<Date>,
    /// The commits that the branch held at the end of the days; empty when unknown.
    pub branch: Vec<BranchDay>,
    /// Whether the book was there on days before the first of `branch`, which are
    /// unknown: its first commits give no day.
    pub is_beginning_undated: bool,
    /// Every document that there ever was, ordered by id.
    pub documents: Vec<DocumentDays>,
    /// The texts that the rows of documents name.
    pub texts: Vec<AlmanacText>,
    /// Entries of frameworks by number.
    pub entries: Vec<ControlRef>,
    /// Frameworks as they were on some day.
    pub editions: Vec<AlmanacEdition>,
    /// Which editions the book showed, in order.
    pub shown: Vec<(Date, Vec<usize>)>,
    /// How each entry stood, by its number. What is listed counts only while an
    /// edition that is shown has the entry.
    pub states: Vec<Vec<(Date, EntryState)>>,
    /// The statements of applicability that `statement_days` names.
    pub statements: Vec<AlmanacStatement>,
    /// The decisions that the statements name.
    pub decisions: Vec<AlmanacDecision>,
    /// How the statement stood; nothing where the book had none.
    pub statement_days: Vec<(Date, Option<StatementRow>)>,
}

/// From which day on the branch held a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchDay {
    /// The first day at whose end it did.
    pub from: Date,
    /// The commit; nothing where it is unknown which, since commits of that time
    /// give no day that can be true.
    pub commit: Option<CommitId>,
}

/// One document through the days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDays {
    /// Its id when it was last there.
    pub id: String,
    /// Where its file stands today; nothing when it is gone.
    pub path: Option<BookPath>,
    /// How it stood; nothing where it was not in the register.
    pub rows: Vec<(Date, Option<AlmanacRow>)>,
}

/// How a document stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlmanacRow {
    /// How.
    pub standing: Standing,
    /// The text in force, by its place among the texts; nothing unless one was.
    pub in_force: Option<usize>,
    /// The text on the branch, when that is another.
    pub on_branch: Option<usize>,
    /// Since when the text was in force.
    pub from: Option<Date>,
    /// The first day on which it would not be, as far as that was on record.
    pub until: Option<Date>,
    /// The version that came to count for this day by a record which the branch got
    /// only later.
    pub recorded_later: Option<String>,
}

/// How a document can stand on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A text of it was in force.
    InForce,
    /// None was yet: the day of the text on the branch had not come.
    ToCome,
    /// None was: the text on the branch was a draft.
    Draft,
    /// None was: the text on the branch was in review.
    InReview,
    /// None was: the approval that the text on the branch declared was not complete.
    Incomplete,
    /// What was approved was another text than the one on the branch.
    Changed,
    /// It was retired.
    Retired,
    /// Its text cannot be read.
    Unknown,
}

impl Standing {
    /// Returns the word that data files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::ToCome => "to-come",
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Incomplete => "incomplete",
            Self::Changed => "changed",
            Self::Retired => "retired",
            Self::Unknown => "unknown",
        }
    }
}

/// A text as the register shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlmanacText {
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
    /// Its status, as declared.
    pub status: Status,
    /// Who answered for it.
    pub owner: Option<String>,
    /// Who approved it, as declared.
    pub approved_by: Option<String>,
    /// When, as declared.
    pub approved_on: Option<Date>,
    /// What it claimed, by number and each once, ascending.
    pub claims: Vec<usize>,
    /// The commit that holds it and its words, as
    /// [`Declared::words`](crate::model::Declared::words); of texts in force only.
    pub source: Option<(CommitId, Digest)>,
}

/// A framework as it was on some day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlmanacEdition {
    /// Its id.
    pub framework: String,
    /// Its short title.
    pub title: String,
    /// Its entries in order, without those that are only informative.
    pub entries: Vec<AlmanacEntry>,
}

/// An entry of an edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlmanacEntry {
    /// Its number.
    pub entry: usize,
    /// Its title.
    pub title: String,
    /// Requirement or control.
    pub kind: ControlKind,
}

/// How an entry can stand on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryState {
    /// A text in force claims it.
    Covered,
    /// Only texts that were not in force claim it.
    DraftOnly,
    /// No text claims it.
    Uncovered,
    /// The statement in force excludes it.
    Excluded,
    /// Not covered, and the statement, which might exclude it, cannot be read.
    Unknown,
}

impl EntryState {
    /// Returns the word that data files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::DraftOnly => "draft-only",
            Self::Uncovered => "uncovered",
            Self::Excluded => "excluded",
            Self::Unknown => "unknown",
        }
    }
}

/// How the statement of applicability stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// How.
    pub standing: StatementStanding,
    /// The statement in force, by its place among the statements.
    pub in_force: Option<usize>,
    /// The statement on the branch, when that is another.
    pub on_branch: Option<usize>,
    /// Since when the statement was in force.
    pub from: Option<Date>,
}

/// How the statement can stand on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementStanding {
    /// A statement was approved and in force.
    InForce,
    /// None was: the one on the branch was not approved.
    NotApproved,
    /// The file on the branch cannot be read.
    Unknown,
}

impl StatementStanding {
    /// Returns the word that data files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::NotApproved => "not-approved",
            Self::Unknown => "unknown",
        }
    }
}

/// A statement of applicability.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlmanacStatement {
    /// Id of its framework.
    pub framework: String,
    /// Its version.
    pub version: Option<String>,
    /// Who approved it, as declared.
    pub approved_by: Option<String>,
    /// When, as declared.
    pub approved_on: Option<Date>,
    /// What it is about.
    pub scope: Option<String>,
    /// Its decisions, by their places, ordered by control.
    pub decisions: Vec<usize>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlmanacDecision {
    /// The entry that it is on.
    pub entry: usize,
    /// Whether it applied; nothing when that was not decided.
    pub is_applicable: Option<bool>,
    /// Why it was included.
    pub reasons: Vec<Reason>,
    /// The decision in words.
    pub justification: Option<String>,
    /// How far it was implemented.
    pub status: Option<Implementation>,
    /// Who answered for it.
    pub owner: Option<String>,
}
