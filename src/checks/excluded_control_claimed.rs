//! A document that claims a control which the statement of applicability excludes.

use super::Input;
use crate::book::CoverageState;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::Status;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "excluded-control-claimed",
    severity: Severity::Error,
    summary: "a document claims a control that the statement of applicability excludes",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(statement) = &input.book.statement else { return };
    for (target, decision) in &statement.decisions {
        if input.book.coverage(target, input.today) != CoverageState::Excluded {
            continue;
        }
        for satisfaction in input.book.satisfactions(target) {
            let bound = &input.book.documents[satisfaction.document];
            let document = bound.document();
            if document.status == Status::Retired {
                continue;
            }
            let message =
                format!("`{}` claims {}, which the statement of applicability excludes", document.id, target.control);
            let mut finding = Finding::new(&RULE, message)
                .at(bound.claim_place(target))
                .document(document.id.as_str())
                .hint("set `applicable = true` in the statement, or drop the claim");
            finding.related.extend(input.statement_place(decision.at).map(|place| (place, "excluded here".to_owned())));
            findings.add(finding);
        }
    }
}
