//! A review on record that was of another text than the one that is in force.

use super::Input;
use crate::book::BoundDocument;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::model::{Renewal, Status};
use crate::source::Digest;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "review-of-another-text",
    severity: Severity::Warning,
    summary: "the last review on record names the fingerprint of another text",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let document = bound.document();
        let text = bound.leaf.fingerprint;
        let mut latest = document.latest_reviews(input.today);
        // Of an approved text that was changed there is an error already.
        if document.status != Status::Approved || !document.is_controlled() || bound.is_changed_since_approval() {
            continue;
        }
        let is_of_text = document.latest_reviews(input.today).any(|review| review.fingerprint == Some(text));
        let Some((review, reviewed)) = latest.find_map(|review| Some((review, review.fingerprint?))) else { continue };
        // An approval of that day or later is of the text that stands there now.
        let has_approval_since = document.approved_on.is_some_and(|day| day >= review.on && day <= input.today);
        if is_of_text || has_approval_since {
            continue;
        }
        let whose = owner_of(input, bound, reviewed).unwrap_or_default();
        let due = match document.renewal(review, text, input.today) {
            Renewal::OfAnotherText => ", so that it does not count",
            _ => "",
        };
        let message = format!(
            "the review of `{}` on {} names the fingerprint of another text{whose}{due}",
            document.id, review.on
        );
        let finding = Finding::new(&RULE, message)
            .at(Place::new(&bound.leaf.file, review.at))
            .document(document.id.as_str())
            .hint(format!("review the text as it stands: `policybook review {}`", document.id));
        findings.add(finding);
    }
}

/// Returns whose text has the fingerprint, as far as the book says so.
fn owner_of(input: &Input<'_>, bound: &BoundDocument, reviewed: Digest) -> Option<String> {
    if let Some(other) = input.book.documents.iter().find(|other| other.leaf.fingerprint == reviewed) {
        return Some(format!(" (of `{}`)", other.document().id));
    }
    let mut past = bound.life.states.iter().filter_map(|state| state.declared.as_deref());
    let approved = past.find(|text| text.approved_fingerprint == Some(reviewed))?;
    approved.version.as_ref().map(|label| format!(" (that of version `{label}`)"))
}
