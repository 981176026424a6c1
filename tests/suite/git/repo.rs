//! Builds small repositories, and tells a chronicle in lines.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

use git2::{ObjectType, Oid, Repository};
use policybook::git::{self, Request};
use policybook::history::{self, Chronicle, Log, Revision, RevisionKind};
use policybook::source::BookPath;
use tempfile::TempDir;

/// Files by path: the whole tree of one commit.
pub(super) type Files<'a> = &'a [(&'a str, &'a str)];

/// A repository that grows commit by commit, without a working copy.
pub(super) struct Repo {
    pub(super) folder: TempDir,
    pub(super) repository: Repository,
    clock: Cell<i64>,
}

impl Repo {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let repository = Repository::init(folder.path()).unwrap();
        repository.set_head("refs/heads/main").unwrap();
        Self { folder, repository, clock: Cell::new(1_700_000_000) }
    }

    pub(super) fn write(&self, kind: ObjectType, bytes: &[u8]) -> Oid {
        self.repository.odb().unwrap().write(kind, bytes).unwrap()
    }

    /// Writes a tree from entries that are ordered already.
    pub(super) fn raw_tree(&self, entries: &[(&str, &[u8], Oid)]) -> Oid {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(mode.as_bytes());
            bytes.push(b' ');
            bytes.extend_from_slice(name);
            bytes.push(0);
            bytes.extend_from_slice(id.as_bytes());
        }
        self.write(ObjectType::Tree, &bytes)
    }

    pub(super) fn tree(&self, files: Files<'_>) -> Oid {
        let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        let mut entries: BTreeMap<String, (&str, &str, Oid)> = BTreeMap::new();
        for (path, text) in files {
            match path.split_once('/') {
                Some((folder, rest)) => folders.entry(folder).or_default().push((rest, text)),
                None => {
                    let id = self.write(ObjectType::Blob, text.as_bytes());
                    entries.insert((*path).to_owned(), ("100644", path, id));
                }
            }
        }
        for (folder, files) in &folders {
            entries.insert(format!("{folder}/"), ("40000", folder, self.tree(files)));
        }
        let entries: Vec<(&str, &[u8], Oid)> =
            entries.values().map(|(mode, name, id)| (*mode, name.as_bytes(), *id)).collect();
        self.raw_tree(&entries)
    }

    /// Writes a commit as it stands, and makes it the head of `main`.
    pub(super) fn raw_commit(&self, text: &[u8]) -> Oid {
        let id = self.write(ObjectType::Commit, text);
        self.repository.reference("refs/heads/main", id, true, "").unwrap();
        id
    }

    pub(super) fn commit_tree(&self, parents: &[Oid], summary: &str, tree: Oid) -> Oid {
        self.clock.set(self.clock.get() + 3_600);
        let who = format!("Ann Author <ann@example.org> {} +0100", self.clock.get());
        let parents: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
        self.raw_commit(format!("tree {tree}\n{parents}author {who}\ncommitter {who}\n\n{summary}\n").as_bytes())
    }

    pub(super) fn commit(&self, parents: &[Oid], summary: &str, files: Files<'_>) -> Oid {
        self.commit_tree(parents, summary, self.tree(files))
    }

    pub(super) fn log(&self) -> Log {
        git::read(self.folder.path(), &request()).log
    }

    pub(super) fn chronicle(&self) -> Chronicle {
        self.chronicle_of(self.folder.path())
    }

    pub(super) fn chronicle_of(&self, book: &Path) -> Chronicle {
        let reading = git::read(book, &request());
        history::chronicle(reading.log, &reading.store)
    }
}

pub(super) fn request() -> Request {
    Request { source: "content".to_owned(), ..Request::default() }
}

/// A text of twelve lines that shares none with the text of another subject.
pub(super) fn text(subject: &str) -> String {
    (1..=12).map(|line| format!("Rule {line} of {subject} is followed by everyone in {subject}.\n")).collect()
}

pub(super) fn edited(text: &str, mark: &str) -> String {
    format!("{text}Added in {mark}.\n")
}

pub(super) fn path(text: &str) -> BookPath {
    BookPath::new(text).unwrap()
}

/// The rows of a document, one line each, newest first.
pub(super) fn told(chronicle: &Chronicle, document: &str) -> Vec<String> {
    let row = |revision: &Revision| {
        let kind = match &revision.kind {
            RevisionKind::Added => "added".to_owned(),
            RevisionKind::Modified => "modified".to_owned(),
            RevisionKind::Renamed { from } => format!("renamed from {from}"),
            RevisionKind::Deleted => "deleted".to_owned(),
            RevisionKind::Merged => "merged".to_owned(),
        };
        format!("{}: {kind} {}", revision.by.summary, revision.path)
    };
    chronicle.revisions_of(&path(document)).iter().map(row).collect()
}
