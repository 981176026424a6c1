//! From tagged trees to releases, each compared with the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{BlobId, Tag, TaggedTree};
use crate::source::BookPath;

/// The book at one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The tag.
    pub tag: Tag,
    /// How many documents the book had.
    pub documents: usize,
    /// Documents that the release before did not have, by path.
    pub added: Vec<BookPath>,
    /// Documents whose text differs from the release before, by path.
    pub changed: Vec<BookPath>,
    /// Documents of the release before that are gone, by path.
    pub removed: Vec<BookPath>,
    /// Documents that moved with the same text: from, to.
    pub renamed: Vec<(BookPath, BookPath)>,
}

/// Returns the releases, oldest first; of the same day, by name. Tags without a
/// date come first. The first has no release before, so that all its documents
/// are added. `is_document` says which files of a tree count.
pub fn releases(mut trees: Vec<TaggedTree>, is_document: &dyn Fn(&BookPath) -> bool) -> Vec<Release> {
    trees.sort_by(|a, b| (a.tag.date, &a.tag.name).cmp(&(b.tag.date, &b.tag.name)));
    let mut before: BTreeMap<BookPath, BlobId> = BTreeMap::new();
    let mut releases = Vec::new();
    for TaggedTree { tag, mut files } in trees {
        files.retain(|path, _| is_document(path));
        releases.push(compare(tag, &before, &files));
        before = files;
    }
    releases
}

fn compare(tag: Tag, before: &BTreeMap<BookPath, BlobId>, now: &BTreeMap<BookPath, BlobId>) -> Release {
    let changed = now.iter().filter(|(path, text)| before.get(*path).is_some_and(|old| old != *text));
    let mut added: BTreeSet<&BookPath> = now.keys().filter(|path| !before.contains_key(*path)).collect();
    let mut removed: BTreeSet<&BookPath> = before.keys().filter(|path| !now.contains_key(*path)).collect();
    let mut renamed = Vec::new();
    for from in removed.clone() {
        let to = added.iter().copied().find(|to| now[*to] == before[from]);
        if let Some(to) = to {
            removed.remove(from);
            added.remove(to);
            renamed.push((from.clone(), to.clone()));
        }
    }
    Release {
        tag,
        documents: now.len(),
        changed: changed.map(|(path, _)| path.clone()).collect(),
        added: added.into_iter().cloned().collect(),
        removed: removed.into_iter().cloned().collect(),
        renamed,
    }
}
