//! A document that says it was approved on a day that has not come.

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "approval-in-future",
    severity: Severity::Error,
    summary: "an approval or a review is dated on a day that has not come",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        let Some(day) = document.approved_on.filter(|day| *day > input.today) else { continue };
        let finding =
            Finding::new(&RULE, format!("`{}` says that it was approved on {day}, which has not come", document.id))
                .at(input.field_place(bound, "approved_on"))
                .document(document.id.as_str())
                .hint("write the day of the approval; a later beginning is `effective_from`");
        findings.add(finding);
    }
    reviews(input, findings);
    let Some(statement) = &input.book.statement else { return };
    if let Some(day) = statement.approved_on.filter(|day| *day > input.today) {
        let message = format!("the statement of applicability says that it was approved on {day}, which has not come");
        let mut finding = Finding::new(&RULE, message).hint("write the day of the approval");
        finding.place = input.statement_place(statement.at);
        findings.add(finding);
    }
}

/// A review that is still to come would hide that one is overdue.
fn reviews(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        let recorded = document.reviews.iter().map(|review| (review.on, review.at));
        let dated = document.last_reviewed.map(|day| (day, document.mark("last_reviewed")));
        for (day, at) in recorded.chain(dated).filter(|(day, _)| *day > input.today) {
            let message = format!("`{}` says that it was reviewed on {day}, which has not come", document.id);
            let finding = Finding::new(&RULE, message)
                .at(Place::new(&bound.leaf.file, at))
                .document(document.id.as_str())
                .hint("write the day of the review; a review that is planned is `next_review`");
            findings.add(finding);
        }
    }
}
