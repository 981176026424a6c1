//! A live document that sends its readers to a retired one.

use super::Input;
use crate::book::LinkTarget;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::model::Status;

/// The rule.
pub(super) static RULE: Rule =
    Rule { name: "link-to-retired", severity: Severity::Warning, summary: "a document links to a retired document" };

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let live = input.book.documents.iter().filter(|bound| bound.document().status != Status::Retired);
    for bound in live {
        for (link, target) in bound.leaf.page.links.iter().zip(&bound.targets) {
            let LinkTarget::Document(index, _) = target else { continue };
            let other = input.book.documents[*index].document();
            if other.status != Status::Retired {
                continue;
            }
            let finding = Finding::new(&RULE, format!("`{}` is retired", other.id))
                .at(Place::new(&bound.leaf.file, link.destination_span))
                .document(bound.document().id.as_str())
                .hint("link to the document that replaced it, or say in words that it is history");
            findings.add(finding);
        }
    }
}
