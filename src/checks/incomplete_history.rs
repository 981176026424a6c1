//! A history that ends before its beginning, or that cannot be read.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::history::HistoryState;

/// The rule.
pub static RULE: Rule = Rule {
    name: "incomplete-history",
    severity: Severity::Error,
    summary: "the history is cut off or cannot be read, so that dates and revisions are unknown",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let (message, hint) = match &input.book.history {
        HistoryState::Complete | HistoryState::NoRepository | HistoryState::NoCommits => return,
        HistoryState::Shallow { boundary } => (
            match boundary.len() {
                1 => "this is a shallow clone: the history ends at a commit without its parents, and what came before is unknown".to_owned(),
                ends => format!("this is a shallow clone: the history ends at {ends} commits without their parents, and what came before is unknown"),
            },
            "fetch all of it: `git fetch --unshallow` (in a build service: a full clone, such as `fetch-depth: 0`)".to_owned(),
        ),
        HistoryState::MissingObject(what) => (
            format!("an object of the repository is missing or damaged: {what}"),
            "run `git fsck`, and clone the repository anew".to_owned(),
        ),
        HistoryState::ForeignOwner(what) => {
            ("the repository belongs to another user, so that its history is not read".to_owned(), what.clone())
        }
        HistoryState::Unreadable(why) => {
            (format!("the history cannot be read: {why}"), "mend the repository, or set `[history] git = false`".to_owned())
        }
    };
    findings.add(Finding::new(&RULE, message).hint(hint));
}
