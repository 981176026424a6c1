//! The files of one commit, with the ids of their texts.

use std::collections::BTreeMap;

use super::objects::{Fault, Reader};
use super::raw::{Entry, EntryKind, Header, Id, Kind};
use crate::history::BlobId;
use crate::source::BookPath;

/// Folders that are nested deeper are not looked at.
const DEPTH_MAX: usize = 256;

/// A commit with more entries was made to exhaust us.
const ENTRIES_MAX: usize = 10_000_000;

/// Lists every file that `commit` has below `folder`, by its path from there. A
/// name that no path of a book may have is left out, as are links and submodules.
pub(super) fn files(reader: &mut Reader, commit: &Id, folder: &str) -> Result<BTreeMap<BookPath, BlobId>, Fault> {
    let mut tree = tree_of(reader, commit)?;
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        let bytes = reader.folder(&tree)?;
        match entry(&bytes, part, EntryKind::Folder) {
            Some(found) => tree = found,
            None => return Ok(BTreeMap::new()),
        }
    }
    let mut listing = Listing { reader, files: Vec::new(), path: String::new(), entries_left: ENTRIES_MAX };
    listing.add(&tree, 0)?;
    Ok(listing.files.into_iter().collect())
}

/// Returns the file that `commit` has at `path`, unless it has none or cannot be read.
pub(super) fn file_at(reader: &mut Reader, commit: &Id, path: &str) -> Option<BlobId> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut tree = tree_of(reader, commit).ok()?;
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        let bytes = reader.folder(&tree).ok()?;
        tree = entry(&bytes, part, EntryKind::Folder)?;
    }
    let bytes = reader.folder(&tree).ok()?;
    entry(&bytes, name, EntryKind::File).map(BlobId::new)
}

/// Returns whether `commit` has anything called `name` in a folder, be it a file, a folder,
/// a link or a submodule; nothing when that cannot be read.
pub(super) fn has_name(reader: &mut Reader, commit: &Id, folder: &str, name: &str) -> Option<bool> {
    let mut tree = tree_of(reader, commit).ok()?;
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        let bytes = reader.folder(&tree).ok()?;
        let Some(found) = entry(&bytes, part, EntryKind::Folder) else { return Some(false) };
        tree = found;
    }
    let bytes = reader.folder(&tree).ok()?;
    Some(Entry::all(&bytes).any(|entry| entry.name == name.as_bytes()))
}

fn tree_of(reader: &mut Reader, commit: &Id) -> Result<Id, Fault> {
    let bytes = reader.read(commit, Kind::Commit)?;
    Header::new(&bytes).target.ok_or_else(|| Fault::damaged(commit))
}

fn entry(tree: &[u8], name: &str, kind: EntryKind) -> Option<Id> {
    Entry::all(tree).find(|entry| entry.kind == kind && entry.name == name.as_bytes()).map(|entry| entry.id)
}

struct Listing<'r> {
    reader: &'r mut Reader,
    files: Vec<(BookPath, BlobId)>,
    /// The path of the folder that is being listed, with `/` at its end.
    path: String,
    entries_left: usize,
}

impl Listing<'_> {
    fn add(&mut self, tree: &Id, depth: usize) -> Result<(), Fault> {
        let bytes = self.reader.folder(tree)?;
        for entry in Entry::all(&bytes) {
            self.entries_left = self.entries_left.checked_sub(1).ok_or_else(|| Fault::damaged(tree))?;
            let Ok(name) = std::str::from_utf8(entry.name) else { continue };
            if name.is_empty() || name.contains('/') {
                continue;
            }
            let length = self.path.len();
            self.path.push_str(name);
            match entry.kind {
                EntryKind::Folder if depth < DEPTH_MAX => {
                    self.path.push('/');
                    self.add(&entry.id, depth + 1)?;
                }
                EntryKind::File => {
                    let path = BookPath::new(&self.path).ok();
                    self.files.extend(path.map(|path| (path, BlobId::new(entry.id))));
                }
                EntryKind::Folder | EntryKind::Other => {}
            }
            self.path.truncate(length);
        }
        Ok(())
    }
}
