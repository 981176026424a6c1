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
        // A date that cannot be read counts as none, so the message must hold for it too.
        let (missing, fields) = match (&document.approved_by, document.approved_on) {
            (Some(_), Some(_)) => continue,
            (None, Some(_)) => ("names no approver", "`approved_by`"),
            (Some(_), None) => ("gives no valid date of approval", "`approved_on`"),
            (None, None) => {
                ("names no approver and gives no valid date of approval", "`approved_by` and `approved_on`")
            }
        };
        let finding = Finding::new(&RULE, format!("`{}` is approved and {missing}", document.id))
            .at(input.field_place(bound, "status"))
            .document(document.id.as_str())
            .hint(format!("add {fields}, or run `policybook approve {}`", document.id));
        findings.add(finding);
    }
}
