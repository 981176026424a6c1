//! From a folder to a source tree.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Folder;
use crate::source::{BookPath, SourceFile, SourceState, SourceTree};

/// Most bytes of one text.
pub const TEXT_BYTES_MAX: u64 = 1024 * 1024;

/// Most folders inside each other.
const DEPTH_MAX: usize = 40;

/// A folder that holds no part of any book, wherever it stands.
const SKIPPED: &str = "node_modules";

/// A folder of builds, when it stands at the top.
const SKIPPED_AT_TOP: &str = "target";

const A_LINK: &str = "it is a symbolic link, which is not followed";

/// What to read of a folder.
pub struct ReadRequest<'a> {
    /// Folders to leave out, as paths from the book's folder.
    pub skip: Vec<String>,
    /// Whether a file is read as text now; others are listed only.
    pub is_text: &'a (dyn Fn(&BookPath) -> bool + Sync),
}

/// What stands in a folder under one name.
enum Found {
    Text(BookPath, u64),
    Other(BookPath, u64),
    Special(BookPath, &'static str),
}

impl Folder {
    /// Reads the folder: texts with their contents, other files by name and
    /// size. Hidden folders and build folders are left out; links and special
    /// files are listed as unreadable, and never opened.
    ///
    /// # Errors
    /// Only when the folder or one below it cannot be listed.
    pub fn read_tree(&self, request: &ReadRequest<'_>) -> io::Result<SourceTree> {
        let mut tree = SourceTree::default();
        let mut found = Vec::new();
        self.list(self.path(), "", 0, request, &mut found, &mut tree)?;
        let files: Vec<SourceFile> = found.into_par_iter().map(|found| self.file(found)).collect();
        for file in files {
            tree.insert(file);
        }
        Ok(tree)
    }

    fn list(
        &self,
        folder: &Path,
        prefix: &str,
        depth: usize,
        request: &ReadRequest<'_>,
        found: &mut Vec<Found>,
        tree: &mut SourceTree,
    ) -> io::Result<()> {
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", prefix.trim_end_matches('/')));
        for entry in fs::read_dir(folder).map_err(named)? {
            let entry = entry.map_err(named)?;
            let name = entry.file_name();
            let path = match name.to_str().map(|name| format!("{prefix}{name}")) {
                Some(text) if BookPath::new(&text).is_ok_and(|path| path.as_str() == text) => text,
                _ => {
                    let slash = if entry.file_type().is_ok_and(|kind| kind.is_dir()) { "/" } else { "" };
                    tree.insert_odd_name(format!("{prefix}{}{slash}", name.as_encoded_bytes().escape_ascii()));
                    continue;
                }
            };
            let Ok(book_path) = BookPath::new(&path) else { continue };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                let is_hidden = book_path.file_name().starts_with('.');
                let is_skipped =
                    book_path.file_name() == SKIPPED || path == SKIPPED_AT_TOP || request.skip.contains(&path);
                if !is_hidden && !is_skipped && depth >= DEPTH_MAX {
                    tree.insert_unread_folder(book_path, "it lies more than 40 folders deep");
                } else if !is_hidden && !is_skipped {
                    self.list(&entry.path(), &format!("{path}/"), depth + 1, request, found, tree)?;
                }
            } else if kind.is_file() {
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                let is_text = (request.is_text)(&book_path);
                found.push(if is_text { Found::Text(book_path, size) } else { Found::Other(book_path, size) });
            } else {
                let what = if kind.is_symlink() { A_LINK } else { "it is not a regular file" };
                if kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir()) {
                    tree.insert_unread_folder(book_path.clone(), A_LINK);
                }
                found.push(Found::Special(book_path, what));
            }
        }
        Ok(())
    }

    fn file(&self, found: Found) -> SourceFile {
        match found {
            Found::Other(path, size) => SourceFile::new(path, size, SourceState::Asset),
            Found::Special(path, what) => SourceFile::new(path, 0, SourceState::Unreadable(what.to_owned())),
            Found::Text(path, size) => {
                let state = self.text(&path).map_or_else(SourceState::Unreadable, SourceState::Text);
                SourceFile::new(path, size, state)
            }
        }
    }

    fn text(&self, path: &BookPath) -> Result<Arc<str>, String> {
        let bytes = self.read(path, TEXT_BYTES_MAX).map_err(|error| error.to_string())?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line_number =
                error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            format!("it is not valid UTF-8 (line {line_number})")
        })?;
        if text.contains('\0') {
            return Err("it holds NUL bytes and is no text".to_owned());
        }
        Ok(text.strip_prefix('\u{FEFF}').unwrap_or(&text).into())
    }

    /// Reads one file as a text of the tree.
    pub fn read_text(&self, path: &BookPath) -> SourceFile {
        self.file(Found::Text(path.clone(), 0))
    }
}
