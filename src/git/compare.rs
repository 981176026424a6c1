//! Which files differ between the trees of a commit and those of its parents,
//! descending only where folders differ.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::objects::{Fault, Reader};
use super::raw::{Entry, EntryKind, Id};
use crate::history::{BlobId, Change, Vanished, is_prose_name};

/// Folders that are nested deeper are not looked at.
const DEPTH_MAX: usize = 256;

/// A commit with more entries to look at was made to exhaust us.
const ENTRIES_MAX: usize = 10_000_000;

/// What a commit did.
#[derive(Debug, Default)]
pub(super) struct Difference {
    pub(super) changes: Vec<Change>,
    pub(super) vanished: Vec<Vanished>,
}

/// Compares trees; keeps each path once.
pub(super) struct Comparison<'r> {
    reader: &'r mut Reader,
    paths: HashMap<Vec<u8>, Arc<str>>,
    /// The path of the folder that is being looked at, with `/` at its end.
    path: Vec<u8>,
    depth: usize,
    entries_left: usize,
    found: Difference,
    /// A file of a merge is not in all of its parents.
    has_lacking_parent: bool,
    /// Which files matter, by their names.
    is_wanted: fn(&[u8]) -> bool,
    pub(super) notes: BTreeSet<String>,
}

impl<'r> Comparison<'r> {
    /// Prepares to compare trees that `reader` reads.
    pub(super) fn new(reader: &'r mut Reader) -> Self {
        Self {
            reader,
            paths: HashMap::new(),
            path: Vec::new(),
            depth: 0,
            entries_left: 0,
            found: Difference::default(),
            has_lacking_parent: false,
            is_wanted: is_prose_name,
            notes: BTreeSet::new(),
        }
    }

    /// As [`Comparison::new`], for files whose names `is_wanted` takes.
    pub(super) fn of_names(reader: &'r mut Reader, is_wanted: fn(&[u8]) -> bool) -> Self {
        Self { is_wanted, ..Self::new(reader) }
    }

    /// Returns the files below `folder` that differ between two trees; without
    /// an old tree, all files of the new one.
    pub(super) fn two(&mut self, folder: &str, old: Option<Id>, new: Id) -> Result<Vec<Change>, Fault> {
        let old = match old {
            Some(old) => self.enter(folder, old)?,
            None => None,
        };
        let new = self.enter(folder, new)?;
        self.folders(old, new)?;
        Ok(std::mem::take(&mut self.found).changes)
    }

    /// Returns the files below `folder` of a merge that differ from those of all
    /// `parents`, and what the merge took away from parents that lack such a file.
    pub(super) fn merge(&mut self, folder: &str, parents: &[Id], new: Id) -> Result<Difference, Fault> {
        let olds: Vec<Option<Id>> = parents.iter().map(|&old| self.enter(folder, old)).collect::<Result<_, _>>()?;
        let tree = self.enter(folder, new)?;
        self.has_lacking_parent = false;
        self.merged_folders(&olds, tree)?;
        let mut difference = std::mem::take(&mut self.found);
        if self.has_lacking_parent {
            for &old in parents {
                let changes = self.two(folder, Some(old), new)?;
                let gone = changes.into_iter().filter(|change| change.new.is_none());
                let vanished = gone.filter_map(|change| Some(Vanished { path: change.path, blob: change.old? }));
                difference.vanished.extend(vanished);
            }
        }
        Ok(difference)
    }

