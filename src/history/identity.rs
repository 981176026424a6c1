//! Which document of today a file of the past became.
//!
//! A file at a commit goes on under its path until a later commit renames it.
//! "Later" is a question of ancestry, not of dates: branches run side by side.
//! The rules, for a file with path `p` at commit `x`:
//!
//! 1. It goes on with every first rename of `p` in a descendant of `x`, unless
//!    another file was renamed onto `p` in between (then `x` knew another file).
//! 2. Without such a rename it is today's `p`, unless a later commit renamed
//!    another file onto `p`, or took `p` away on another branch before `p` was
//!    added anew.
//! 3. Else it goes on with a rename of `p` on a branch beside `x`, if both
//!    branches began with the same file.
//!
//! A merge may keep a file under its old and under its new path; the past then
//! belongs to both.

use std::collections::{BTreeMap, BTreeSet};

use super::ancestry::Ancestry;

/// The number of a path in a table of paths.
pub(super) type PathNumber = usize;

/// A rename that one commit made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rename {
    /// The commit's position, newest first.
    pub(super) commit: usize,
    /// The path before.
    pub(super) from: PathNumber,
    /// The path after.
    pub(super) to: PathNumber,
}

/// The paths of today's documents that a file became.
pub(super) type Became = BTreeSet<PathNumber>;

/// The renames of a history, and the commits where files came into being.
pub(super) struct Identity<'a> {
    ancestry: Ancestry<'a>,
    renames: Vec<Rename>,
    from_path: BTreeMap<PathNumber, Vec<usize>>,
    onto_path: BTreeMap<PathNumber, Vec<usize>>,
    births: BTreeMap<PathNumber, Vec<usize>>,
    is_document: Vec<bool>,
    became: Vec<Became>,
}

impl<'a> Identity<'a> {
    /// Follows all `renames` to the documents of today.
    ///
    /// `births` are the commits that added a path, by whatever way;
    /// `is_document` says of each path whether it is a document today.
    pub(super) fn new(
        ancestry: Ancestry<'a>,
        mut renames: Vec<Rename>,
        births: impl Iterator<Item = (PathNumber, usize)>,
        is_document: Vec<bool>,
    ) -> Self {
        renames.sort_by_key(|rename| (rename.commit, rename.to));
        let mut from_path: BTreeMap<PathNumber, Vec<usize>> = BTreeMap::new();
        let mut onto_path: BTreeMap<PathNumber, Vec<usize>> = BTreeMap::new();
        for (at, rename) in renames.iter().enumerate() {
            from_path.entry(rename.from).or_default().push(at);
            onto_path.entry(rename.to).or_default().push(at);
        }
        let mut births_of: BTreeMap<PathNumber, Vec<usize>> = BTreeMap::new();
        for (path, commit) in births.filter(|(path, _)| from_path.contains_key(path)) {
            births_of.entry(path).or_default().push(commit);
        }
        let became = vec![Became::new(); renames.len()];
        let mut identity = Self { ancestry, renames, from_path, onto_path, births: births_of, is_document, became };
        // Newest first, so that what follows a rename is known before it; the
        // second round serves renames that lean on an older one on another branch.
        for _ in 0..2 {
            for at in 0..identity.renames.len() {
                if identity.became[at].is_empty() {
                    let rename = identity.renames[at];
                    identity.became[at] = identity.documents(rename.commit, rename.to);
                }
            }
        }
        identity
    }

    /// Says whether `path` was ever renamed or renamed onto; any other path is
    /// itself for all time.
    pub(super) fn is_entangled(&self, path: PathNumber) -> bool {
        self.from_path.contains_key(&path) || self.onto_path.contains_key(&path)
    }

    /// Returns the documents that the file with this path, as `commit` left it, became.
    pub(super) fn documents(&mut self, commit: usize, path: PathNumber) -> Became {
        let renames = self.from_path.get(&path).cloned().unwrap_or_default();
        let (mut later, mut beside) = (Vec::new(), Vec::new());
        for at in renames {
            let renamed_in = self.renames[at].commit;
            if self.ancestry.precedes(commit, renamed_in) {
                if !self.is_replaced_between(commit, path, renamed_in) {
                    later.push(at);
                }
            } else if !self.ancestry.leads_to(renamed_in, commit) {
                beside.push(at);
            }
        }
        beside.retain(|&at| self.has_common_birth(path, commit, self.renames[at].commit));
        later.retain(|&at| !self.is_added_again(commit, path, &beside, Some(self.renames[at].commit)));
        let mut documents = self.through(&later);
        let is_today = self.is_document[path] && self.is_unreplaced_since(commit, path);
        let is_same = match later.as_slice() {
            [] => !self.is_added_again(commit, path, &beside, None),
            // Renamed and still there: a merge kept both, if nothing else came to this path.
            _ => self.is_never_added_elsewhere(commit, path),
        };
        if is_today && is_same {
            documents.insert(path);
        }
        if documents.is_empty() {
            documents = self.through(&beside);
        }
        documents
    }

    /// Collects what the first of these renames became: those that no other of
    /// them precedes.
    fn through(&mut self, renames: &[usize]) -> Became {
        let mut documents = Became::new();
        for &at in renames {
            let is_first = renames
                .iter()
                .all(|&other| !self.ancestry.precedes(self.renames[other].commit, self.renames[at].commit));
            if is_first {
                documents.extend(self.became[at].iter().copied());
            }
        }
        documents
    }

    /// Says whether another file was renamed onto `path` after `start` and before `end`.
    fn is_replaced_between(&mut self, start: usize, path: PathNumber, end: usize) -> bool {
        let onto = self.onto_path.get(&path).cloned().unwrap_or_default();
        onto.into_iter().any(|at| {
            let commit = self.renames[at].commit;
            self.ancestry.precedes(start, commit) && self.ancestry.leads_to(commit, end)
        })
    }

    /// Says whether no later commit renamed another file onto `path`.
    fn is_unreplaced_since(&mut self, commit: usize, path: PathNumber) -> bool {
        let onto = self.onto_path.get(&path).cloned().unwrap_or_default();
        !onto.into_iter().any(|at| self.ancestry.precedes(commit, self.renames[at].commit))
    }

    /// Says whether `path` was added again after one of these renames took it
    /// away, where `commit` does not know of it, and before `end` if there is one.
    fn is_added_again(&mut self, commit: usize, path: PathNumber, removers: &[usize], end: Option<usize>) -> bool {
        let births = self.births.get(&path).cloned().unwrap_or_default();
        births.into_iter().any(|birth| {
            end.is_none_or(|end| self.ancestry.leads_to(birth, end))
                && !self.ancestry.leads_to(birth, commit)
                && removers.iter().any(|&at| self.ancestry.leads_to(self.renames[at].commit, birth))
        })
    }

    /// Says whether every commit that added `path` leads to `commit`.
    fn is_never_added_elsewhere(&mut self, commit: usize, path: PathNumber) -> bool {
        let births = self.births.get(&path).cloned().unwrap_or_default();
        births.into_iter().all(|birth| self.ancestry.leads_to(birth, commit))
    }

    /// Says whether two branches began with the same file at `path`.
    fn has_common_birth(&mut self, path: PathNumber, one: usize, other: usize) -> bool {
        let births = self.births.get(&path).cloned().unwrap_or_default();
        births.into_iter().any(|birth| self.ancestry.leads_to(birth, one) && self.ancestry.leads_to(birth, other))
    }
}
