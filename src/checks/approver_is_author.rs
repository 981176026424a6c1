//! A text that was approved by somebody who wrote it.

use std::collections::BTreeSet;

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::version::is_same_person;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "approver-is-author",
    severity: Severity::Warning,
    summary: "the approver of a document wrote what was approved",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for (bound, approval) in input.approvals() {
        let document = bound.document();
        let Some(approver) = &document.approved_by else { continue };
        let written = approval.written_by.iter().filter_map(|&row| bound.revisions.get(row));
        let own: Vec<&str> = written
            .filter(|revision| is_same_person(approver, &revision.by.author.name))
            .map(|revision| revision.by.commit.short())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if own.is_empty() {
            continue;
        }
        let message = format!("`{}` is approved by {approver}, who wrote it ({})", document.id, own.join(", "));
        let finding = Finding::new(&RULE, message)
            .at(input.field_place(bound, "approved_by"))
            .document(document.id.as_str())
            .hint("have it approved by somebody else");
        findings.add(finding);
    }
}
