//! Where a file stood in the past, and which names can belong to documents.

use std::fmt;
use std::sync::Arc;

use crate::source::BookPath;

/// The path of a file at some commit, seen from the book's folder. A file that
/// stood outside the book then begins with `../`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PastPath(Arc<str>);

impl PastPath {
    /// Takes a path from the top of the repository and looks at it from `folder`,
    /// the book's folder there.
    pub fn seen_from(folder: &str, path: &Arc<str>) -> Self {
        if folder.is_empty() {
            return Self(Arc::clone(path));
        }
        let from: Vec<&str> = folder.split('/').collect();
        let to: Vec<&str> = path.split('/').collect();
        let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(to.len() - 1);
        let up = std::iter::repeat_n("..", from.len() - shared);
        let parts: Vec<&str> = up.chain(to.iter().skip(shared).copied()).collect();
        Self(parts.join("/").into())
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path from the top of the repository, where `folder` is the
    /// book's folder: the way back from [`PastPath::seen_from`].
    pub fn from_top(&self, folder: &str) -> String {
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in self.0.split('/') {
            match part {
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// Returns the path inside the book, unless it leads outside.
    pub fn in_book(&self) -> Option<BookPath> {
        BookPath::new(&self.0).ok()
    }
}

impl fmt::Display for PastPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PastPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

/// Says whether a file of this name is a document.
pub fn is_document_name(name: &[u8]) -> bool {
    let ends_with =
        |ending: &[u8]| name.len() > ending.len() && name[name.len() - ending.len()..].eq_ignore_ascii_case(ending);
    ends_with(b".md") || ends_with(b".markdown")
}

/// Says whether a file of this name may have been a document before it was
/// renamed: Markdown, plain text, or a name without an ending.
pub fn is_prose_name(name: &[u8]) -> bool {
    const ENDINGS: [&[u8]; 8] = [b"md", b"markdown", b"mdown", b"mdx", b"txt", b"text", b"rst", b"adoc"];
    match name.iter().rposition(|&byte| byte == b'.') {
        None | Some(0) => true,
        Some(dot) => ENDINGS.iter().any(|ending| name[dot + 1..].eq_ignore_ascii_case(ending)),
    }
}
