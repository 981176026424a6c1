//! The texts of a document as the branch had them, one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::history::{BlobId, Landing, PastPath, Revision};
use crate::model::{CommitId, Declared};

/// What has to be known of the texts of the past.
pub trait PastTexts {
    /// Returns what a text says of itself; nothing when it cannot be read.
    fn declared(&self, text: BlobId, path: &PastPath) -> Option<Arc<Declared>>;

    /// Returns the text that a commit has at `path`.
    fn text_at(&self, commit: &CommitId, path: &PastPath) -> Option<BlobId>;
}

/// The text of a document after one commit of the branch.
#[derive(Debug, Clone)]
pub struct State {
    /// The newest revision that the commit brought, by its place among the rows.
    pub row: usize,
    /// All of them: a merge may bring several.
    pub rows: Vec<usize>,
    /// The commit.
    pub landing: Landing,
    /// Where the file stood.
    pub path: PastPath,
    /// The text; nothing when the file was gone.
    pub text: Option<BlobId>,
    /// What the text says of itself; nothing when it cannot be read.
    pub declared: Option<Arc<Declared>>,
}

/// Puts the revisions of one document together by the commits that brought them,
/// newest first.
pub(super) fn states(rows: &[Revision], texts: &dyn PastTexts) -> Vec<State> {
    let mut brought: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, revision) in rows.iter().enumerate() {
        brought.entry(revision.by.landing.place).or_default().push(row);
    }
    let state = |places: Vec<usize>| {
        let row = places[0];
        let revision = &rows[row];
        let landing = &revision.by.landing;
        // Of two branches that changed a text, the merge has a text that neither had.
        let joined = (landing.commit != revision.by.commit).then(|| texts.text_at(&landing.commit, &revision.path));
        let text = joined.flatten().or(revision.blob);
        let declared = text.and_then(|text| texts.declared(text, &revision.path));
        State { row, rows: places, landing: landing.clone(), path: revision.path.clone(), text, declared }
    };
    brought.into_values().map(state).collect()
}
