//! Which deleted file became which added file in one commit, as `git -M` pairs them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, VecDeque};

use super::commit::BlobId;
use super::similarity::{HALF, Pieces, WHOLE};
use super::texts::Texts;

/// Beyond this many pairs only equal texts are paired, as git's rename limit
/// (1,000 × 1,000) has it.
const PAIRS_MAX: usize = 1_000 * 1_000;

/// The similarity that a file of the same name must have to be taken at once.
const SAME_NAME_LEAST: u64 = HALF + (WHOLE - HALF) / 2;

/// Of more equal texts than this, any will do.
const ALTERNATIVES_MAX: usize = 100;

/// How many candidates are kept for each added file.
const CANDIDATES_MAX: usize = 4;

/// A file on one side of a commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) path: &'a str,
    pub(super) blob: BlobId,
}

/// What was found in one commit; positions in the given slices.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// Deleted and added file of each rename.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Added files for which a text was missing, so that a rename may be overlooked.
    pub(super) undecided: Vec<usize>,
}

/// Pairs `deleted` with `added` files, both ordered by path.
pub(super) fn pair(deleted: &[Side<'_>], added: &[Side<'_>], texts: &dyn Texts) -> Pairing {
    let mut search = Search {
        deleted,
        added,
        source_of: vec![None; added.len()],
        is_used: vec![false; deleted.len()],
        pieces: HashMap::new(),
        texts,
    };
    search.equal_texts();
    let undecided = if search.is_finished() { Vec::new() } else { search.similar_texts() };
    let pairs = search.source_of.iter().enumerate();
    Pairing { pairs: pairs.filter_map(|(new, old)| old.map(|old| (old, new))).collect(), undecided }
}

struct Search<'a> {
    deleted: &'a [Side<'a>],
    added: &'a [Side<'a>],
    source_of: Vec<Option<usize>>,
    is_used: Vec<bool>,
    pieces: HashMap<BlobId, Option<Pieces>>,
    texts: &'a dyn Texts,
}

impl Search<'_> {
    fn is_finished(&self) -> bool {
        self.open_deleted().is_empty() || self.open_added().is_empty()
    }

    fn open_deleted(&self) -> Vec<usize> {
        (0..self.deleted.len()).filter(|&old| !self.is_used[old]).collect()
    }

    fn open_added(&self) -> Vec<usize> {
        (0..self.added.len()).filter(|&new| self.source_of[new].is_none()).collect()
    }

    fn take(&mut self, old: usize, new: usize) {
        self.source_of[new] = Some(old);
        self.is_used[old] = true;
    }

    /// Equal texts first; among several, the file of the same name.
    fn equal_texts(&mut self) {
        let mut by_blob: HashMap<BlobId, VecDeque<usize>> = HashMap::new();
        for (old, side) in self.deleted.iter().enumerate() {
            by_blob.entry(side.blob).or_default().push_back(old);
        }
        for new in 0..self.added.len() {
            let Some(equal) = by_blob.get_mut(&self.added[new].blob) else { continue };
            let name = file_name(self.added[new].path);
            let mut alternatives = equal.iter().take(ALTERNATIVES_MAX);
            let same_name = alternatives.position(|&old| file_name(self.deleted[old].path) == name);
            if let Some(old) = equal.remove(same_name.unwrap_or_default()) {
                self.take(old, new);
            }
        }
    }

    /// Then files whose name is unique on both sides, then the best pairs of all.
    fn similar_texts(&mut self) -> Vec<usize> {
        self.unique_names();
        let (old_files, new_files) = (self.open_deleted(), self.open_added());
        if old_files.len().saturating_mul(new_files.len()) > PAIRS_MAX {
            return Vec::new();
        }
        let mut undecided = Vec::new();
        let mut candidates = Vec::new();
        for &new in &new_files {
            let mut best = Vec::with_capacity(CANDIDATES_MAX);
            let mut is_decided = true;
            for &old in &old_files {
                match self.similarity(old, new, HALF) {
                    Some(similarity) => keep_best(&mut best, self.candidate(similarity, old, new)),
                    None => is_decided = false,
                }
            }
            if !is_decided {
                undecided.push(new);
            }
            candidates.append(&mut best);
        }
        // A stable sort, so that equal candidates stay in the order of their paths.
        candidates.sort_by_key(|candidate| Reverse(candidate.rank));
        for candidate in candidates {
            let is_open = self.source_of[candidate.new].is_none() && !self.is_used[candidate.old];
            if is_open && candidate.rank.0 >= HALF {
                self.take(candidate.old, candidate.new);
            }
        }
        undecided.retain(|&new| self.source_of[new].is_none());
        undecided
    }

    fn unique_names(&mut self) {
        let old_names = unique(self.open_deleted().into_iter().map(|old| (file_name(self.deleted[old].path), old)));
        let new_names = unique(self.open_added().into_iter().map(|new| (file_name(self.added[new].path), new)));
        let both = old_names.iter().filter_map(|(name, old)| Some(((*old)?, (*new_names.get(name)?)?)));
        let mut pairs: Vec<(usize, usize)> = both.collect();
        pairs.sort_unstable();
        for (old, new) in pairs {
            if self.similarity(old, new, SAME_NAME_LEAST).is_some_and(|found| found >= SAME_NAME_LEAST) {
                self.take(old, new);
            }
        }
    }

    fn candidate(&self, similarity: u64, old: usize, new: usize) -> Candidate {
        let has_same_name = file_name(self.deleted[old].path) == file_name(self.added[new].path);
        Candidate { rank: (similarity, has_same_name), old, new }
    }

    /// Returns the similarity of a deleted and an added file; nothing when a
    /// text is missing.
    fn similarity(&mut self, old: usize, new: usize, least: u64) -> Option<u64> {
        let (old, new) = (self.deleted[old].blob, self.added[new].blob);
        for blob in [old, new] {
            let texts = self.texts;
            self.pieces.entry(blob).or_insert_with(|| texts.text(blob).map(|text| Pieces::new(&text)));
        }
        let known = |blob: BlobId| self.pieces.get(&blob).and_then(Option::as_ref);
        Some(known(old)?.similarity(known(new)?, least))
    }
}

struct Candidate {
    /// Similarity, then whether the name is the same.
    rank: (u64, bool),
    old: usize,
    new: usize,
}

/// Keeps the candidates of one added file at [`CANDIDATES_MAX`]: a better one
/// takes the place of the worst, as git has it, which settles ties alike.
fn keep_best(best: &mut Vec<Candidate>, candidate: Candidate) {
    if best.len() < CANDIDATES_MAX {
        best.push(candidate);
        return;
    }
    let worst = best.iter_mut().min_by_key(|kept| kept.rank);
    if let Some(worst) = worst.filter(|worst| worst.rank < candidate.rank) {
        *worst = candidate;
    }
}

/// Maps each name to its one position, or to nothing when several have it.
fn unique<'a>(named: impl Iterator<Item = (&'a str, usize)>) -> BTreeMap<&'a str, Option<usize>> {
    let mut positions = BTreeMap::new();
    for (name, position) in named {
        positions.entry(name).and_modify(|known| *known = None).or_insert(Some(position));
    }
    positions
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
