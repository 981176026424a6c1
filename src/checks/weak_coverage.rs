//! A control that is claimed, and by nothing that counts: a draft, a retired or an overdue document.

use std::collections::BTreeMap;

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::book::Satisfaction;
use crate::model::{ControlRef, Document, Status};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "weak-coverage",
    severity: Severity::Warning,
    summary: "a control is satisfied only by a draft, a retired or an overdue document",
};

/// One finding for each set of documents that stands alone behind some controls:
/// approving a document mends all of them at once.
pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let mut weak: BTreeMap<Vec<usize>, Vec<ControlRef>> = BTreeMap::new();
    for (_, _, target) in input.demanded() {
        let satisfactions = input.book.satisfactions(&target);
        if satisfactions.is_empty() || satisfactions.iter().any(|satisfaction| is_sound(input, satisfaction)) {
            continue;
        }
        let mut documents: Vec<usize> = satisfactions.iter().map(|satisfaction| satisfaction.document).collect();
        documents.dedup();
        weak.entry(documents).or_default().push(target);
    }
    for (documents, controls) in weak {
        let named = documents.iter().map(|&index| {
            let document = input.book.documents[index].document();
            format!("`{}` ({})", document.id, weakness(document, input))
        });
        let ids: Vec<&str> = controls.iter().map(|control| control.control.as_str()).collect();
        let verb = if ids.len() == 1 { "is" } else { "are" };
        let message = format!("{} {verb} satisfied only by {}", ids.join(", "), named.collect::<Vec<_>>().join(", "));
        let first = &input.book.documents[documents[0]];
        let finding = Finding::new(&RULE, message)
            .at(first.claim_place(&controls[0]))
            .document(first.document().id.as_str())
            .hint("approve or review the document, or claim the control where an approved one does it");
        findings.add(finding);
    }
}

fn is_sound(input: &Input<'_>, satisfaction: &Satisfaction) -> bool {
    let document = input.book.documents[satisfaction.document].document();
    document.is_approved(input.today) && !document.is_overdue(input.today)
}

fn weakness(document: &Document, input: &Input<'_>) -> String {
    if !document.is_controlled() {
        return "a page, which nobody approves".to_owned();
    }
    match document.status {
        Status::Draft => "a draft".to_owned(),
        Status::InReview => "in review".to_owned(),
        Status::Retired => "retired".to_owned(),
        Status::Approved if !document.is_approved(input.today) => "its approval is incomplete".to_owned(),
        Status::Approved => "its review is overdue".to_owned(),
    }
}
