//! A folder of files as plain values, wherever it came from.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, OnceLock};

use super::{BookPath, Digest, Digester, LineIndex, Position};

/// Most bytes of one text of a book, in a folder or in a commit; a longer file is none.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// What became of reading one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceState {
    /// A text that was read: UTF-8, with a byte order mark taken off.
    Text(Arc<str>),
    /// A file that is not read with the tree; its bytes come from an [`AssetSource`].
    Asset,
    /// A file that should be a text and could not be read as one, with the reason.
    Unreadable(String),
}

/// One file of a tree.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: BookPath,
    size_bytes: u64,
    state: SourceState,
    lines: OnceLock<LineIndex>,
    digest: OnceLock<Digest>,
}

impl SourceFile {
    /// Makes a file that holds `text`.
    pub fn text_file(path: BookPath, text: &str) -> Self {
        Self::new(path, text.len() as u64, SourceState::Text(text.into()))
    }

    /// Makes a file of `size_bytes` in the given state.
    pub fn new(path: BookPath, size_bytes: u64, state: SourceState) -> Self {
        Self { path, size_bytes, state, lines: OnceLock::new(), digest: OnceLock::new() }
    }

    /// Returns where the file stands in the book.
    pub fn path(&self) -> &BookPath {
        &self.path
    }

    /// Returns the file's size in bytes, as it was found.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Returns what became of reading it.
    pub fn state(&self) -> &SourceState {
        &self.state
    }

    /// Returns the text; empty for an asset or an unreadable file.
    pub fn text(&self) -> &str {
        match &self.state {
            SourceState::Text(text) => text,
            SourceState::Asset | SourceState::Unreadable(_) => "",
        }
    }

    /// Returns the line and column of a byte of the text.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.get_or_init(|| LineIndex::new(self.text())).position(self.text(), offset)
    }

    /// Returns the digest of the text.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(self.text().as_bytes()))
    }
}

/// All files of one book at one moment, by path.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    files: BTreeMap<BookPath, Arc<SourceFile>>,
    odd_names: Vec<String>,
    unread_folders: BTreeMap<BookPath, &'static str>,
}

impl SourceTree {
    /// Adds a file; a later one with the same path replaces the earlier.
    pub fn insert(&mut self, file: SourceFile) {
        self.files.insert(file.path.clone(), Arc::new(file));
    }

    /// Adds a file that another tree has too.
    pub fn insert_shared(&mut self, file: Arc<SourceFile>) {
        self.files.insert(file.path.clone(), file);
    }

    /// Notes a file that no path of a book can name, by its name with escapes; a
    /// folder's ends in `/`.
    pub fn insert_odd_name(&mut self, escaped: String) {
        self.odd_names.push(escaped);
        self.odd_names.sort();
    }

    /// Returns the names that no path of a book can hold, escaped, in order.
    pub fn odd_names(&self) -> &[String] {
        &self.odd_names
    }

    /// Notes a folder that was not looked into, with the reason.
    pub fn insert_unread_folder(&mut self, path: BookPath, reason: &'static str) {
        self.unread_folders.insert(path, reason);
    }

    /// Returns the folders that were not looked into, ordered by path, with the reasons.
    pub fn unread_folders(&self) -> impl Iterator<Item = (&BookPath, &'static str)> {
        self.unread_folders.iter().map(|(path, reason)| (path, *reason))
    }

    /// Returns a digest of all paths and texts; of an asset its size speaks.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::default();
        for file in self.files() {
            digester.part(file.path().as_str(), file.digest().as_bytes());
            digester.part("size", &file.size_bytes().to_le_bytes());
        }
        digester.finish()
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &BookPath) {
        self.files.remove(path);
    }

    /// Returns the file at `path`.
    pub fn get(&self, path: &BookPath) -> Option<&Arc<SourceFile>> {
        self.files.get(path)
    }

    /// Returns every file, ordered by path.
    pub fn files(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        self.files.values()
    }

    /// Returns the files below `folder`, ordered by path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Arc<SourceFile>> {
        self.files().filter(move |file| file.path().below(folder).is_some())
    }
}

/// Reads the bytes of a file that the tree lists as an asset.
pub trait AssetSource: Sync {
    /// Returns all bytes of the file at `path`.
    ///
    /// # Errors
    /// Whatever the medium says, with a message for a person.
    fn read(&self, path: &BookPath) -> io::Result<Vec<u8>>;
}

/// A source without assets, for a tree that is all text.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAssets;

impl AssetSource for NoAssets {
    fn read(&self, path: &BookPath) -> io::Result<Vec<u8>> {
        Err(io::Error::new(io::ErrorKind::NotFound, format!("{path} is not available")))
    }
}
