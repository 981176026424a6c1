//! Two live documents that a reader cannot tell apart by title.

use std::collections::BTreeMap;

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::Status;

/// The rule.
pub(super) static RULE: Rule =
    Rule { name: "duplicate-title", severity: Severity::Warning, summary: "two documents have the same title" };

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let mut by_title = BTreeMap::new();
    let live = input.book.documents.iter().filter(|bound| bound.document().status != Status::Retired);
    for bound in live.filter(|bound| bound.document().is_controlled()) {
        let title = bound.document().title.trim().to_lowercase();
        let Some(first) = by_title.insert(title.clone(), bound) else { continue };
        by_title.insert(title, first);
        let finding = Finding::new(
            &RULE,
            format!("the title `{}` belongs to `{}` already", bound.document().title, first.document().id),
        )
        .at(input.field_place(bound, "title"))
        .related(input.field_place(first, "title"), "used here first")
        .document(bound.document().id.as_str())
        .hint("name the documents so that a reader can tell them apart, or retire one");
        findings.add(finding);
    }
}
