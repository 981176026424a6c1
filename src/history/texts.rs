//! What can be asked of the store behind a log.

use std::sync::Arc;

use super::commit::BlobId;
use super::line::Line;
use crate::model::CommitId;

/// The texts behind the ids of a log.
pub trait Texts: Sync {
    /// Returns the bytes of a text, or nothing when they are missing, damaged or
    /// too large to be a document.
    fn text(&self, id: BlobId) -> Option<Vec<u8>>;

    /// Returns the id that git gives to these bytes.
    fn id_of(&self, bytes: &[u8]) -> BlobId;

    /// Returns the id of the file that a commit has at `path`, a path from the top
    /// of the repository.
    fn file_at(&self, commit: &CommitId, path: &str) -> Option<BlobId>;

    /// Returns the branch's line of first parents that ends with `head`, with what each
    /// commit brought to `folder`, a path from the top of the repository; nothing when a
    /// part of it cannot be read.
    fn line(&self, head: &CommitId, folder: &str) -> Option<Arc<Line>>;
}

/// The texts of no repository.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTexts;

impl Texts for NoTexts {
    fn text(&self, _: BlobId) -> Option<Vec<u8>> {
        None
    }

    fn id_of(&self, _: &[u8]) -> BlobId {
        BlobId::new([0; 20])
    }

    fn file_at(&self, _: &CommitId, _: &str) -> Option<BlobId> {
        None
    }

    fn line(&self, _: &CommitId, _: &str) -> Option<Arc<Line>> {
        None
    }
}
