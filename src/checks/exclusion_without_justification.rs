//! A control that is excluded, and the statement does not say why.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "exclusion-without-justification",
    severity: Severity::Error,
    summary: "the statement of applicability excludes a control without a justification",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(statement) = &input.book.statement else { return };
    for (target, decision) in &statement.decisions {
        let has_reason = decision.justification.as_ref().is_some_and(|text| !text.trim().is_empty());
        if decision.is_applicable != Some(false) || has_reason || input.book.is_requirement(target) {
            continue;
        }
        let mut finding =
            Finding::new(&RULE, format!("the statement excludes {} and does not say why", target.control))
                .hint("add `justification = \"…\"`: every exclusion has to be justified (ISO/IEC 27001, 6.1.3 d)");
        finding.place = input.statement_place(decision.at);
        findings.add(finding);
    }
}
