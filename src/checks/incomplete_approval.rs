//! A document that says it is approved, and not by whom or when.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::Status;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "incomplete-approval",
    severity: Severity::Error,
    summary: "a document is approved without an approver or without a date",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        if document.status != Status::Approved || !document.is_controlled() {
            continue;
        }
        let missing = match (&document.approved_by, document.approved_on) {
            (Some(_), Some(_)) => continue,
            (None, Some(_)) => "by whom",
            (Some(_), None) => "when",
            (None, None) => "by whom and when",
        };
        let finding = Finding::new(&RULE, format!("`{}` is approved and does not say {missing}", document.id))
            .at(input.field_place(bound, "status"))
            .document(document.id.as_str())
            .hint(format!("add `approved_by` and `approved_on`, or run `policybook approve {}`", document.id));
        findings.add(finding);
    }
}
