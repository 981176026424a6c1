//! A control of the statement's framework on which nothing is decided.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::{ControlKind, ControlRef};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "control-without-decision",
    severity: Severity::Error,
    summary: "the statement of applicability does not decide on a control of its framework",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(statement) = &input.book.statement else { return };
    let Some(framework) = input.book.framework(&statement.framework) else { return };
    for control in framework.of_kind(ControlKind::Control).filter(|control| !control.is_informative) {
        let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
        let decision = statement.decisions.get(&target);
        if decision.is_some_and(|decision| decision.is_applicable.is_some()) {
            continue;
        }
        let (id, title) = (&control.id, &control.title);
        let (message, hint) = match decision {
            None => (
                format!("no decision on {id} ({title})"),
                format!("add `[controls.\"{id}\"]` with `applicable = true` or `false` and why"),
            ),
            Some(_) => (
                format!("the decision on {id} ({title}) does not say whether the control is applicable"),
                "add `applicable = true` or `applicable = false` and why".to_owned(),
            ),
        };
        let mut finding = Finding::new(&RULE, message).hint(hint);
        finding.place = input.statement_place(decision.map_or(statement.at, |decision| decision.at));
        findings.add(finding);
    }
}
