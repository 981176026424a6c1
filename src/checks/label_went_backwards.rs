//! A version whose label comes before that of the version it replaced.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::version::LabelFault;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "label-went-backwards",
    severity: Severity::Warning,
    summary: "the label of a version comes before that of the version it replaced",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        // What happened in earlier versions cannot be mended any more.
        let now = bound.life.label_faults.iter().find_map(|fault| match fault {
            LabelFault::Backwards { row, from, to } if document.version.as_ref() == Some(to) => Some((row, from, to)),
            LabelFault::Backwards { .. } | LabelFault::Reused { .. } => None,
        });
        let Some((&row, from, to)) = now else { continue };
        let commit = bound.revisions.get(row).map_or("unknown", |revision| revision.by.commit.short());
        let message = format!("version `{to}` of `{}` came after version `{from}` ({commit})", document.id);
        let finding = Finding::new(&RULE, message)
            .at(input.field_place(bound, "version"))
            .document(document.id.as_str())
            .hint(format!("give it a label that comes after `{from}`"));
        findings.add(finding);
    }
}
