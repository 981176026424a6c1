//! An approver whom nothing in git names.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "approver-not-in-evidence",
    severity: Severity::Note,
    summary: "nothing in git names the approver that a document declares",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for (bound, approval) in input.approvals() {
        let document = bound.document();
        let (Some(approver), Some(evidence)) = (&document.approved_by, &approval.evidence) else { continue };
        if evidence.names(approver) {
            continue;
        }
        let commit = evidence.landing.commit.short();
        let by = &evidence.landing.author.name;
        let message = format!(
            "`{}` declares that {approver} approved it; {commit} by {by}, which brought that, does not name them",
            document.id
        );
        let hint = format!("let the approver make the commit or the merge, or write `Approved-by: {approver}` into it");
        let finding = Finding::new(&RULE, message)
            .at(input.field_place(bound, "approved_by"))
            .document(document.id.as_str())
            .hint(hint);
        findings.add(finding);
    }
}
