//! How the files of the folder differ from the last commit.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::commit::BlobId;
use super::texts::Texts;
use crate::source::BookPath;

/// What became of a document since the last commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkState {
    /// The file holds the text of the last commit.
    Clean,
    /// The file holds another text.
    Modified,
    /// The last commit has no such file.
    Untracked,
}

/// The mark that some editors put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Compares the files of the folder with the documents of the last commit.
///
/// Line ends and a byte order mark make no difference: git may write CR LF into
/// a checkout, and a text that was read has lost its mark.
pub fn work_states(
    committed: &BTreeMap<BookPath, BlobId>,
    working: &BTreeMap<BookPath, &[u8]>,
    texts: &dyn Texts,
) -> BTreeMap<BookPath, WorkState> {
    let state_of = |(path, bytes): (&BookPath, &&[u8])| {
        let state = match committed.get(path) {
            None => WorkState::Untracked,
            Some(&blob) if is_same(blob, bytes, texts) => WorkState::Clean,
            Some(_) => WorkState::Modified,
        };
        (path.clone(), state)
    };
    let files: Vec<(&BookPath, &&[u8])> = working.iter().collect();
    files.into_par_iter().map(state_of).collect::<Vec<_>>().into_iter().collect()
}

fn is_same(blob: BlobId, bytes: &[u8], texts: &dyn Texts) -> bool {
    texts.id_of(bytes) == blob || texts.text(blob).is_some_and(|committed| plain(&committed) == plain(bytes))
}

/// Returns the text with LF line ends and without a byte order mark.
fn plain(text: &[u8]) -> Vec<u8> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let is_kept = |at: usize, byte: u8| byte != b'\r' || text.get(at + 1) != Some(&b'\n');
    text.iter().enumerate().filter(|&(at, &byte)| is_kept(at, byte)).map(|(_, &byte)| byte).collect()
}
