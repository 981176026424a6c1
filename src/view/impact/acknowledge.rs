//! Who has to acknowledge a text again, and why.

use serde::Serialize;

use super::pairs::{Pair, Pairs};
use crate::book::BoundDocument;
use crate::model::{Acknowledge, ChangeClass, Document, Status};

/// What a change asks of the readers of one document.
#[derive(Debug, Clone, Serialize)]
pub struct Acknowledgement {
    /// The document's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `again`, `new`, `once-approved`, `not-again` or `no-longer`.
    pub outcome: &'static str,
    /// The groups that must read it; empty when the document names none.
    pub audience: Vec<String>,
    /// Within which time, when the document says so.
    pub within: Option<String>,
    /// Why.
    pub reason: String,
}

/// Returns what the change asks of readers, document by document.
pub(super) fn acknowledgements(pairs: &Pairs<'_>) -> Vec<Acknowledgement> {
    let both = pairs.both.iter().filter_map(in_both);
    let added = pairs.added.iter().filter(|bound| asks(bound)).map(|bound| {
        if is_withheld(bound) {
            row(bound, "once-approved", "new, and not approved yet")
        } else {
            row(bound, "new", "new")
        }
    });
    let removed = pairs.removed.iter().filter(|bound| asks(bound)).map(|bound| row(bound, "no-longer", "removed"));
    let mut rows: Vec<Acknowledgement> = both.chain(added).chain(removed).collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

fn in_both(pair: &Pair<'_>) -> Option<Acknowledgement> {
    let (before, after) = (pair.before, pair.after);
    let (old, new) = (before.document(), after.document());
    match (asks(before), asks(after)) {
        (false, false) => None,
        (true, false) if new.status == Status::Retired => Some(row(before, "no-longer", "retired")),
        (true, false) => Some(row(before, "no-longer", "the document does not ask any more")),
        (false, true) if is_withheld(after) => Some(row(after, "once-approved", "asks now, and is not approved yet")),
        (false, true) => Some(row(after, "new", "the document asks now")),
        (true, true) if is_withheld(after) => {
            let is_news = pair.has_new_text || !is_withheld(before);
            is_news.then(|| row(after, "once-approved", format!("the text is {} now", status_words(new))))
        }
        (true, true) if is_withheld(before) => {
            let label = new.version.as_deref().map_or("the text".to_owned(), |label| format!("version {label}"));
            Some(row(after, "again", format!("{label} is approved now")))
        }
        (true, true) if pair.has_new_text => Some(of_new_text(after, old, new)),
        (true, true) => {
            let more: Vec<&str> =
                new.audience.iter().filter(|group| !old.audience.contains(group)).map(String::as_str).collect();
            let is_wider = !more.is_empty() && !old.audience.is_empty();
            is_wider.then(|| Acknowledgement {
                audience: more.iter().map(|group| (*group).to_owned()).collect(),
                ..row(after, "new", "the document is for them now too")
            })
        }
    }
}

fn of_new_text(after: &BoundDocument, old: &Document, new: &Document) -> Acknowledgement {
    let (Some(now), true) = (&new.version, new.version != old.version) else {
        // What `changes` says of this label was said of another text.
        return row(after, "again", "the text changed without a new version");
    };
    let reason = match &old.version {
        Some(before) => format!("version {now} replaces {before}"),
        None => format!("version {now} is the first with a label"),
    };
    let told = new.changes.iter().find(|change| change.version == *now);
    match told.and_then(|change| change.class) {
        Some(ChangeClass::Minor) => row(after, "not-again", format!("{reason}, and its author calls it not material")),
        Some(ChangeClass::Editorial) => row(after, "not-again", format!("{reason}, and its author calls it editorial")),
        Some(ChangeClass::Major) | None => row(after, "again", reason),
    }
}

fn asks(bound: &BoundDocument) -> bool {
    bound.document().acknowledge != Acknowledge::No && bound.document().status != Status::Retired
}

fn is_withheld(bound: &BoundDocument) -> bool {
    bound.document().is_withheld(false)
}

fn status_words(document: &Document) -> &'static str {
    if document.status == Status::InReview { "in review" } else { "a draft" }
}

fn row(bound: &BoundDocument, outcome: &'static str, reason: impl Into<String>) -> Acknowledgement {
    let document = bound.document();
    Acknowledgement {
        id: document.id.to_string(),
        title: document.title.clone(),
        outcome,
        audience: document.audience.clone(),
        within: match document.acknowledge {
            Acknowledge::Asked { within: Some(period), .. } => Some(period.to_string()),
            Acknowledge::No | Acknowledge::Asked { within: None, .. } => None,
        },
        reason: reason.into(),
    }
}
