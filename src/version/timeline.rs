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
    /// The merge that joined the approved branch with another text than that branch
    /// had; nothing when it took the text as it was approved.
    pub merged_by: Option<Landing>,
    /// Whether the approved text stood on the branch under this version's label. An
    /// approval that was carried over from another label, or that a merge gave to
    /// another text, is none of this version's.
    pub is_own: bool,
}

impl Approval {
    /// Returns whether the version's text is not the one that was approved.
    pub fn is_lost(&self) -> bool {
        !self.changed_by.is_empty() || self.merged_by.is_some()
    }
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
pub(super) fn versions_and_faults(states: &[State], today: Date) -> (Vec<Version>, Vec<LabelFault>) {
    let labelled: Vec<Labelled<'_>> = states.iter().filter_map(Labelled::new).collect();
    (versions(states, today), faults(&labelled))
}

/// Returns the versions of states, newest first, as they are known from these states
/// alone. An approval whose day has not come on `today` brings nothing into force.
pub fn versions(states: &[State], today: Date) -> Vec<Version> {
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
    put_in_force(&mut versions, states, today);
    versions
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
    let names_approval = newest.declared.names_approval();
    // A record belongs to the first text that had it, whatever stood between: who
    // writes another text, under another label or by way of a draft, and puts the old
    // record on it has approved nothing.
    let all: Vec<&Labelled<'_>> = run.iter().chain(older.iter().filter(|_| names_approval)).collect();
    let is_same = |state: &&Labelled<'_>| state.declared.has_approval_of(newest.declared);
    let unbroken = all.iter().take_while(|state| is_same(state)).count() - 1;
    let first = all.iter().rposition(&is_same).unwrap_or(unbroken);
    // The very text may have been recorded anew, with better evidence.
    let is_anew = !names_approval || all[first].declared.words == newest.declared.words;
    let first = if is_anew { unbroken } else { first };
    let approving = all[first];
    let same: Vec<&Labelled<'_>> = all[..=first].iter().copied().filter(is_same).collect();
    let branch = approved_on_branch(approving);
    let approved = branch.unwrap_or(approving.declared);
    let steps = same.windows(2).filter(|pair| pair[0].declared.words != pair[1].declared.words);
    let is_changed = names_approval && approved.words != newest.declared.words;
    let rest = older.iter().filter(|_| !names_approval);
    Approval {
        landing: approving.state.landing.clone(),
        row: approving.state.row,
        approved: Arc::clone(approved),
        evidence: None,
        written_by: written_by(approving, &all[first + 1..].iter().copied().chain(rest).collect::<Vec<_>>()),
        changed_by: if is_changed { steps.map(|pair| pair[0].state.row).collect() } else { Vec::new() },
        merged_by: (is_changed && branch.is_some()).then(|| approving.state.landing.clone()),
        is_own: branch.is_none() && approving.label == newest.label,
    }
}

/// Returns the text that the joined branch approved, if the merge that brought its
/// approval has another.
fn approved_on_branch<'a>(approving: &Labelled<'a>) -> Option<&'a Arc<Declared>> {
    let mut approved = approving.state.joined.iter().filter(|text| text.has_approval_of(approving.declared));
    let first = approved.next()?;
    let is_other = |text: &Arc<Declared>| text.words != approving.declared.words;
    (is_other(first) && approved.all(is_other)).then_some(first)
}

/// Returns the rows that wrote what was approved since the approval before it, down
/// to the text of that one. `before` are the states before, newest first.
fn written_by(approving: &Labelled<'_>, before: &[&Labelled<'_>]) -> Vec<usize> {
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
    written_by
}

/// Says from when to when each version was in force: from its own day to that of
/// the next version that was, or to the day on which the document was retired or
/// taken away. Only a complete approval brings a text into force, and never before
/// its day.
fn put_in_force(versions: &mut [Version], states: &[State], today: Date) {
    let mut until = None;
    for version in versions {
        let Some(approval) = version.approval.as_ref().filter(|approval| approval.is_own) else { continue };
        let declared = &version.declared;
        let is_complete = |day: &Date| *day <= today && declared.approved_by.is_some();
        let Some(approved_on) = declared.approved_on.filter(is_complete) else { continue };
        let from = declared.effective_from.map_or(approved_on, |day| day.max(approved_on));
        let end = until.into_iter().chain(ended(states, approval.landing.place)).min();
        if end.is_none_or(|end| from < end) {
            version.in_force_from = Some(from);
            version.in_force_until = end;
            until = Some(from);
        }
    }
}

/// Returns the day on which a document was first retired or taken away after a place
/// of the branch, or the first day after that which is known.
fn ended(states: &[State], place: usize) -> Option<Date> {
    let is_end = |state: &State| match &state.declared {
        Some(declared) => declared.status == Status::Retired,
        None => state.text.is_none(),
    };
    let newer = states.iter().take_while(|state| state.landing.place < place);
    let newer: Vec<&State> = newer.collect();
    let end = newer.iter().rposition(|state| is_end(state))?;
    newer[..=end].iter().rev().find_map(|state| state.landing.date)
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
