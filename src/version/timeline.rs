//! The versions of one document, and what is odd about their labels.

use std::sync::Arc;

use super::evidence::Evidence;
use super::label::LabelOrder;
use super::state::State;
use crate::history::{BlobId, Landing, PastPath};
use crate::model::{Date, Declared, Status};

/// One version: a label and its text.
#[derive(Debug, Clone)]
pub struct Version {
    /// The label.
    pub label: String,
    /// The text: the last approved one that carried the label on the branch, else
    /// the last that did. What was approved stays readable when somebody goes on
    /// writing under the same label, or when the document is retired.
    pub text: BlobId,
    /// Where its file stood.
    pub path: PastPath,
    /// What the text says of itself.
    pub declared: Arc<Declared>,
    /// The commit that brought the text to the branch.
    pub landing: Landing,
    /// The rows of the history that brought a text with this label, as long as it
    /// was not given up for another, newest first.
    pub rows: Vec<usize>,
    /// How the text came to be approved; nothing when it does not say that it is.
    pub approval: Option<Approval>,
    /// The first day in force; nothing when it never was.
    pub in_force_from: Option<Date>,
    /// The first day on which it was not in force any more.
    pub in_force_until: Option<Date>,
}

/// The approval that a version's text declares, as far as the history shows it.
#[derive(Debug, Clone)]
pub struct Approval {
    /// The commit of the branch that brought this approval.
    pub landing: Landing,
    /// The row of the history that first declared it.
    pub row: usize,
    /// What the text said of itself then: its words are what was approved.
    pub approved: Arc<Declared>,
    /// What git shows of it; nothing when its commits cannot be read.
    pub evidence: Option<Evidence>,
    /// The rows that wrote what was approved and the version before had not,
    /// newest first: nobody should approve what they wrote.
    pub written_by: Vec<usize>,
    /// The rows after it that changed the normative text: what was approved is
    /// not what the version says. Newest first.
    pub changed_by: Vec<usize>,
}

/// What is odd about the labels of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelFault {
    /// A later text has an earlier label.
    Backwards {
        /// The row that brought it.
        row: usize,
        /// The label before.
        from: String,
        /// The label then.
        to: String,
    },
    /// A label was given to another text after a text of that label had been approved.
    Reused {
        /// The row that brought the other text.
        row: usize,
        /// The row that had brought the approval.
        approved_row: usize,
        /// The label.
        label: String,
    },
}

/// Groups the states of a document, newest first, by the labels of their texts.
/// Each label has one version; those that were taken up again count as they came last.
pub(super) fn versions(states: &[State]) -> (Vec<Version>, Vec<LabelFault>) {
    let labelled: Vec<Labelled<'_>> = states.iter().filter_map(Labelled::new).collect();
    let mut versions: Vec<Version> = Vec::new();
    let mut rest = labelled.as_slice();
    while let Some(newest) = rest.first() {
        let length = rest.iter().take_while(|state| state.label == newest.label).count();
        let (run, older) = rest.split_at(length);
        rest = older;
        if versions.iter().all(|version| version.label != newest.label) {
            versions.push(version(run, older));
        }
    }
    put_in_force(&mut versions, &labelled);
    (versions, faults(&labelled))
}

/// A state whose text carries a label.
struct Labelled<'a> {
    label: &'a str,
    text: BlobId,
    declared: &'a Arc<Declared>,
    state: &'a State,
}

impl<'a> Labelled<'a> {
    fn new(state: &'a State) -> Option<Self> {
        let declared = state.declared.as_ref()?;
        let label = declared.version.as_deref().filter(|_| declared.document_type.is_controlled())?;
        Some(Self { label, text: state.text?, declared, state })
    }
}

