//! The files of one commit as a source tree, as if they stood in a folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::store::Store;
use crate::history::{BlobId, Texts as _};
use crate::model::CommitId;
use crate::source::{BookPath, SourceFile, SourceState, SourceTree, TEXT_BYTES_MAX};

/// The files of a commit, and which texts they are.
#[derive(Debug, Default)]
pub struct PastTree {
    /// The files.
    pub tree: SourceTree,
    blobs: BTreeMap<BookPath, BlobId>,
}

impl Store {
    /// Returns the files that a commit has below `folder`, a path from the top of
    /// the repository: those that `is_text` names with their texts, the others by
    /// name only. Hidden files and folders are left out. What is the same in `other`
    /// is taken from there. Nothing when the commit cannot be read.
    pub fn source_tree(
        &self,
        commit: &CommitId,
        folder: &str,
        other: &PastTree,
        is_text: &dyn Fn(&BookPath) -> bool,
    ) -> Option<PastTree> {
        let blobs = self.files(commit, folder)?;
        let mut tree = SourceTree::default();
        for (path, &blob) in &blobs {
            if path.as_str().split('/').any(|part| part.starts_with('.')) {
                continue;
            }
            if let (Some(known), Some(file)) = (other.blobs.get(path), other.tree.get(path))
                && *known == blob
            {
                tree.insert_shared(Arc::clone(file));
                continue;
            }
            let state = match is_text(path).then(|| self.text(blob)) {
                None => SourceState::Asset,
                Some(None) => SourceState::Unreadable("git cannot give it".to_owned()),
                Some(Some(bytes)) if bytes.len() > TEXT_BYTES_MAX => {
                    SourceState::Unreadable("it is larger than 1 MiB".to_owned())
                }
                Some(Some(bytes)) => match String::from_utf8(bytes) {
                    Ok(text) => SourceState::Text(text.strip_prefix('\u{feff}').unwrap_or(&text).into()),
                    Err(_) => SourceState::Unreadable("it is not UTF-8".to_owned()),
                },
            };
            let size_bytes = match &state {
                SourceState::Text(text) => text.len() as u64,
                SourceState::Asset | SourceState::Unreadable(_) => 0,
            };
            tree.insert(SourceFile::new(path.clone(), size_bytes, state));
        }
        Some(PastTree { tree, blobs })
    }
}
