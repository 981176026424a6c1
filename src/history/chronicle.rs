//! The revisions of each document of today, from the commits of a log.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::ancestry::Ancestry;
use super::authored::{Authored, Authors};
use super::commit::{BlobId, Change, Commit, HistoryState, Log, Tag};
use super::identity::{Identity, PathNumber, Rename};
use super::merged::has_own_text;
use super::path::PastPath;
use super::renames::{Side, pair};
use super::revision::{Revision, RevisionKind};
use super::silent::{Branch, add_silent_merges};
use super::texts::Texts;
use crate::model::CommitId;
use crate::source::BookPath;

/// The history of all documents of a book.
#[derive(Debug, Clone)]
pub struct Chronicle {
    /// How much of the history was there to be read.
    pub state: HistoryState,
    /// The commit that is checked out.
    pub head: Option<CommitId>,
    /// The branch that is checked out; nothing on a detached head.
    pub branch: Option<String>,
    /// The documents of the head commit, with their texts' ids.
    pub documents: BTreeMap<BookPath, BlobId>,
    /// The revisions of each document of the head commit, newest first. A list
    /// is empty only when the history does not reach the document's last change.
    pub revisions: BTreeMap<BookPath, Vec<Revision>>,
    /// The documents that were there already where the known history begins:
    /// they have, or may have, older revisions than those listed.
    pub incomplete: BTreeSet<BookPath>,
    /// The tags that lead to commits, ordered by name.
    pub tags: Vec<Tag>,
    /// What was skipped, in words for a person.
    pub notes: Vec<String>,
}

impl Chronicle {
    /// Returns the revisions of a document, newest first; empty when the head
    /// commit has no such file.
    pub fn revisions_of(&self, path: &BookPath) -> &[Revision] {
        self.revisions.get(path).map_or(&[], Vec::as_slice)
    }

    /// Says whether all revisions of a document are known, so that the oldest
    /// is the first and their number is true.
    pub fn is_complete(&self, path: &BookPath) -> bool {
        match self.state {
            HistoryState::Complete | HistoryState::Shallow { .. } | HistoryState::NoCommits => {
                !self.incomplete.contains(path)
            }
            _ => false,
        }
    }
}

/// Follows every change of `log` to the documents of today.
///
/// Texts are asked for only to find renames of files that were changed by the
/// same commit.
pub fn chronicle(log: Log, texts: &dyn Texts) -> Chronicle {
    let table = PathTable::new(&log);
    let pairings = find_pairings(&log.commits, &table, texts);
    let renames = pairings.values().flat_map(|pairing| pairing.renames.iter().copied()).collect();
    let numbers = &table;
    let births = log.commits.iter().enumerate().flat_map(|(at, commit)| {
        let added = commit.changes.iter().filter(|change| change.old.is_none());
        added.map(move |change| (numbers.number(&change.path), at))
    });
    let is_document = table.documents.iter().map(Option::is_some).collect();
    let identity = Identity::new(Ancestry::new(&log.commits), renames, births, is_document);
    let authored = Authors::new(log.mailmap.as_deref()).all(&log.commits);
    let joined = find_joined(&log.commits, &pairings, &table, texts);
    let mut rows = Rows::new(&log.folder, &table, identity, joined);
    let nothing = Pairing::default();
    for (at, commit) in log.commits.iter().enumerate() {
        rows.add(at, commit, &authored[at], pairings.get(&at).unwrap_or(&nothing));
    }
    let (revisions, incomplete) = (rows.revisions, rows.incomplete);
    let mut by_document: BTreeMap<BookPath, Vec<Revision>> = BTreeMap::new();
    for (path, list) in table.documents.iter().zip(revisions) {
        if let Some(path) = path {
            by_document.insert((*path).clone(), list);
        }
    }
    let branch = Branch { commits: &log.commits, authored: &authored, folder: &log.folder, texts };
    add_silent_merges(&mut by_document, &log.documents, &branch);
    let incomplete = incomplete.into_iter().filter_map(|number| table.documents[number].cloned()).collect();
    Chronicle {
        state: log.state,
        head: log.head,
        branch: log.branch,
        documents: log.documents,
        revisions: by_document,
        incomplete,
        tags: log.tags,
        notes: log.notes,
    }
}

/// Every path of a log under a number.
struct PathTable<'a> {
    numbers: HashMap<&'a str, PathNumber>,
    paths: Vec<Arc<str>>,
    /// The document of today at each path.
    documents: Vec<Option<&'a BookPath>>,
}

