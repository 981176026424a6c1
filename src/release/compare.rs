//! From tagged trees to releases, each compared with the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{BlobId, Tag, TaggedTree};
use crate::model::{Address, slug};
use crate::source::BookPath;

/// The book at one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The tag.
    pub tag: Tag,
    /// The address of its page: by name, each its own.
    pub address: Address,
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
    let mut taken = BTreeSet::new();
    for TaggedTree { tag, mut files } in trees {
        files.retain(|path, _| is_document(path));
        let address = address(&tag.name, &mut taken);
        releases.push(compare(tag, address, &before, &files));
        before = files;
    }
    releases
}

/// Returns the address of the page of a tag; of two whose names would give the
/// same, the later gets a number.
fn address(name: &str, taken: &mut BTreeSet<String>) -> Address {
    let base = slug(name);
    let numbered = (2_usize..).map(|number| format!("{base}-{number}"));
    let free = std::iter::once(base.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
    Address::of(["releases", free.as_deref().unwrap_or(&base)])
}

fn compare(
    tag: Tag,
    address: Address,
    before: &BTreeMap<BookPath, BlobId>,
    now: &BTreeMap<BookPath, BlobId>,
) -> Release {
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
        address,
        documents: now.len(),
        changed: changed.map(|(path, _)| path.clone()).collect(),
        added: added.into_iter().cloned().collect(),
        removed: removed.into_iter().cloned().collect(),
        renamed,
    }
}
