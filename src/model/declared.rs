//! What a text of the past says of itself.

use super::{Date, DocumentId, DocumentType, Period, Review, Status};
use crate::source::Digest;

/// The front matter of one text of a document's history, as far as versions,
/// approvals and reviews need it. Fields are those of [`Document`](super::Document).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its id.
    pub id: DocumentId,
    /// Whether the text itself gives the id, which else is that of its path.
    pub has_own_id: bool,
    /// Its title.
    pub title: String,
    /// Its type.
    pub document_type: DocumentType,
    /// The label of its version, when the text itself gives one.
    pub version: Option<String>,
    /// Where it stood in its life.
    pub status: Status,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// The fingerprint of the text that was approved.
    pub approved_fingerprint: Option<Digest>,
    /// From when it was in force, when that was not the approval.
    pub effective_from: Option<Date>,
    /// How often it had to be reviewed.
    pub review_every: Period,
    /// A date of the last review without a record of its own.
    pub last_reviewed: Option<Date>,
    /// A date of review that overrode the cycle.
    pub next_review_override: Option<Date>,
    /// Reviews on record.
    pub reviews: Vec<Review>,
    /// The digest of its normative text: id, version, language, title and body.
    /// Unlike a fingerprint it leaves out the values of variables, which stand in
    /// another file and can change without this text.
    pub words: Digest,
    /// The digest of what a reader reads: language, title and body. A new label
    /// alone changes the words and not the prose.
    pub prose: Digest,
}

impl Declared {
    /// Returns whether it says that it is approved, by whomever.
    pub fn is_approved(&self) -> bool {
        self.document_type.is_controlled() && self.status == Status::Approved
    }

    /// Returns the day from which it is in force once it is approved: never before its
    /// approval.
    pub fn in_force_from(&self) -> Option<Date> {
        self.effective_from.max(self.approved_on)
    }

    /// Returns whether it names an approver or a day of approval.
    pub fn names_approval(&self) -> bool {
        self.approved_by.is_some() || self.approved_on.is_some()
    }

    /// Returns whether two texts carry the same approval on record.
    pub fn has_approval_of(&self, other: &Self) -> bool {
        let record = |declared: &Self| {
            let fingerprint = declared.approved_fingerprint;
            (declared.is_approved(), declared.approved_by.clone(), declared.approved_on, fingerprint)
        };
        record(self) == record(other)
    }

    /// Returns whether it is under another approval on record than `older`, and not
    /// under an earlier one.
    pub fn is_approved_since(&self, older: &Self) -> bool {
        let record =
            |declared: &Self| (declared.approved_by.clone(), declared.approved_on, declared.approved_fingerprint);
        self.is_approved()
            && self.names_approval()
            && self.approved_on >= older.approved_on
            && record(self) != record(older)
    }

    /// Returns the day of the last approval or review that it knows of: what was
    /// reviewed, and on which day it is asked, does not matter.
    pub fn renewed_on(&self) -> Option<Date> {
        let reviews = self.reviews.iter().filter(|review| review.lets_text_stand()).map(|review| review.on);
        reviews.chain(self.approved_on).chain(self.last_reviewed).max()
    }

    /// Returns the day by which it had to be reviewed.
    pub fn next_review(&self) -> Option<Date> {
        self.next_review_override.or_else(|| self.renewed_on()?.plus(self.review_every))
    }
}
