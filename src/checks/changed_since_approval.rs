//! A text that is no longer the one that was approved.

use super::{Input, commits};
use crate::book::BoundDocument;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::version::Approval;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "changed-since-approval",
    severity: Severity::Error,
    summary: "the text of an approved document is not the one that was approved",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        if !bound.is_changed_since_approval() {
            continue;
        }
        let (message, field) = match bound.lost_approval() {
            Some(approval) => (changed_in_git(bound, approval), "approved_on"),
            None => (format!("the text of `{}` is not the one that was approved", document.id), "approved_fingerprint"),
        };
        let finding = Finding::new(&RULE, message)
            .at(input.field_place(bound, field))
            .document(document.id.as_str())
            .hint(format!("have it approved (`policybook approve {}`), or take the change back", document.id));
        findings.add(finding);
    }
}

/// Says since when the text is another, and which commits made it so.
fn changed_in_git(bound: &BoundDocument, approval: &Approval) -> String {
    let commit = approval.landing.commit.short();
    let merge = approval.merged_by.as_ref().map(|merge| {
        let date = merge.date.map_or_else(|| "date unknown".to_owned(), |date| date.to_string());
        format!("the merge {} itself ({date})", merge.commit.short())
    });
    let rows = approval.changed_by.iter().map(|&row| Some(row));
    let by = match (approval.changed_by.is_empty(), merge) {
        (true, None) => commits::named(bound, [None]),
        (true, Some(merge)) => merge,
        (false, None) => commits::named(bound, rows),
        (false, Some(merge)) => format!("{}, {merge}", commits::named(bound, rows)),
    };
    format!("the text of `{}` was changed after {commit} brought its approval, by {by}", bound.document().id)
}
