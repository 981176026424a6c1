//! A version whose text is not the one that was published under its label.

use std::collections::BTreeMap;

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::history::HistoryState;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "published-version-changed",
    severity: Severity::Error,
    summary: "an approved version has another text than the one that was published, or is gone",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    // A history that is cut off or unknown has fewer versions than there are.
    let Some(published) = input.published.filter(|_| input.book.history == HistoryState::Complete) else { return };
    let mut now = BTreeMap::new();
    for bound in &input.book.documents {
        for version in bound.life.versions.iter().filter(|version| version.approval.is_some()) {
            now.insert((version.declared.id.as_str(), version.label.as_str()), version.declared.words.to_hex());
        }
    }
    for before in &published.versions {
        let bound = input.book.document(&before.id);
        let (id, label) = (&before.id, &before.label);
        let message = match now.get(&(before.id.as_str(), before.label.as_str())) {
            Some(words) if *words == before.words => continue,
            Some(_) => format!("version `{label}` of `{id}` was published with another text"),
            // That a document is gone as a whole is said of its address.
            None if bound.is_none() => continue,
            None => format!("version `{label}` of `{id}` was published, and git does not have it any more"),
        };
        let finding = Finding::new(&RULE, message).document(id.as_str()).hint(
            "bring the published text back, and give a changed one a label of its own; if the history was rewritten, \
             find out by whom and why",
        );
        findings.add(match bound {
            Some(bound) => finding.at(input.field_place(bound, "version")),
            None => finding,
        });
    }
}
