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
        let id = &target.control;
        let reasons = "`reasons = [\"risk\"]` (risk, legal, contractual, business)";
        let status = "`status = \"implemented\"` (implemented, partial, planned, not-started)";
        let (message, hint) =
            match (decision.reasons.is_empty() && decision.justification.is_none(), decision.status.is_none()) {
                (true, true) => (
                    format!("the statement says neither why {id} is included nor how far it is implemented"),
                    format!("add {reasons} and {status}"),
                ),
                (true, false) => (format!("the statement does not say why {id} is included"), format!("add {reasons}")),
                (false, true) => {
                    (format!("the statement does not say how far {id} is implemented"), format!("add {status}"))
                }
                (false, false) => continue,
            };
        let mut finding = Finding::new(&RULE, message).hint(hint);
        finding.place = input.statement_place(decision.at);
        findings.add(finding);
    }
}
