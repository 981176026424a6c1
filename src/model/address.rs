//! Addresses of pages on the site, and the links between them.

use std::fmt;

use crate::source::encode_path;

/// The address of a page below the site's root: empty for the home page, else
/// parts that each end in `/`, such as `policies/access-control/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Address(String);

impl Address {
    /// Returns the address of the home page.
    pub fn home() -> Self {
        Self::default()
    }

    /// Returns the address with these parts; empty parts are left out.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        for part in parts.into_iter().flat_map(|part| part.split('/')).filter(|part| !part.is_empty()) {
            text.push_str(part);
            text.push('/');
        }
        Self(text)
    }

    /// Returns the address as text, relative to the site's root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address with a leading `/`, as data files write it.
    pub fn rooted(&self) -> String {
        format!("/{}", self.0)
    }

    /// Returns the path of the page's file below the site's root.
    pub fn file_path(&self) -> String {
        format!("{}index.html", self.0)
    }

    /// Returns `../` as often as it takes to come from this page to the root.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// Returns a relative link from this page to the file at `path` below the
    /// root. It works on every server, below every path, and from a disk.
    pub fn link_to_file(&self, path: &str) -> String {
        let encoded = encode_path(path);
        let here: Vec<&str> = self.0.split_terminator('/').collect();
        let there: Vec<&str> = encoded.split('/').collect();
        let shared = here.iter().zip(&there[..there.len() - 1]).take_while(|(a, b)| encode_path(a) == **b).count();
        let mut link = "../".repeat(here.len() - shared);
        link.push_str(&there[shared..].join("/"));
        link
    }

    /// Returns a relative link from this page to another.
    pub fn link_to(&self, other: &Address) -> String {
        self.link_to_file(&other.file_path())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
