//! The life of one document: its states, its versions, and the label of each row.

use super::evidence::{Evidence, Witnesses};
use super::state::{PastTexts, State};
use super::timeline::{Approval, LabelFault, Version, versions_and_faults};
use crate::history::Revision;
use crate::model::{Date, Declared, DocumentId};

/// Everything that the texts of a document's past say.
#[derive(Debug, Clone, Default)]
pub struct Life {
    /// The label of each revision's text, in the order of the history's rows;
    /// nothing when the text gives none or cannot be read.
    pub labels: Vec<Option<String>>,
    /// Its texts on the branch, newest first.
    pub states: Vec<State>,
    /// Its versions, newest first, each label once.
    pub versions: Vec<Version>,
    /// What is odd about their labels, newest first.
    pub label_faults: Vec<LabelFault>,
}

impl Life {
    /// Returns the approval that `now`, the text as it stands today, says it is under,
    /// when it is not the text that got it.
    pub fn lost_approval(&self, now: &Declared) -> Option<&Approval> {
        if !now.is_approved() || !now.names_approval() {
            return None;
        }
        let mut approvals = self.versions.iter().filter_map(|version| version.approval.as_ref());
        let approval = approvals.find(|approval| now.has_approval_of(&approval.approved))?;
        (now.words != approval.approved.words).then_some(approval)
    }
}

/// Reads the life of a document from its revisions and its states, newest first.
/// `is_elsewhere` says whether an id belongs to another document of today. An
/// approval whose day has not come on `today` brings nothing into force.
pub fn life(
    rows: &[Revision],
    mut states: Vec<State>,
    is_elsewhere: impl Fn(&DocumentId) -> bool,
    today: Date,
    texts: &dyn PastTexts,
    witnesses: &dyn Witnesses,
) -> Life {
    let label = |revision: &Revision| texts.declared(revision.blob?, &revision.path)?.version.clone();
    states.truncate(own_states(&states, is_elsewhere));
    let (mut versions, label_faults) = versions_and_faults(&states, today);
    for approval in versions.iter_mut().filter_map(|version| version.approval.as_mut()) {
        let brought = states.iter().find(|state| state.landing.place == approval.landing.place);
        let exact = brought.and_then(|state| first_row(state, rows, texts));
        approval.row = exact.unwrap_or(approval.row);
        approval.evidence = evidence(approval, exact, rows, witnesses);
    }
    Life { labels: rows.iter().map(label).collect(), states, versions, label_faults }
}

/// Returns how many of the states are texts of the document of today. One file can
/// have been several documents, one after the other: when it was taken away and
/// another put in its place, or when two documents changed places. A new id alone
/// makes no new document, nor does a text that another id was put over.
fn own_states(states: &[State], is_elsewhere: impl Fn(&DocumentId) -> bool) -> usize {
    let own = states.iter().enumerate().filter_map(|(at, state)| {
        let declared = state.declared.as_ref()?;
        Some((at, declared)).filter(|_| declared.has_own_id)
    });
    let own: Vec<_> = own.collect();
    for pair in own.windows(2) {
        let ((newer_at, newer), (older_at, older)) = (pair[0], pair[1]);
        let was_away = states[newer_at + 1..older_at].iter().any(|state| state.text.is_none());
        let is_other = newer.id != older.id && (was_away || (is_elsewhere(&older.id) && newer.prose != older.prose));
        if is_other {
            return older_at;
        }
    }
    states.len()
}

/// Returns the first row of a state that has the very text of the state, under the
/// same approval: what others wrote on the way to it is no witness of it.
fn first_row(state: &State, rows: &[Revision], texts: &dyn PastTexts) -> Option<usize> {
    let declared = state.declared.as_ref()?;
    let is_it = |row: &usize| {
        let revision = &rows[*row];
        let text = revision.blob.and_then(|text| texts.declared(text, &revision.path));
        text.is_some_and(|text| text.words == declared.words && text.has_approval_of(declared))
    };
    state.rows.iter().copied().rev().find(is_it)
}

fn evidence(
    approval: &Approval,
    exact: Option<usize>,
    rows: &[Revision],
    witnesses: &dyn Witnesses,
) -> Option<Evidence> {
    let landing = &approval.landing;
    let change = exact.map(|row| &rows[row].by.commit).filter(|commit| **commit != landing.commit);
    Some(Evidence {
        landing: witnesses.witness(&landing.commit, landing)?,
        change: match change {
            Some(commit) => Some(witnesses.witness(commit, landing)?),
            None => None,
        },
    })
}
