//! From a word that was typed to what it means, or to what could have been typed instead.

use crate::diagnostic::nearest;
use crate::model::{Date, DocumentType, ReviewOutcome};

/// Reads a day.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day of the calendar as YYYY-MM-DD, for example 2026-03-01".to_owned())
}

/// Reads a type of documents.
pub(super) fn parse_type(text: &str) -> Result<DocumentType, String> {
    text.parse().map_err(|_| choices(text, DocumentType::ALL.iter().map(|kind| kind.as_str())))
}

/// Reads the outcome of a review.
pub(super) fn parse_outcome(text: &str) -> Result<ReviewOutcome, String> {
    text.parse().map_err(|_| choices(text, ReviewOutcome::ALL.iter().map(|outcome| outcome.as_str())))
}

/// Returns what could have been typed instead, the nearest first.
fn choices<'a>(text: &str, words: impl Iterator<Item = &'a str> + Clone) -> String {
    let all = words.clone().collect::<Vec<_>>().join(", ");
    match nearest(text, words) {
        Some(near) => format!("did you mean `{near}`? The choices are {all}"),
        None => format!("the choices are {all}"),
    }
}
