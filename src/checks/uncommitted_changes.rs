//! A document of the working folder that is not as the last commit has it.

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::history::WorkState;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "uncommitted-changes",
    severity: Severity::Warning,
    summary: "a document, or a file that makes the site, has changes that are not committed",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let documents = input.book.documents.iter().filter_map(|bound| {
        let state = bound.work_state?;
        Some((bound.leaf.file.path(), state, Some(bound.document().id.as_str())))
    });
    let inputs = input.book.changed_inputs.iter().map(|(path, state)| (path, *state, None));
    for (path, state, id) in documents.chain(inputs) {
        let message = match state {
            WorkState::Clean => continue,
            WorkState::Modified => "has changes that are not committed",
            WorkState::Untracked => "is not in git yet",
        };
        let mut finding = Finding::new(&RULE, format!("`{path}` {message}"))
            .at(Place::whole(path))
            .hint("commit it: what is published should be what git can prove");
        finding.document = id.map(str::to_owned);
        findings.add(finding);
    }
}
