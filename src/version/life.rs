//! The life of one document: its states, its versions, and the label of each row.

use super::state::{PastTexts, State, states};
use super::timeline::{LabelFault, Version, versions};
use crate::history::Revision;

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

/// Reads the life of a document from its revisions, newest first.
pub fn life(rows: &[Revision], texts: &dyn PastTexts) -> Life {
    let label = |revision: &Revision| texts.declared(revision.blob?, &revision.path)?.version.clone();
    let states = states(rows, texts);
    let (versions, label_faults) = versions(&states);
    Life { labels: rows.iter().map(label).collect(), states, versions, label_faults }
}
