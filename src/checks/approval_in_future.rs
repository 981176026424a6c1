//! A document that says it was approved on a day that has not come.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "approval-in-future",
    severity: Severity::Error,
    summary: "a document or the statement says that it was approved on a day that has not come",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        let Some(day) = document.approved_on.filter(|day| *day > input.today) else { continue };
        let finding = Finding::new(&RULE, format!("`{}` says that it was approved on {day}, which has not come", document.id))
            .at(input.field_place(bound, "approved_on"))
            .document(document.id.as_str())
            .hint("write the day of the approval; a later beginning is `effective_from`");
        findings.add(finding);
    }
    let Some(statement) = &input.book.statement else { return };
    if let Some(day) = statement.approved_on.filter(|day| *day > input.today) {
        let message = format!("the statement of applicability says that it was approved on {day}, which has not come");
        let mut finding = Finding::new(&RULE, message).hint("write the day of the approval");
        finding.place = input.statement_place(statement.at);
        findings.add(finding);
    }
}
