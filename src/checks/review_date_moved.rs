//! A date of review that was moved and nothing else: no review on record, no approval.

use super::{Input, commits};
use crate::book::BoundDocument;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::{ReviewBasis, Status};
use crate::version::MovedDay;

/// The rule. A warning: the review may well have been held, and a book that has only
/// ever written down dates has to build on its first day.
pub(super) static RULE: Rule = Rule {
    name: "review-date-moved",
    severity: Severity::Warning,
    summary: "a date of review was moved to a later day, and no review is on record",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in input.book.documents.iter().filter(|bound| bound.document().status == Status::Approved) {
        let Some(now) = bound.declared.as_deref() else { continue };
        // Only the date from which the next review is reckoned today.
        let (field, moved) = match bound.leaf.review_basis(input.today) {
            Some(ReviewBasis::Given(_)) => ("next_review", bound.life.moved_next_review(now, input.today)),
            Some(ReviewBasis::Dated(_)) => ("last_reviewed", bound.life.moved_last_review(now, input.today)),
            Some(ReviewBasis::Approval(_) | ReviewBasis::Record(_)) | None => continue,
        };
        let Some(moved) = moved else { continue };
        let command = format!("policybook review {}", bound.document().id);
        let hint = match field {
            "next_review" => format!("review it and put that on record (`{command}`), or set the day back"),
            _ => format!(
                "put the review on record, as `- {{ on: {}, by: NAME, outcome: unchanged }}` in `reviews`, \
                 or review it now: `{command}`",
                moved.to
            ),
        };
        let finding = Finding::new(&RULE, message(input, bound, field, &moved))
            .at(input.field_place(bound, field))
            .document(bound.document().id.as_str())
            .hint(hint);
        findings.add(finding);
    }
}

fn message(input: &Input<'_>, bound: &BoundDocument, field: &'static str, moved: &MovedDay) -> String {
    // The key as this book writes it.
    let key = input.config.documents.fields.get(field).map_or(field, String::as_str);
    let MovedDay { from, to, rows, .. } = moved;
    let id = &bound.document().id;
    let by = commits::named(bound, rows.iter().copied());
    let step = match (field, moved.was_written) {
        (_, true) => format!("`{key}` of `{id}` was moved from {from} to {to}"),
        ("next_review", false) => format!("the next review of `{id}`, due on {from}, was put off by `{key}` to {to}"),
        (_, false) => format!("`{id}` was renewed last on {from}, and `{key}` was set to {to}"),
    };
    format!("{step} by {by}, without a review or an approval on record")
}
