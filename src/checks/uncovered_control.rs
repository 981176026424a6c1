//! A control or requirement that no document claims.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::{ControlKind, Status};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "uncovered-control",
    severity: Severity::Error,
    summary: "no document claims a control that is applicable, or a requirement",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for (framework, control, target) in input.demanded() {
        let claimants = input.book.satisfactions(&target).iter().map(|s| input.book.documents[s.document].document());
        let retired: Vec<String> = claimants.clone().map(|document| format!("`{}`", document.id)).collect();
        if claimants.into_iter().any(|document| document.status != Status::Retired) {
            continue;
        }
        let what = match control.kind {
            ControlKind::Requirement => "requirement",
            ControlKind::Control => "applicable control",
        };
        let message =
            format!("no document satisfies the {what} {} ({}) of {}", control.id, control.title, framework.short_title);
        let message = match retired.as_slice() {
            [] => message,
            ids => format!("{message}: {} claims it and is retired", ids.join(", ")),
        };
        let hint = format!(
            "claim `{}` in the document that does it, at the section: `## Heading {{satisfies=\"{target}\"}}`",
            control.id
        );
        let mut finding = Finding::new(&RULE, message).hint(hint);
        finding.place = input.demand_place(framework, control, &target);
        findings.add(finding);
    }
}