impl<'a> PathTable<'a> {
    fn new(log: &'a Log) -> Self {
        let mut numbers = HashMap::new();
        let mut paths: Vec<Arc<str>> = Vec::new();
        for commit in &log.commits {
            let vanished = commit.vanished.iter().map(|file| &file.path);
            for path in commit.changes.iter().map(|change| &change.path).chain(vanished) {
                numbers.entry(&**path).or_insert_with(|| {
                    paths.push(Arc::clone(path));
                    paths.len() - 1
                });
            }
        }
        let mut documents = vec![None; paths.len()];
        for path in log.documents.keys() {
            let full = if log.folder.is_empty() { path.to_string() } else { format!("{}/{path}", log.folder) };
            match numbers.get(full.as_str()) {
                Some(&number) => documents[number] = Some(path),
                None => {
                    // No commit of the log changed it: it keeps an empty list.
                    paths.push(full.into());
                    documents.push(Some(path));
                }
            }
        }
        Self { numbers, paths, documents }
    }

    fn number(&self, path: &str) -> PathNumber {
        *self.numbers.get(path).expect("the table holds every path of the log")
    }
}

/// The renames of one commit.
#[derive(Default)]
struct Pairing {
    renames: Vec<Rename>,
    undecided: Vec<PathNumber>,
}

/// Finds the renames of all commits, by position.
fn find_pairings(commits: &[Commit], table: &PathTable<'_>, texts: &dyn Texts) -> BTreeMap<usize, Pairing> {
    let may_rename = |at: &usize| {
        let commit = &commits[*at];
        let has_added = commit.changes.iter().any(|change| change.old.is_none());
        let has_deleted = commit.changes.iter().any(|change| change.new.is_none());
        !commit.is_boundary && has_added && (has_deleted || !commit.vanished.is_empty())
    };
    let candidates: Vec<usize> = (0..commits.len()).filter(may_rename).collect();
    let found = candidates.into_par_iter().map(|at| (at, find_pairing(at, &commits[at], table, texts)));
    found.collect::<Vec<_>>().into_iter().collect()
}

fn find_pairing(at: usize, commit: &Commit, table: &PathTable<'_>, texts: &dyn Texts) -> Pairing {
    let gone = commit.changes.iter().filter(|change| change.new.is_none());
    let gone = gone.filter_map(|change| Some((&change.path, change.old?)));
    let vanished = commit.vanished.iter().map(|file| (&file.path, file.blob));
    // Of several parents that have the file, the first speaks.
    let mut deleted: BTreeMap<&Arc<str>, BlobId> = BTreeMap::new();
    for (path, blob) in gone.chain(vanished) {
        deleted.entry(path).or_insert(blob);
    }
    let born = commit.changes.iter().filter(|change| change.old.is_none());
    let added: BTreeMap<&Arc<str>, BlobId> = born.filter_map(|change| Some((&change.path, change.new?))).collect();
    let deleted: Vec<Side<'_>> = deleted.iter().map(|(path, &blob)| Side { path, blob }).collect();
    let added: Vec<Side<'_>> = added.iter().map(|(path, &blob)| Side { path, blob }).collect();
    let pairing = pair(&deleted, &added, texts);
    let rename = |&(old, new): &(usize, usize)| Rename {
        commit: at,
        from: table.number(deleted[old].path),
        to: table.number(added[new].path),
    };
    Pairing {
        renames: pairing.pairs.iter().map(rename).collect(),
        undecided: pairing.undecided.iter().map(|&new| table.number(added[new].path)).collect(),
    }
}

