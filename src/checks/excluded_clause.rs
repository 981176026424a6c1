//! A requirement that the statement of applicability excludes, which nothing can.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "excluded-clause",
    severity: Severity::Error,
    summary: "the statement of applicability excludes a requirement, which cannot be excluded",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(statement) = &input.book.statement else { return };
    for (target, decision) in &statement.decisions {
        if decision.is_applicable != Some(false) || !input.book.is_requirement(target) {
            continue;
        }
        let mut finding =
            Finding::new(&RULE, format!("the statement excludes {}, which is a requirement", target.control))
                .hint("remove the decision: only controls can be excluded, requirements have to be met");
        finding.place = input.statement_place(decision.at);
        findings.add(finding);
    }
}
