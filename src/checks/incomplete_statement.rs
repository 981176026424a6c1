//! A statement of applicability without version, approver or date.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "incomplete-statement",
    severity: Severity::Warning,
    summary: "the statement of applicability has no version, approver or date of approval",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(statement) = &input.book.statement else { return };
    let fields = [
        ("version", statement.version.is_none()),
        ("approved-by", statement.approved_by.is_none()),
        ("approved-on", statement.approved_on.is_none()),
        ("scope", statement.scope.is_none()),
    ];
    let missing: Vec<String> =
        fields.iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| format!("`{name}`")).collect();
    if missing.is_empty() {
        return;
    }
    let mut finding = Finding::new(&RULE, format!("the statement of applicability has no {}", missing.join(", ")))
        .hint("add what is missing below `[statement]`");
    finding.place = input.statement_place(statement.at);
    findings.add(finding);
}