/// Finds the files of merges that differ from all parents and hold nothing that
/// the merge itself wrote. A text that cannot be read counts as written.
fn find_joined(
    commits: &[Commit],
    pairings: &BTreeMap<usize, Pairing>,
    table: &PathTable<'_>,
    texts: &dyn Texts,
) -> BTreeSet<(usize, PathNumber)> {
    let merges: Vec<usize> = (0..commits.len()).filter(|&at| commits[at].parents.len() > 1).collect();
    let joined_by = |at: usize| -> Vec<(usize, PathNumber)> {
        let commit = &commits[at];
        let is_joined = |change: &&Change| {
            let path = table.number(&change.path);
            let sources = pairings.get(&at).into_iter().flat_map(|pairing| &pairing.renames);
            let renamed = sources.filter(|rename| rename.to == path).map(|rename| &table.paths[rename.from]);
            let moved: Vec<BlobId> = renamed
                .flat_map(|from| commit.vanished.iter().filter(move |file| file.path == *from).map(|file| file.blob))
                .collect();
            let parents: Option<Vec<Vec<u8>>> =
                change.merged.iter().copied().chain(moved).map(|blob| texts.text(blob)).collect();
            let merged = change.new.and_then(|blob| texts.text(blob));
            matches!((merged, parents), (Some(merged), Some(parents)) if !has_own_text(&merged, &parents))
        };
        commit.changes.iter().filter(is_joined).map(|change| (at, table.number(&change.path))).collect()
    };
    merges.into_par_iter().flat_map_iter(joined_by).collect::<Vec<_>>().into_iter().collect()
}

/// The rows of all documents as they grow, by number of path.
struct Rows<'a> {
    folder: &'a str,
    table: &'a PathTable<'a>,
    identity: Identity<'a>,
    past_paths: Vec<Option<PastPath>>,
    revisions: Vec<Vec<Revision>>,
    incomplete: BTreeSet<PathNumber>,
    /// Files of merges that git only joined, by commit and path.
    joined: BTreeSet<(usize, PathNumber)>,
}

impl<'a> Rows<'a> {
    fn new(
        folder: &'a str,
        table: &'a PathTable<'a>,
        identity: Identity<'a>,
        joined: BTreeSet<(usize, PathNumber)>,
    ) -> Self {
        let count = table.paths.len();
        Self {
            folder,
            table,
            identity,
            past_paths: vec![None; count],
            revisions: vec![Vec::new(); count],
            incomplete: BTreeSet::new(),
            joined,
        }
    }

    fn add(&mut self, at: usize, commit: &Commit, by: &Arc<Authored>, pairing: &Pairing) {
        for &path in &pairing.undecided {
            let documents = self.documents(at, path);
            self.incomplete.extend(documents);
        }
        for change in &commit.changes {
            let path = self.table.number(&change.path);
            if commit.is_boundary {
                let documents = self.documents(at, path);
                self.incomplete.extend(documents);
                continue;
            }
            let Some(kind) = self.kind(at, commit, change, path, pairing) else { continue };
            for document in self.documents(at, path) {
                // Two files that became one count once for each commit.
                let rows = &self.revisions[document];
                if rows.last().is_some_and(|last| Arc::ptr_eq(&last.by, by)) {
                    continue;
                }
                let path = self.past_path(path);
                let revision = Revision { by: Arc::clone(by), path, kind: kind.clone(), blob: change.new };
                self.revisions[document].push(revision);
            }
        }
    }

    /// Says what a change is to the file, or that it is no row of its own.
    fn kind(
        &mut self,
        at: usize,
        commit: &Commit,
        change: &Change,
        path: PathNumber,
        pairing: &Pairing,
    ) -> Option<RevisionKind> {
        let moved_onto = pairing.renames.iter().find(|rename| rename.to == path);
        let is_moved_away = pairing.renames.iter().any(|rename| rename.from == path);
        let is_merge = commit.parents.len() > 1;
        match (change.old, change.new) {
            (_, None) => (!is_moved_away).then_some(RevisionKind::Deleted),
            (_, Some(text)) if is_merge => {
                // The text of a parent under its old name is not the merge's own.
                let is_own = commit.vanished.iter().all(|file| file.blob != text) && !self.joined.contains(&(at, path));
                is_own.then_some(RevisionKind::Merged)
            }
            (Some(_), Some(_)) => Some(RevisionKind::Modified),
            (None, Some(_)) => Some(match moved_onto {
                Some(rename) => RevisionKind::Renamed { from: self.past_path(rename.from) },
                None => RevisionKind::Added,
            }),
        }
    }

    fn documents(&mut self, at: usize, path: PathNumber) -> Vec<PathNumber> {
        if self.identity.is_entangled(path) {
            self.identity.documents(at, path).into_iter().collect()
        } else if self.table.documents[path].is_some() {
            vec![path]
        } else {
            Vec::new()
        }
    }

    fn past_path(&mut self, path: PathNumber) -> PastPath {
        let (folder, full) = (self.folder, &self.table.paths[path]);
        self.past_paths[path].get_or_insert_with(|| PastPath::seen_from(folder, full)).clone()
    }
}
