//! Paths of files below a site's root.

use std::fmt;

/// The path of a file of the site: relative, `/` between parts, no part that
/// leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(String);

/// A text is no path of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no path of a site")]
pub struct BadSitePath(String);

impl SitePath {
    /// Takes a path as it stands.
    ///
    /// # Errors
    /// [`BadSitePath`], when it is absolute, empty, or has a part that is empty,
    /// `.`, `..`, or holds a backslash, a colon or a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, BadSitePath> {
        let text = text.into();
        let is_good = |part: &str| {
            !part.is_empty()
                && part != "."
                && part != ".."
                && !part.chars().any(|c| c.is_control() || c == '\\' || c == ':')
        };
        if text.split('/').all(is_good) { Ok(Self(text)) } else { Err(BadSitePath(text)) }
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
