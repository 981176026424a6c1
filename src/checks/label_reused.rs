//! A label that was given to another text after one with that label had been approved.

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::version::LabelFault;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "label-reused",
    severity: Severity::Warning,
    summary: "a text was changed and approved again, or opened again, under the label of an approved version",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        let now = bound.life.label_faults.iter().find_map(|fault| match fault {
            LabelFault::Reused { row, approved_row, label } if document.version.as_ref() == Some(label) => {
                Some((*row, *approved_row, label))
            }
            LabelFault::Reused { .. } | LabelFault::Backwards { .. } => None,
        });
        let Some((row, approved_row, label)) = now else { continue };
        let commit = |row: usize| bound.revisions.get(row).map_or("unknown", |revision| revision.by.commit.short());
        let message = format!(
            "version `{label}` of `{}` was approved ({}) and then given to another text ({})",
            document.id,
            commit(approved_row),
            commit(row)
        );
        let finding = Finding::new(&RULE, message)
            .at(input.field_place(bound, "version"))
            .document(document.id.as_str())
            .hint("give the new text a label of its own: two texts of one version cannot be told apart");
        findings.add(finding);
    }
}