    /// Finds the tree of `folder` in a tree, and makes it the place to look at.
    fn enter(&mut self, folder: &str, tree: Id) -> Result<Option<Id>, Fault> {
        self.path.clear();
        self.depth = 0;
        self.entries_left = ENTRIES_MAX;
        let mut tree = tree;
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            let bytes = self.reader.folder(&tree)?;
            let mut folders = Entry::all(&bytes).filter(|entry| entry.kind == EntryKind::Folder);
            let found = folders.find(|entry| entry.name == part.as_bytes()).map(|entry| entry.id);
            self.path.extend_from_slice(part.as_bytes());
            self.path.push(b'/');
            match found {
                Some(id) => tree = id,
                None => {
                    self.path = format!("{}/", folder.trim_matches('/')).into_bytes();
                    return Ok(None);
                }
            }
        }
        Ok(Some(tree))
    }

    fn read(&mut self, folder: Option<Id>) -> Result<Arc<[u8]>, Fault> {
        folder.map_or_else(|| Ok(Arc::from([])), |id| self.reader.folder(&id))
    }

    fn folders(&mut self, old: Option<Id>, new: Option<Id>) -> Result<(), Fault> {
        if old == new {
            return Ok(());
        }
        let (old_bytes, new_bytes) = (self.read(old)?, self.read(new)?);
        let (mut old_rest, mut new_rest): (&[u8], &[u8]) = (&old_bytes, &new_bytes);
        loop {
            if old_rest == new_rest {
                return Ok(());
            }
            let same = same_entries(old_rest, new_rest);
            (old_rest, new_rest) = (&old_rest[same..], &new_rest[same..]);
            let (before, after) = (Entry::first(old_rest), Entry::first(new_rest));
            self.count(&new.or(old).unwrap_or_default())?;
            match (before, after) {
                (None, None) => return Ok(()),
                (Some((a, a_rest)), Some((b, b_rest))) => match a.order(&b) {
                    std::cmp::Ordering::Less => {
                        old_rest = a_rest;
                        self.entry(Some(a), None)?;
                    }
                    std::cmp::Ordering::Greater => {
                        new_rest = b_rest;
                        self.entry(None, Some(b))?;
                    }
                    std::cmp::Ordering::Equal => {
                        (old_rest, new_rest) = (a_rest, b_rest);
                        self.entry(Some(a), Some(b))?;
                    }
                },
                (Some((a, a_rest)), None) => {
                    old_rest = a_rest;
                    self.entry(Some(a), None)?;
                }
                (None, Some((b, b_rest))) => {
                    new_rest = b_rest;
                    self.entry(None, Some(b))?;
                }
            }
        }
    }

    /// Takes up an entry that is in one tree only, or differs between two.
    fn entry(&mut self, old: Option<Entry<'_>>, new: Option<Entry<'_>>) -> Result<(), Fault> {
        let Some(name) = new.or(old).map(|entry| entry.name) else { return Ok(()) };
        let of_kind = |entry: Option<Entry<'_>>, kind| entry.filter(|entry| entry.kind == kind).map(|entry| entry.id);
        let folders = (of_kind(old, EntryKind::Folder), of_kind(new, EntryKind::Folder));
        if folders != (None, None) && self.may_descend(name) {
            let length = self.descend(name);
            self.folders(folders.0, folders.1)?;
            self.ascend(length);
        }
        let files = (of_kind(old, EntryKind::File), of_kind(new, EntryKind::File));
        if files != (None, None) {
            self.file(name, files.0, files.1);
        }
        Ok(())
    }

    fn file(&mut self, name: &[u8], old: Option<Id>, new: Option<Id>) {
        if (self.is_wanted)(name)
            && let Some(path) = self.path_of(name)
        {
            let change = Change { path, old: old.map(BlobId::new), new: new.map(BlobId::new), merged: Vec::new() };
            self.found.changes.push(change);
        }
    }

    fn merged_folders(&mut self, olds: &[Option<Id>], new: Option<Id>) -> Result<(), Fault> {
        if olds.contains(&new) {
            return Ok(());
        }
        let new_bytes = self.read(new)?;
        let old_bytes: Vec<Arc<[u8]>> = olds.iter().map(|&old| self.read(old)).collect::<Result<_, _>>()?;
        let old_entries: Vec<Vec<Entry<'_>>> = old_bytes.iter().map(|bytes| Entry::all(bytes).collect()).collect();
        let new_entries: Vec<Entry<'_>> = Entry::all(&new_bytes).collect();
        let find = |entries: &[Entry<'_>], entry: &Entry<'_>| {
            let found = entries.binary_search_by(|other| other.order(entry)).ok()?;
            Some((entries[found].kind, entries[found].id, entries[found].is_executable))
        };
        for entry in &new_entries {
            self.count(&entry.id)?;
            let before: Vec<_> = old_entries.iter().map(|entries| find(entries, entry)).collect();
            if before.contains(&Some((entry.kind, entry.id, entry.is_executable))) {
                continue;
            }
            let of_kind = before.iter().map(|old| old.filter(|old| old.0 == entry.kind).map(|old| old.1));
            self.merged_entry(entry, &of_kind.collect::<Vec<_>>(), Some(entry.id))?;
        }
        // What all parents have and the merge has not.
        let Some((first, others)) = old_entries.split_first() else { return Ok(()) };
        for entry in first.iter().filter(|entry| find(&new_entries, entry).is_none()) {
            self.count(&entry.id)?;
            let in_others = others.iter().map(|entries| find(entries, entry).filter(|old| old.0 == entry.kind));
            let before: Vec<_> = std::iter::once(Some(entry.id)).chain(in_others.map(|old| Some(old?.1))).collect();
            if before.iter().all(Option::is_some) {
                self.merged_entry(entry, &before, None)?;
            }
        }
        Ok(())
    }

    fn merged_entry(&mut self, entry: &Entry<'_>, olds: &[Option<Id>], new: Option<Id>) -> Result<(), Fault> {
        match entry.kind {
            EntryKind::Folder if self.may_descend(entry.name) => {
                let length = self.descend(entry.name);
                self.merged_folders(olds, new)?;
                self.ascend(length);
            }
            EntryKind::File => {
                let count = self.found.changes.len();
                self.file(entry.name, olds.iter().copied().find_map(|old| old), new);
                let is_kept = self.found.changes.len() > count;
                if let Some(change) = self.found.changes.get_mut(count) {
                    change.merged = olds.iter().flatten().map(|id| BlobId::new(*id)).collect();
                }
                self.has_lacking_parent |= is_kept && new.is_some() && olds.contains(&None);
            }
            EntryKind::Folder | EntryKind::Other => {}
        }
        Ok(())
    }

    fn count(&mut self, at: &Id) -> Result<(), Fault> {
        self.entries_left = self.entries_left.checked_sub(1).ok_or_else(|| Fault::damaged(at))?;
        Ok(())
    }

    fn may_descend(&mut self, name: &[u8]) -> bool {
        if self.depth >= DEPTH_MAX {
            self.notes.insert(format!("folders nested deeper than {DEPTH_MAX} are skipped"));
            return false;
        }
        self.is_usable(name)
    }

    fn descend(&mut self, name: &[u8]) -> usize {
        let length = self.path.len();
        self.path.extend_from_slice(name);
        self.path.push(b'/');
        self.depth += 1;
        length
    }

    fn ascend(&mut self, length: usize) {
        self.path.truncate(length);
        self.depth -= 1;
    }

    /// Returns the full path of a file, unless no path may look like that.
    fn path_of(&mut self, name: &[u8]) -> Option<Arc<str>> {
        let length = self.path.len();
        self.path.extend_from_slice(name);
        let known = self.paths.get(&self.path).cloned();
        self.path.truncate(length);
        if known.is_some() || !self.is_usable(name) {
            return known;
        }
        let full = [&self.path, name].concat();
        let path: Arc<str> = std::str::from_utf8(&full).ok()?.into();
        self.paths.insert(full, Arc::clone(&path));
        Some(path)
    }

    /// Says whether an entry may have this name. A tree made by hand may hold
    /// names that lead out of it or that no text can hold.
    fn is_usable(&mut self, name: &[u8]) -> bool {
        let is_reserved = name.is_empty() || name == b"." || name == b".." || name.eq_ignore_ascii_case(b".git");
        let has_wrong_byte = name.iter().any(|&byte| byte == b'/' || byte.is_ascii_control());
        let reason = if is_reserved {
            "git reserves that name"
        } else if has_wrong_byte {
            "its name holds a slash or a control character"
        } else if std::str::from_utf8(name).is_err() {
            "its name is not UTF-8"
        } else {
            return true;
        };
        let (folder, name) = (self.path.escape_ascii(), name.escape_ascii());
        self.notes.insert(format!("`{folder}{name}` in the history is skipped: {reason}"));
        false
    }
}

/// Returns how many bytes the entries take that two trees begin with alike.
fn same_entries(old: &[u8], new: &[u8]) -> usize {
    const STEP: usize = 32;
    let steps = old.as_chunks::<STEP>().0.iter().zip(new.as_chunks::<STEP>().0);
    let start = steps.take_while(|(old, new)| old == new).count() * STEP;
    let rest = old[start..].iter().zip(&new[start..]).take_while(|(old, new)| old == new).count();
    let same_bytes = start + rest;
    let mut end = 0;
    while let Some((_, after)) = Entry::first(&old[end..])
        && old.len() - after.len() <= same_bytes
    {
        end = old.len() - after.len();
    }
    end
}
