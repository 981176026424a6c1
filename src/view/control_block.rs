//! The control block: what stands at the head of a controlled text.

use serde::Serialize;

use super::common::text_of;
use crate::load::Leaf;
use crate::model::{Acknowledge, Date, Renewal};

/// What stands at the head of a controlled document.
#[derive(Debug, Clone, Serialize)]
pub struct ControlBlock {
    /// Version label.
    pub version: Option<String>,
    /// Status.
    pub status: &'static str,
    /// Whether the approval is complete on the day of the build.
    pub is_approved: bool,
    /// Whether the approval on record names another text.
    pub is_changed_since_approval: bool,
    /// Owner.
    pub owner: Option<String>,
    /// Approver, as declared.
    pub approved_by: Option<String>,
    /// Day of approval, as declared.
    pub approved_on: Option<String>,
    /// First day in force.
    pub effective_from: Option<String>,
    /// Whether it is approved and that day has not come on the day of the build.
    pub is_to_come: bool,
    /// Day of the last review.
    pub last_reviewed: Option<String>,
    /// Why the last review does not start the cycle anew, when it does not.
    pub void_review: Option<String>,
    /// Day by which the next review is due.
    pub next_review: Option<String>,
    /// Review cycle, in words.
    pub review_every: String,
    /// Classification.
    pub classification: Option<String>,
    /// Audience.
    pub audience: Vec<String>,
    /// How readers have to acknowledge, in words.
    pub acknowledge: Option<String>,
    /// Documents that it replaces.
    pub supersedes: Vec<String>,
    /// SHA-256 of its normative text, 64 hexadecimal digits.
    pub fingerprint: String,
}

/// Returns the control block of a text: what its front matter says, and how its
/// approval and its reviews stand on `today`.
pub(super) fn control_block(
    leaf: &Leaf,
    is_approved: bool,
    is_changed_since_approval: bool,
    today: Date,
) -> ControlBlock {
    let document = &leaf.document;
    ControlBlock {
        version: document.version.clone(),
        status: document.status.as_str(),
        is_approved,
        is_changed_since_approval,
        owner: document.owner.clone(),
        approved_by: document.approved_by.clone(),
        approved_on: text_of(document.approved_on),
        effective_from: text_of(document.in_force_from()),
        is_to_come: is_approved && document.in_force_from().is_some_and(|day| today < day),
        last_reviewed: text_of(document.last_review(today)),
        void_review: leaf.void_review(today).and_then(|(_, renewal)| void_text(renewal)),
        next_review: text_of(leaf.next_review(today)),
        review_every: document.review_every.to_string(),
        classification: document.classification.clone(),
        audience: document.audience.clone(),
        acknowledge: acknowledge_text(&document.acknowledge),
        supersedes: document.supersedes.clone(),
        fingerprint: leaf.fingerprint.to_hex(),
    }
}

/// Returns how readers have to acknowledge, in words; nothing when they do not.
pub(super) fn acknowledge_text(acknowledge: &Acknowledge) -> Option<String> {
    match acknowledge {
        Acknowledge::No => None,
        Acknowledge::Asked { within: None, .. } => Some("asked for".to_owned()),
        Acknowledge::Asked { within: Some(period), .. } => Some(format!("asked for within {period}")),
    }
}

fn void_text(renewal: Renewal) -> Option<String> {
    match renewal {
        Renewal::Counts | Renewal::InFuture => None,
        Renewal::Unfinished(outcome) => Some(outcome.as_str().replace('-', " ")),
        Renewal::OfAnotherText => Some("of another text".to_owned()),
    }
}
