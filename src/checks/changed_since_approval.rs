//! A text that is no longer the one whose fingerprint its approval names.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

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
        let finding = Finding::new(&RULE, format!("the text of `{}` is not the one that was approved", document.id))
            .at(input.field_place(bound, "approved_fingerprint"))
            .document(document.id.as_str())
            .hint(format!("have it approved (`policybook approve {}`), or take the change back", document.id));
        findings.add(finding);
    }
}
