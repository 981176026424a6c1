//! Paths inside a book: relative, with `/`, without `.` and `..`.

use std::fmt;

/// A file's path from the book's folder, such as `content/policies/access.md`.
///
/// Valid by construction: relative, `/` between the parts, no empty part, no
/// `.` or `..`, no control character and no backslash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookPath(String);

/// Why a text is no [`BookPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    /// Nothing is left of it.
    #[error("the path is empty")]
    Empty,
    /// It leads out of the book.
    #[error("the path leads out of the book")]
    Outside,
    /// It holds a character that no path of a book may have.
    #[error("the path holds a control character, a backslash or a colon")]
    Character,
}

impl BookPath {
    /// Normalises `text` into a path of the book.
    ///
    /// # Errors
    /// [`BadPath`], when it is absolute, leads outside, is empty, or holds a
    /// backslash, a colon or a control character.
    pub fn new(text: &str) -> Result<Self, BadPath> {
        Self::resolved("", text)
    }

    /// Resolves `relative` as seen from this file's folder; a leading `/` starts
    /// at the book's folder.
    ///
    /// # Errors
    /// As for [`BookPath::new`].
    pub fn sibling(&self, relative: &str) -> Result<Self, BadPath> {
        match relative.strip_prefix('/') {
            Some(rooted) => Self::resolved("", rooted),
            None => Self::resolved(self.folder(), relative),
        }
    }

    fn resolved(folder: &str, relative: &str) -> Result<Self, BadPath> {
        if relative.chars().any(|c| c.is_control() || c == '\\' || c == ':') {
            return Err(BadPath::Character);
        }
        if relative.starts_with('/') {
            return Err(BadPath::Outside);
        }
        // Most paths are written as they will be kept.
        if folder.is_empty() && relative.split('/').all(|part| !matches!(part, "" | "." | "..")) {
            return Ok(Self(relative.to_owned()));
        }
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or(BadPath::Outside)?;
                }
                name => parts.push(name),
            }
        }
        if parts.is_empty() { Err(BadPath::Empty) } else { Ok(Self(parts.join("/"))) }
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder part without a trailing `/`; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// Returns the last part without its ending.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// Returns the ending without its dot; empty when there is none.
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// Returns the part below `folder`, or nothing when it lies elsewhere. An
    /// empty folder holds everything.
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// Returns whether `part` of a path names a device on Windows, whatever its ending:
/// a site with such a file cannot be unpacked there.
pub fn is_device_name(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.len() == 4
        && stem.ends_with(|c: char| c.is_ascii_digit());
    is_port || ["con", "prn", "aux", "nul"].contains(&stem.as_str())
}

impl fmt::Display for BookPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BookPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}
