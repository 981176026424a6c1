//! A control that is applicable, and the statement does not say why or how far it is implemented.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "decision-without-reason",
    severity: Severity::Warning,
    summary: "the statement includes a control without a reason or without its status",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(statement) = &input.book.statement else { return };
    for (target, decision) in &statement.decisions {
        if decision.is_applicable != Some(true) || input.book.is_requirement(target) {
            continue;
        }
        let missing = match (decision.reasons.is_empty() && decision.justification.is_none(), decision.status.is_none()) {
            (true, true) => "neither why it is included nor how far it is implemented",
            (true, false) => "not why it is included",
            (false, true) => "not how far it is implemented",
            (false, false) => continue,
        };
        let mut finding = Finding::new(&RULE, format!("the statement says of {} {missing}", target.control))
            .hint("add `reasons = [\"risk\"]` (risk, legal, contractual, business) and `status = \"implemented\"`");
        finding.place = input.statement_place(decision.at);
        findings.add(finding);
    }
}
