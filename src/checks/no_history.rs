//! A book without any history: no repository, no commit, or no branch.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::history::HistoryState;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "no-history",
    severity: Severity::Note,
    summary: "there is no history to read, or no branch that it belongs to",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    if !input.config.history.is_enabled {
        return;
    }
    let (message, hint) = match &input.book.history {
        HistoryState::NoRepository => (
            "the book is in no git repository, so that its history is unknown",
            "run `git init` and commit the book, or set `[history] git = false`",
        ),
        HistoryState::NoCommits => ("this branch has no commit yet, so that there is no history", "commit the book"),
        HistoryState::Complete if input.book.head.is_some() && input.book.branch.is_none() => (
            "no branch is checked out (detached HEAD): the history is that of the commit, not of a branch",
            "check out the branch that is published, or leave it so in a build service",
        ),
        _ => return,
    };
    findings.add(Finding::new(&RULE, message).hint(hint));
}
