//! An approval without the evidence that the book demands of every approval.

use super::Input;
use crate::config::RequiredEvidence;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::signature::{Principals, SignatureState};
use crate::version::Evidence;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "approval-without-evidence",
    severity: Severity::Error,
    summary: "an approval lacks the evidence that `[approvals] require` demands",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for (bound, approval) in input.approvals() {
        let document = bound.document();
        for &required in &input.config.approvals.require {
            let approver = document.approved_by.as_deref().unwrap_or_default();
            let commit = approval.landing.commit.short();
            let missing = match &approval.evidence {
                None => Some(format!("{commit}, which brought it, cannot be read")),
                Some(evidence) => missing(required, evidence, approver),
            };
            let Some(missing) = missing else { continue };
            let message = format!("the approval of `{}` lacks its evidence: {missing}", document.id);
            let finding = Finding::new(&RULE, message)
                .at(input.field_place(bound, "approved_by"))
                .document(document.id.as_str())
                .hint(hint(required));
            findings.add(finding);
        }
    }
}

/// Says what a required kind of evidence lacks; nothing when it is there.
fn missing(required: RequiredEvidence, evidence: &Evidence, approver: &str) -> Option<String> {
    let commit = evidence.landing.commit.short();
    match required {
        RequiredEvidence::Signed => {
            let phrase = |state: &SignatureState| state.phrase(Principals::Hidden);
            (!evidence.is_signed()).then(|| format!("{commit} is {}", phrase(&evidence.landing.signature)))
        }
        RequiredEvidence::Merge => (!evidence.is_merged_by_another())
            .then(|| format!("{commit} is no merge by somebody else than the author of the change")),
        RequiredEvidence::Trailer => {
            (!evidence.has_trailer(approver)).then(|| format!("{commit} has no line `Approved-by: {approver}`"))
        }
    }
}

fn hint(required: RequiredEvidence) -> &'static str {
    match required {
        RequiredEvidence::Signed => "sign the commit or the merge with a key that `allowed-signers` named before it",
        RequiredEvidence::Merge => "bring approvals to the branch by a merge request that somebody else merges",
        RequiredEvidence::Trailer => "write the line at the end of the message of the commit or the merge",
    }
}
