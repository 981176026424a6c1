//! A document that another one replaces, and that is still in force.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::Status;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "superseded-in-force",
    severity: Severity::Warning,
    summary: "a document is approved although an approved one supersedes it",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in input.book.documents.iter().filter(|bound| bound.is_approved(input.today)) {
        let document = bound.document();
        for old in document.supersedes.iter().filter_map(|id| input.book.document(id)) {
            if old.document().status != Status::Approved || old.document().id == document.id {
                continue;
            }
            let message = format!("`{}` is in force although `{}` supersedes it", old.document().id, document.id);
            let finding = Finding::new(&RULE, message)
                .at(input.field_place(old, "status"))
                .related(input.field_place(bound, "supersedes"), "superseded here")
                .document(old.document().id.as_str())
                .hint("set `status: retired` in the old document, or take it out of `supersedes`");
            findings.add(finding);
        }
    }
}
