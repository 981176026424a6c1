//! A text that is no longer the one that was approved.

use super::Input;
use crate::book::BoundDocument;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::version::Approval;

/// So many commits are named; the history has the others.
const NAMED_MAX: usize = 5;

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
    let mut changes: Vec<String> = Vec::new();
    for revision in approval.changed_by.iter().filter_map(|&row| bound.revisions.get(row)) {
        let date = revision.by.date.map_or_else(|| "date unknown".to_owned(), |date| date.to_string());
        changes.push(format!("{} ({date}, {})", revision.by.commit.short(), revision.by.author.name));
    }
    if let Some(merge) = &approval.merged_by {
        let date = merge.date.map_or_else(|| "date unknown".to_owned(), |date| date.to_string());
        changes.push(format!("the merge {} itself ({date})", merge.commit.short()));
    }
    let more = changes.len().saturating_sub(NAMED_MAX);
    changes.truncate(NAMED_MAX);
    let by = match (changes.is_empty(), more) {
        (true, _) => "by changes that are not committed".to_owned(),
        (false, 0) => format!("by {}", changes.join(", ")),
        (false, more) => format!("by {} and {more} more", changes.join(", ")),
    };
    format!("the text of `{}` was changed after {commit} brought its approval, {by}", bound.document().id)
}
