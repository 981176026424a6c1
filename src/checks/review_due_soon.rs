//! A document whose review is due within the window of `book.toml`.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule =
    Rule { name: "review-due-soon", severity: Severity::Note, summary: "a review is due soon" };

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let window_days = i32::from(input.config.reviews.due_soon_days);
    for bound in &input.book.documents {
        let document = bound.document();
        let Some(due) = bound.leaf.next_review(input.today) else { continue };
        let days_left = due.days_since(input.today);
        if !(0..=window_days).contains(&days_left) {
            continue;
        }
        let when = match days_left {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days => format!("in {days} days"),
        };
        let void = input.void_review(bound);
        let finding = Finding::new(&RULE, format!("the review of `{}` is due on {due}, {when}{void}", document.id))
            .at(input.review_place(bound))
            .document(document.id.as_str())
            .hint(input.review_hint(bound));
        findings.add(finding);
    }
}
