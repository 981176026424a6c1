//! The life of one document: its states, its versions, and the label of each row.

use super::evidence::{Evidence, Witnesses};
use super::state::{PastTexts, State, states};
use super::timeline::{Approval, LabelFault, Version, versions};
use crate::history::Revision;
use crate::model::Declared;

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
    /// Returns the approval of the newest version, when `now`, the text as it stands
    /// today, says that it is under that approval and is not the text that got it.
    pub fn lost_approval(&self, now: &Declared) -> Option<&Approval> {
        let version = self.versions.first()?;
        let approval = version.approval.as_ref()?;
        let is_under = now.is_approved()
            && now.names_approval()
            && now.version.as_ref() == Some(&version.label)
            && now.has_approval_of(&approval.approved);
        (is_under && now.words != approval.approved.words).then_some(approval)
    }
}

/// Reads the life of a document from its revisions, newest first.
pub fn life(rows: &[Revision], texts: &dyn PastTexts, witnesses: &dyn Witnesses) -> Life {
    let label = |revision: &Revision| texts.declared(revision.blob?, &revision.path)?.version.clone();
    let states = states(rows, texts);
    let (mut versions, label_faults) = versions(&states);
    for approval in versions.iter_mut().filter_map(|version| version.approval.as_mut()) {
        approval.evidence = evidence(approval, rows, witnesses);
    }
    Life { labels: rows.iter().map(label).collect(), states, versions, label_faults }
}

fn evidence(approval: &Approval, rows: &[Revision], witnesses: &dyn Witnesses) -> Option<Evidence> {
    let landing = &approval.landing;
    let commit = &rows.get(approval.row)?.by.commit;
    let is_brought = *commit != landing.commit;
    Some(Evidence {
        landing: witnesses.witness(&landing.commit, landing)?,
        change: if is_brought { Some(witnesses.witness(commit, landing)?) } else { None },
    })
}
