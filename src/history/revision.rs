//! The rows of a document's history.

use std::sync::Arc;

use super::authored::Authored;
use super::commit::BlobId;
use super::path::PastPath;

/// What a commit did to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevisionKind {
    /// It created the file.
    Added,
    /// It changed the file in place.
    Modified,
    /// It moved the file, and may have changed it too.
    Renamed {
        /// The path before.
        from: PastPath,
    },
    /// It deleted the file; a later commit created it again.
    Deleted,
    /// It is a merge whose own text differs from that of all its parents.
    Merged,
}

/// One document at one commit that changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The commit; shared by all documents that it changed.
    pub by: Arc<Authored>,
    /// The file's path at that commit.
    pub path: PastPath,
    /// What the commit did.
    pub kind: RevisionKind,
    /// The text as the commit left it; nothing when it deleted the file.
    pub blob: Option<BlobId>,
}
