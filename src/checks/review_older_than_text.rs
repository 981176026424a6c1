//! A text that was changed after its last review, and is due as if it had not been.
//! A record with a fingerprint says itself which text it is about, which is another
//! rule; and a day without a record is told by `review-date-moved` when it moves.

use super::{Input, commits};
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::{ReviewBasis, Status};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "review-older-than-text",
    severity: Severity::Warning,
    summary: "the text was changed after its last review, and nobody has approved or reviewed it since",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in input.book.documents.iter().filter(|bound| bound.document().status == Status::Approved) {
        let Some(now) = bound.declared.as_deref() else { continue };
        let Some(ReviewBasis::Record(review)) = bound.leaf.review_basis(input.today) else { continue };
        // Of an approved text that was changed there is an error already.
        if review.fingerprint.is_some() || bound.is_changed_since_approval() {
            continue;
        }
        let rows = bound.life.changed_after_review(now, review, &bound.revisions, input.today);
        if rows.is_empty() {
            continue;
        }
        let id = &bound.document().id;
        let day = review.on;
        let by = commits::named(bound, rows);
        let finding =
            Finding::new(&RULE, format!("`{id}` was reviewed on {day}, and its text was changed later by {by}"))
                .at(input.review_place(bound))
                .document(id.as_str())
                .hint(format!(
                    "have the new text approved (`policybook approve {id}`), or review it (`policybook review {id}`)"
                ));
        findings.add(finding);
    }
}