/// Makes a version of states that carry one label, newest first.
fn version(run: &[Labelled<'_>], older: &[Labelled<'_>]) -> Version {
    let approved = run.iter().position(|state| state.declared.is_approved());
    let shown = &run[approved.unwrap_or(0)];
    Version {
        label: shown.label.to_owned(),
        text: shown.text,
        path: shown.state.path.clone(),
        declared: Arc::clone(shown.declared),
        landing: shown.state.landing.clone(),
        rows: run.iter().flat_map(|state| state.state.rows.iter().copied()).collect(),
        approval: approved.map(|at| approval(&run[at..], older)),
        in_force_from: None,
        in_force_until: None,
    }
}

/// Finds the state that brought the approval of the newest, and what changed since.
fn approval(run: &[Labelled<'_>], older: &[Labelled<'_>]) -> Approval {
    let newest = &run[0];
    let length = run.iter().take_while(|state| state.declared.has_approval_of(newest.declared)).count();
    let (same, drafts) = run.split_at(length);
    let approving = &same[length - 1];
    // What was written since the approval before this one, down to its text.
    let before: Vec<&Labelled<'_>> = drafts.iter().chain(older).collect();
    let approved_before = before.iter().position(|state| state.declared.is_approved());
    let mut steps_to: Vec<&Labelled<'_>> = vec![approving];
    steps_to.extend(&before[..approved_before.map_or(before.len(), |at| at + 1)]);
    let mut written_by: Vec<usize> = Vec::new();
    for (at, state) in steps_to.iter().enumerate() {
        let previous = steps_to.get(at + 1);
        let is_start = previous.is_none() && approved_before.is_none();
        if is_start || previous.is_some_and(|previous| previous.declared.prose != state.declared.prose) {
            written_by.extend(&state.state.rows);
        }
    }
    let is_changed = newest.declared.names_approval() && approving.declared.words != newest.declared.words;
    let steps = same.windows(2).filter(|pair| pair[0].declared.words != pair[1].declared.words);
    Approval {
        landing: approving.state.landing.clone(),
        row: approving.state.row,
        approved: Arc::clone(approving.declared),
        evidence: None,
        written_by,
        changed_by: if is_changed { steps.map(|pair| pair[0].state.row).collect() } else { Vec::new() },
    }
}

/// Says from when to when each version was in force: from its own day to that of
/// the next version that was, or to the day on which the document was retired.
fn put_in_force(versions: &mut [Version], labelled: &[Labelled<'_>]) {
    let retired = labelled.iter().take_while(|state| state.declared.status == Status::Retired).last();
    let mut until = retired.and_then(|state| state.state.landing.date);
    for version in versions {
        let Some(approval) = &version.approval else { continue };
        let declared = &version.declared;
        let Some(from) = declared.effective_from.or(declared.approved_on).or(approval.landing.date) else { continue };
        if until.is_none_or(|until| from < until) {
            version.in_force_from = Some(from);
            version.in_force_until = until;
            until = Some(from);
        }
    }
}

fn faults(labelled: &[Labelled<'_>]) -> Vec<LabelFault> {
    let mut faults = Vec::new();
    for (at, state) in labelled.iter().enumerate() {
        let older = &labelled[at + 1..];
        let Some(before) = older.first() else { break };
        if LabelOrder::of(state.label, before.label) == LabelOrder::Before {
            faults.push(LabelFault::Backwards {
                row: state.state.row,
                from: before.label.to_owned(),
                to: state.label.to_owned(),
            });
        }
        // Only the step that changed the text is told, not all that came after it.
        let is_step = before.label != state.label || before.declared.words != state.declared.words;
        let approved = older.iter().find(|old| {
            let is_other = old.declared.words != state.declared.words && !old.declared.has_approval_of(state.declared);
            old.label == state.label && old.declared.is_approved() && is_other
        });
        if let Some(approved) = approved.filter(|_| is_step) {
            let label = state.label.to_owned();
            faults.push(LabelFault::Reused { row: state.state.row, approved_row: approved.state.row, label });
        }
    }
    faults
}
