//! A document: what its front matter says, typed.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{ControlRef, Date, DocumentType, Period, ReviewOutcome, Status};
use crate::source::{BookPath, Digest, Span};

/// The id of a document, unique in a book: what is written in front matter, or
/// for a page its path without ending.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(String);

impl DocumentId {
    /// Takes an id that was declared: ASCII letters, digits, `.`, `-`, `_` and
    /// `/`, so that no two ids look alike.
    pub fn declared(text: &str) -> Option<Self> {
        let is_good = !text.is_empty()
            && text.len() <= 120
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
        is_good.then(|| Self(text.to_owned()))
    }

    /// Returns the id of a page without one: its path below `folder`, without ending.
    pub fn from_path(path: &BookPath, folder: &str) -> Self {
        let below = path.below(folder).unwrap_or(path.as_str());
        let cut = below.len() - path.extension().len();
        Self(below[..cut].trim_end_matches('.').to_owned())
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A statement that a document, or one section of it, satisfies an entry of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is satisfied, as written; the framework's id is the preferred one.
    pub target: ControlRef,
    /// The section's anchor; absent when the document as a whole claims it.
    pub anchor: Option<String>,
    /// Where the id stands.
    pub at: Span,
}

/// One review on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The day of the review.
    pub on: Date,
    /// Who reviewed.
    pub by: Option<String>,
    /// What was concluded.
    pub outcome: Option<ReviewOutcome>,
    /// The fingerprint of the text that was reviewed.
    pub fingerprint: Option<Digest>,
    /// Where the record stands.
    pub at: Span,
}

/// Whether readers must acknowledge, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acknowledge {
    /// Not asked for.
    No,
    /// Asked for.
    Asked {
        /// Within which time; nothing for the book's default.
        within: Option<Period>,
        /// For which cycle; nothing for the book's.
        cycle: Option<Cycle>,
    },
}

/// A time for which a text is asked for once, such as a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Its name, such as `2026`: another one asks for the same text again.
    pub label: String,
    /// Its first day; nothing when it is not said, and then nobody is late.
    pub from: Option<Date>,
}

/// How a version differs from the one before it, for those who acknowledged that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeClass {
    /// Only its spelling: nothing that a reader could do differently.
    Editorial,
    /// Its words, and nothing that readers must know.
    Minor,
    /// Readers must know, and acknowledge again.
    Major,
}

impl ChangeClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Editorial];

    /// Returns the word for it in front matter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Editorial => "editorial",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl FromStr for ChangeClass {
    type Err = UnknownClass;

    fn from_str(text: &str) -> Result<Self, UnknownClass> {
        let word = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|class| class.as_str() == word).ok_or(UnknownClass)
    }
}

/// A text is no class of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a class of changes")]
pub struct UnknownClass;

/// What changed in one version, for readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The version's label.
    pub version: String,
    /// One line.
    pub summary: String,
    /// How it differs from the version before; nothing when the author does not say, and
    /// then readers acknowledge again.
    pub class: Option<ChangeClass>,
}

/// What the front matter of one file says.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Its type.
    pub document_type: DocumentType,
    /// Its title.
    pub title: String,
    /// The label of its version.
    pub version: Option<String>,
    /// Where it stands in its life.
    pub status: Status,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who approved this version.
    pub approved_by: Option<String>,
    /// When this version was approved.
    pub approved_on: Option<Date>,
    /// The fingerprint of the text that was approved.
    pub approved_fingerprint: Option<Digest>,
    /// From when it is in force, when that is not the approval.
    pub effective_from: Option<Date>,
    /// How often it must be reviewed.
    pub review_every: Period,
    /// A date of review that overrides the cycle.
    pub next_review_override: Option<Date>,
    /// A date of the last review without a record of its own.
    pub last_reviewed: Option<Date>,
    /// Reviews on record, in the order of the file.
    pub reviews: Vec<Review>,
    /// Who may read it, in the organisation's words.
    pub classification: Option<String>,
    /// What it satisfies.
    pub claims: Vec<Claim>,
    /// Groups that must read it.
    pub audience: Vec<String>,
    /// Whether readers must acknowledge.
    pub acknowledge: Acknowledge,
    /// Ids of the documents that it replaces.
    pub supersedes: Vec<String>,
    /// Earlier addresses.
    pub aliases: Vec<String>,
    /// What changed in each version.
    pub changes: Vec<Change>,
    /// Language, as a BCP 47 tag, when it is not the book's.
    pub language: Option<String>,
    /// One sentence for lists.
    pub description: Option<String>,
    /// Where each field stands that was written, by its preferred name.
    pub marks: BTreeMap<&'static str, Span>,
}

impl Document {
    /// Returns whether a version, an approval and reviews are asked of it.
    pub fn is_controlled(&self) -> bool {
        self.document_type.is_controlled()
    }

    /// Returns whether its text is left out of a site that does not show drafts: a
    /// draft, or a text in review.
    pub fn is_withheld(&self, shows_drafts: bool) -> bool {
        self.is_controlled() && matches!(self.status, Status::Draft | Status::InReview) && !shows_drafts
    }

    /// Returns the class of the change that made the version `label`: major when nobody
    /// says otherwise, since a confirmation must never be taken for one of another text.
    pub fn change_class(&self, label: &str) -> ChangeClass {
        let change = self.changes.iter().find(|change| change.version == label);
        change.and_then(|change| change.class).unwrap_or(ChangeClass::Major)
    }

    /// Returns whether this text counts as approved on `today`: a controlled
    /// document that is declared approved, by somebody, on a day that has come.
    /// Anything less satisfies no control.
    pub fn is_approved(&self, today: Date) -> bool {
        self.is_controlled()
            && self.status == Status::Approved
            && self.approved_by.is_some()
            && self.approved_on.is_some_and(|day| day <= today)
    }

    /// Returns the day from which an approved text is in force: never before its approval.
    pub fn in_force_from(&self) -> Option<Date> {
        self.effective_from.max(self.approved_on)
    }

    /// Returns where `field` stands, or the beginning of the file.
    pub fn mark(&self, field: &str) -> Span {
        self.marks.get(field).copied().unwrap_or_default()
    }
}
