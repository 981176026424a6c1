//! What the object store says, as plain values: commits, the files that they
//! changed, tags, and how far back all of it reaches.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::model::{CommitId, Date, Person};
use crate::source::BookPath;

/// The id of one text in git's object store (SHA-1 over its kind, length and bytes).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId([u8; 20]);

impl BlobId {
    /// Takes the twenty bytes of an id.
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Reads forty hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 40 {
            return None;
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Returns the twenty bytes.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "blob {self}")
    }
}

/// One file that a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file's path from the top of the repository.
    pub path: Arc<str>,
    /// Its text before; nothing when the parent had no such file. In a merge:
    /// the text in the first parent that has the file.
    pub old: Option<BlobId>,
    /// Its text after; nothing when the commit deleted it.
    pub new: Option<BlobId>,
    /// In a merge: its texts in all parents that have it. Else empty.
    pub merged: Vec<BlobId>,
}

/// A file that a parent of a merge has and the merge has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished {
    /// The file's path from the top of the repository.
    pub path: Arc<str>,
    /// Its text in that parent.
    pub blob: BlobId,
}

/// One commit, with what it did to files that are or may become documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: CommitId,
    /// Positions of its parents in [`Log::commits`], each greater than its own.
    pub parents: Vec<usize>,
    /// At least one parent is not in the store (a shallow clone ends here). The
    /// changes then list every file of the commit: what it changed is unknown.
    pub is_boundary: bool,
    /// Who wrote it, as recorded.
    pub author: Arc<Person>,
    /// The author's date in the author's zone; nothing when it is not between
    /// the years 1990 and 2100.
    pub date: Option<Date>,
    /// The committer's clock in seconds since 1970, for ordering only.
    pub committed_at: i64,
    /// The first line of the message.
    pub summary: String,
    /// For a commit with one parent or none: each file that it added, changed
    /// or deleted. For a merge: each file that differs from all parents.
    pub changes: Vec<Change>,
    /// For a merge that holds a file which some parent lacks: the files that it
    /// took away from such parents, so that a rename can be told from an addition.
    pub vanished: Vec<Vanished>,
}

/// The id of the object of an annotated tag, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(String);

impl TagId {
    /// Takes an id in hexadecimal as git prints it.
    pub fn new(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }

    /// Returns all digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A tag that leads to a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The name without `refs/tags/`.
    pub name: String,
    /// The commit that it leads to, through any number of tags.
    pub commit: CommitId,
    /// The object of an annotated tag; nothing for a lightweight one, which is
    /// a name and no more. Of a tag of a tag, the first.
    pub object: Option<TagId>,
    /// The tagger's date; of a lightweight tag the committer's. Nothing when absurd.
    pub date: Option<Date>,
    /// The message of an annotated tag.
    pub message: Option<String>,
    /// Whether its commit led to the commit that is checked out.
    pub is_on_branch: bool,
}

/// The files of the book as a tag has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaggedTree {
    /// The tag.
    pub tag: Tag,
    /// Every file below the book's folder, with its text's id.
    pub files: BTreeMap<BookPath, BlobId>,
}

/// How much of the history is there to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryState {
    /// All of it.
    Complete,
    /// A shallow clone: it ends at these commits, and what came before is unknown.
    Shallow {
        /// The commits without known parents.
        boundary: Vec<CommitId>,
    },
    /// An object is missing or damaged; the message names it.
    MissingObject(String),
    /// The folder is in no repository.
    NoRepository,
    /// The repository has no commit yet.
    NoCommits,
    /// The repository belongs to somebody else; the message says what to do.
    ForeignOwner(String),
    /// The repository cannot be read at all; the message says why.
    Unreadable(String),
}

/// Everything that was read from a repository.
#[derive(Debug, Clone)]
pub struct Log {
    /// How much there was to read.
    pub state: HistoryState,
    /// The commit that is checked out.
    pub head: Option<CommitId>,
    /// The branch that is checked out; nothing on a detached head.
    pub branch: Option<String>,
    /// The book's folder from the top of the repository; empty at the top.
    pub folder: String,
    /// The commits that led to the head, newest first, children before parents.
    pub commits: Vec<Commit>,
    /// The documents of the head commit with their texts' ids.
    pub documents: BTreeMap<BookPath, BlobId>,
    /// The text of `.mailmap` in the head commit.
    pub mailmap: Option<String>,
    /// The tags that lead to commits, ordered by name.
    pub tags: Vec<Tag>,
    /// What was skipped, in words for a person, each once.
    pub notes: Vec<String>,
}

impl Log {
    /// Returns a log without a commit.
    pub fn empty(state: HistoryState) -> Self {
        Self {
            state,
            head: None,
            branch: None,
            folder: String::new(),
            commits: Vec::new(),
            documents: BTreeMap::new(),
            mailmap: None,
            tags: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// One commit of the line, with all that it brought to the branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub commit: CommitId,
    /// Its author's date; nothing when it is absurd.
    pub date: Option<Date>,
    /// The heads of the branches that it joined to this one, if it is a merge.
    pub joined: Arc<[CommitId]>,
    /// The files below the book's folder that differ from the step before: each path
    /// once. Only files whose names may be those of prose or of settings.
    pub changes: Vec<StepChange>,
}

/// A file that a step changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepChange {
    /// Its path from the book's folder.
    pub path: BookPath,
    /// Its text after; nothing when it was gone.
    pub text: Option<BlobId>,
}
