//! Which file of one commit of the branch became which of the next.

use super::commit::BlobId;
use super::renames::{Side, pair};
use super::texts::Texts;
use crate::source::BookPath;

/// Returns which of the files that a step took away became which of those that it
/// brought, as positions in the two lists: the same text, else one that is at least
/// half alike. Both lists are ordered by path.
pub fn moved_files(
    gone: &[(&BookPath, BlobId)],
    come: &[(&BookPath, BlobId)],
    texts: &dyn Texts,
) -> Vec<(usize, usize)> {
    let gone: Vec<Side<'_>> = gone.iter().map(|(path, blob)| Side { path: path.as_str(), blob: *blob }).collect();
    let come: Vec<Side<'_>> = come.iter().map(|(path, blob)| Side { path: path.as_str(), blob: *blob }).collect();
    pair(&gone, &come, texts).pairs
}
