//! Merges that gave a document a text of which no other commit tells.
//!
//! Who merges can write anything into the merge: lines of both sides in another
//! order, or the text of one side although only the other had changed. Such a merge
//! looks as if git had joined the sides and has no row. What the branch has today
//! must still be told of, since approvals are held against it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::authored::Authored;
use super::commit::{BlobId, Commit};
use super::path::PastPath;
use super::revision::{Revision, RevisionKind};
use super::texts::Texts;
use crate::source::BookPath;

/// The branch, for the question which of its merges brought a text.
pub(super) struct Branch<'a> {
    /// The commits, newest first.
    pub(super) commits: &'a [Commit],
    /// The same as rows show them.
    pub(super) authored: &'a [Arc<Authored>],
    /// The book's folder from the top of the repository.
    pub(super) folder: &'a str,
    /// The texts behind the ids.
    pub(super) texts: &'a dyn Texts,
}

/// Adds a row to each document whose text of today is not the one that its rows
/// brought to the branch: that of the merge which did, if there is one.
pub(super) fn add_silent_merges(
    revisions: &mut BTreeMap<BookPath, Vec<Revision>>,
    documents: &BTreeMap<BookPath, BlobId>,
    branch: &Branch<'_>,
) {
    let of_one = |(path, rows): (&BookPath, &Vec<Revision>)| {
        let row = branch.silent_merge(path, *documents.get(path)?, rows)?;
        Some((path.clone(), row))
    };
    let listed: Vec<(&BookPath, &Vec<Revision>)> = revisions.iter().collect();
    let found: Vec<(BookPath, Revision)> = listed.into_par_iter().filter_map(of_one).collect();
    for (path, row) in found {
        // All other rows were there before: they led to the branch as it was then.
        revisions.entry(path).or_default().insert(0, row);
    }
}

impl Branch<'_> {
    fn silent_merge(&self, path: &BookPath, today: BlobId, rows: &[Revision]) -> Option<Revision> {
        let newest = rows.iter().min_by_key(|row| row.by.landing.place)?;
        let full = if self.folder.is_empty() { path.to_string() } else { format!("{}/{path}", self.folder) };
        let landing = &newest.by.landing;
        let brought = match landing.commit == newest.by.commit {
            true => newest.blob,
            false => Some(self.texts.file_at(&landing.commit, &full)?),
        };
        if brought == Some(today) {
            return None;
        }
        let mut at = 0;
        while at < landing.place {
            let commit = &self.commits[at];
            let &parent = commit.parents.first()?;
            let text = |place: usize| self.texts.file_at(&self.commits[place].id, &full);
            let is_merge = commit.parents.len() > 1;
            if is_merge && text(at) == Some(today) && text(parent).is_some_and(|before| before != today) {
                let path = PastPath::seen_from(self.folder, &full.into());
                let by = Arc::clone(&self.authored[at]);
                return Some(Revision { by, path, kind: RevisionKind::Merged, blob: Some(today) });
            }
            at = parent;
        }
        None
    }
}
