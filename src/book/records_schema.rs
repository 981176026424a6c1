//! Records as they are remembered between builds. Only this program reads them: the form
//! may change with every build of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::load::Record;
use crate::model::{Claim, ControlRef, Date, Declared, DocumentId, Review};
use crate::source::{BookPath, Digest, Span};

/// The first line: by whom and how the texts of the lines behind it were read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HeadLine {
    /// The mark of the program.
    pub(super) program: String,
    /// The keys of the settings.
    pub(super) readings: Vec<String>,
}

/// A line for a text: its id, its path, the place of its reading, and its record; nothing
/// when it is no text that a book can hold.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TextLine(pub(super) String, pub(super) String, pub(super) usize, pub(super) Option<RecordData>);

/// Day, reviewer, outcome, fingerprint, where it stands.
type ReviewData = (String, Option<String>, Option<String>, Option<String>, usize, usize);

/// Framework, control, anchor. Where it stands is of no interest any more.
type ClaimData = (String, String, Option<String>);

/// A record, with the fields of [`Record`] and [`Declared`].
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordData {
    id: String,
    own: bool,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    kind: String,
    status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    print: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    every: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reviewed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<ReviewData>,
    words: String,
    prose: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claims: Vec<ClaimData>,
    another: bool,
}

fn text(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// Reads a value that may be absent; an unreadable one makes all of it unreadable.
fn read<T>(value: Option<&String>, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    value.map_or(Some(None), |value| parse(value).map(Some))
}

impl RecordData {
    /// Returns what is remembered of a record.
    pub(super) fn of(record: &Record) -> Self {
        let declared = &record.declared;
        let review = |review: &Review| {
            let outcome = review.outcome.map(|outcome| outcome.as_str().to_owned());
            let fingerprint = review.fingerprint.map(Digest::to_hex);
            (review.on.to_string(), review.by.clone(), outcome, fingerprint, review.at.start, review.at.end)
        };
        let claim = |claim: &Claim| {
            let ControlRef { framework, control } = claim.target.clone();
            (framework, control, claim.anchor.clone())
        };
        Self {
            id: declared.id.to_string(),
            own: declared.has_own_id,
            title: declared.title.clone(),
            label: declared.version.clone(),
            kind: declared.document_type.to_string(),
            status: declared.status.to_string(),
            by: declared.approved_by.clone(),
            on: text(declared.approved_on),
            print: declared.approved_fingerprint.map(Digest::to_hex),
            from: text(declared.effective_from),
            every: declared.review_every.to_string(),
            reviewed: text(declared.last_reviewed),
            next: text(declared.next_review_override),
            reviews: declared.reviews.iter().map(review).collect(),
            words: declared.words.to_hex(),
            prose: declared.prose.to_hex(),
            shown_title: (record.title != declared.title).then(|| record.title.clone()),
            version: record.version.clone(),
            owner: record.owner.clone(),
            claims: record.claims.iter().map(claim).collect(),
            another: record.is_of_another_text,
        }
    }

    /// Returns the record of a text that stood at `path` below the folder `src`; nothing
    /// when anything of it cannot be read.
    pub(super) fn record(self, path: &BookPath, src: &str) -> Option<Record> {
        let id = match self.own {
            true => DocumentId::declared(&self.id)?,
            false => DocumentId::from_path(path, src),
        };
        let date = |value: Option<&String>| read(value, |text| text.parse::<Date>().ok());
        let review = |(on, by, outcome, fingerprint, start, end): ReviewData| {
            Some(Review {
                on: on.parse().ok()?,
                by,
                outcome: read(outcome.as_ref(), |text| text.parse().ok())?,
                fingerprint: read(fingerprint.as_ref(), Digest::from_hex)?,
                at: Span { start, end },
            })
        };
        let claim = |(framework, control, anchor): ClaimData| Claim {
            target: ControlRef { framework, control },
            anchor,
            at: Span::default(),
        };
        let declared = Declared {
            has_own_id: self.own,
            version: self.label,
            document_type: self.kind.parse().ok()?,
            status: self.status.parse().ok()?,
            approved_by: self.by,
            approved_on: date(self.on.as_ref())?,
            approved_fingerprint: read(self.print.as_ref(), Digest::from_hex)?,
            effective_from: date(self.from.as_ref())?,
            review_every: self.every.parse().ok()?,
            last_reviewed: date(self.reviewed.as_ref())?,
            next_review_override: date(self.next.as_ref())?,
            reviews: self.reviews.into_iter().map(review).collect::<Option<Vec<_>>>()?,
            words: Digest::from_hex(&self.words)?,
            prose: Digest::from_hex(&self.prose)?,
            title: self.title,
            id,
        };
        Some(Record {
            title: self.shown_title.unwrap_or_else(|| declared.title.clone()),
            version: self.version,
            owner: self.owner,
            claims: self.claims.into_iter().map(claim).collect(),
            is_of_another_text: self.another,
            declared: Arc::new(declared),
        })
        .filter(|record| record.declared.id.as_str() == self.id)
    }
}
