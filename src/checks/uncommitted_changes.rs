//! A document of the working folder that is not as the last commit has it.

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::history::WorkState;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "uncommitted-changes",
    severity: Severity::Warning,
    summary: "a document has changes that are not committed, or is not in git at all",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let message = match bound.work_state {
            None | Some(WorkState::Clean) => continue,
            Some(WorkState::Modified) => "has changes that are not committed",
            Some(WorkState::Untracked) => "is not in git yet",
        };
        let finding = Finding::new(&RULE, format!("`{}` {message}", bound.leaf.file.path()))
            .at(Place::whole(bound.leaf.file.path()))
            .document(bound.document().id.as_str())
            .hint("commit it: what is published should be what git can prove");
        findings.add(finding);
    }
}
