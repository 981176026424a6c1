//! A control that is claimed, and by nothing that counts: a draft, a retired or an overdue document.

use std::collections::BTreeMap;

use super::Input;
use crate::book::{BoundDocument, Satisfaction};
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::{ControlRef, Status};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "weak-coverage",
    severity: Severity::Warning,
    summary: "a control is satisfied only by a draft or an overdue document",
};

/// One finding for each set of documents that stands alone behind some controls:
/// approving a document mends all of them at once.
pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let mut weak: BTreeMap<Vec<usize>, Vec<ControlRef>> = BTreeMap::new();
    for (_, _, target) in input.demanded() {
        let satisfactions = input.book.satisfactions(&target);
        let is_retired = |s: &Satisfaction| input.book.documents[s.document].document().status == Status::Retired;
        // What only retired documents claim is not covered at all: another rule.
        if satisfactions.iter().all(is_retired) || satisfactions.iter().any(|s| is_sound(input, s)) {
            continue;
        }
        let mut documents: Vec<usize> = satisfactions.iter().map(|satisfaction| satisfaction.document).collect();
        documents.dedup();
        weak.entry(documents).or_default().push(target);
    }
    for (documents, controls) in weak {
        let named = documents.iter().map(|&index| {
            let bound = &input.book.documents[index];
            format!("`{}` ({})", bound.document().id, weakness(bound, input))
        });
        let ids: Vec<&str> = controls.iter().map(|control| control.control.as_str()).collect();
        let verb = if ids.len() == 1 { "is" } else { "are" };
        let message =
            format!("{} {verb} satisfied only by {}", ids.join(", "), named.collect::<Vec<_>>().join(" and "));
        let first = &input.book.documents[documents[0]];
        let finding = Finding::new(&RULE, message)
            .at(first.claim_place(&controls[0]))
            .document(first.document().id.as_str())
            .hint("approve or review the document, or claim the control where an approved one does it");
        findings.add(finding);
    }
}

fn is_sound(input: &Input<'_>, satisfaction: &Satisfaction) -> bool {
    let bound = &input.book.documents[satisfaction.document];
    bound.is_approved(input.today) && !bound.leaf.is_overdue(input.today)
}

fn weakness(bound: &BoundDocument, input: &Input<'_>) -> &'static str {
    let document = bound.document();
    if !document.is_controlled() {
        return "a page, which nobody approves";
    }
    match document.status {
        Status::Draft => "a draft",
        Status::InReview => "in review",
        Status::Retired => "retired",
        Status::Approved if bound.is_changed_since_approval() => "changed since its approval",
        Status::Approved if !bound.is_approved(input.today) => "its approval is incomplete",
        Status::Approved => "its review is overdue",
    }
}
