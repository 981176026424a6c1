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
    /// What the texts said that a merge joined to the branch; empty unless the
    /// merge has an approved text that is none of them.
    pub joined: Vec<Arc<Declared>>,
}

/// Puts the revisions of one document together by the commits that brought them,
/// newest first.
pub fn states(rows: &[Revision], texts: &dyn PastTexts) -> Vec<State> {
    let mut brought: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, revision) in rows.iter().enumerate() {
        brought.entry(revision.by.landing.place).or_default().push(row);
    }
    let brought: Vec<Vec<usize>> = brought.into_values().collect();
    let state = |(at, places): (usize, &Vec<usize>)| {
        let older = brought.get(at + 1).and_then(|older| older.first());
        state(rows, places, older.map(|&row| &rows[row].path), texts)
    };
    brought.iter().enumerate().map(state).collect()
}

/// Makes the state that one commit of the branch left; `path_before` is where the
/// file stood before.
fn state(rows: &[Revision], places: &[usize], path_before: Option<&PastPath>, texts: &dyn PastTexts) -> State {
    let row = places[0];
    let newest = &rows[row];
    let landing = newest.by.landing.clone();
    if landing.commit == newest.by.commit && newest.blob.is_none() {
        return State::new(places, landing, newest.path.clone(), None, texts);
    }
    // Of two branches that changed a text, the merge has a text that neither had, and
    // where one of them renamed the file it stands under a path that the other never saw.
    let paths = || places.iter().map(|&row| &rows[row].path).chain(path_before);
    let at = |commit: &CommitId| paths().find_map(|path| Some((path.clone(), texts.text_at(commit, path)?)));
    let (path, text) = match landing.commit == newest.by.commit {
        true => (newest.path.clone(), newest.blob),
        false => match at(&landing.commit) {
            Some((path, text)) => (path, Some(text)),
            None => (newest.path.clone(), None),
        },
    };
    let mut state = State::new(places, landing, path, text, texts);
    let is_approved = state.declared.as_ref().is_some_and(|declared| declared.is_approved());
    if is_approved && !state.landing.joined.is_empty() {
        let joined: Vec<(PastPath, BlobId)> = state.landing.joined.iter().filter_map(at).collect();
        if joined.iter().all(|(_, joined)| Some(*joined) != text) {
            state.joined = joined.iter().filter_map(|(path, text)| texts.declared(*text, path)).collect();
        }
    }
    state
}

impl State {
    fn new(rows: &[usize], landing: Landing, path: PastPath, text: Option<BlobId>, texts: &dyn PastTexts) -> Self {
        let declared = text.and_then(|text| texts.declared(text, &path));
        Self { row: rows[0], rows: rows.to_vec(), landing, path, text, declared, joined: Vec::new() }
    }
}
