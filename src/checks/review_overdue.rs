//! A document whose review should have been done by now.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule =
    Rule { name: "review-overdue", severity: Severity::Error, summary: "the review of a document is overdue" };

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        let Some(due) = bound.leaf.next_review(input.today).filter(|due| *due < input.today) else { continue };
        let days = input.today.days_since(due);
        let plural = if days == 1 { "" } else { "s" };
        let void = input.void_review(bound);
        let message = format!("the review of `{}` was due on {due}, {days} day{plural} ago{void}", document.id);
        let finding = Finding::new(&RULE, message)
            .at(input.review_place(bound))
            .document(document.id.as_str())
            .hint(input.review_hint(bound));
        findings.add(finding);
    }
}
