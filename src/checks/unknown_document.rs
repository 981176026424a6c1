//! A document that names another which is not there.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity, nearest};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "unknown-document",
    severity: Severity::Error,
    summary: "front matter names a document that the book does not have",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        for id in document.supersedes.iter().filter(|id| input.book.document(id).is_none()) {
            let ids = input.book.documents.iter().map(|other| other.document().id.as_str());
            let hint = match nearest(id, ids) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a document of the book; keep a superseded one with `status: retired`".to_owned(),
            };
            let finding = Finding::new(&RULE, format!("`{}` supersedes `{id}`, which is not in the book", document.id))
                .at(input.field_place(bound, "supersedes"))
                .document(document.id.as_str())
                .hint(hint);
            findings.add(finding);
        }
    }
}
