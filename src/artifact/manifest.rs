//! The list of everything that a site consists of, with digests: what makes a
//! folder recognisable as a site of this program, and checkable by others.

use serde::{Deserialize, Serialize};

use super::{Published, SitePath};
use crate::source::Digest;

/// The manifest's own place below the site's root.
pub const MANIFEST_PATH: &str = "data/manifest.json";

/// The files of one site.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Manifest {
    /// `policybook-manifest/1`.
    pub schema: String,
    /// The program that made the site.
    pub generator: String,
    /// The commit that it was made from, when it is known.
    pub commit: Option<String>,
    /// What the publication promises; nothing in the manifest of an older program.
    #[serde(default)]
    pub published: Option<Published>,
    /// Every file but the manifest itself, ordered by path.
    pub files: Vec<Entry>,
}

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the root.
    pub path: String,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Manifest {
    /// The value of [`Manifest::schema`].
    pub const SCHEMA: &'static str = "policybook-manifest/1";

    /// Makes a manifest of `files`, which it orders.
    pub fn new(commit: Option<String>, published: Published, mut files: Vec<(SitePath, Digest, u64)>) -> Self {
        files.sort();
        let entry = |(path, digest, size): (SitePath, Digest, u64)| Entry {
            path: path.as_str().to_owned(),
            sha256: digest.to_hex(),
            size,
        };
        Self {
            schema: Self::SCHEMA.to_owned(),
            generator: concat!("policybook ", env!("CARGO_PKG_VERSION")).to_owned(),
            commit,
            published: Some(published),
            files: files.into_iter().map(entry).collect(),
        }
    }

    /// Returns the manifest as JSON that ends with a line feed.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain rows of text and numbers always serialise");
        text.push('\n');
        text
    }

    /// Reads a manifest; nothing when it is none of this program.
    pub fn from_json(text: &str) -> Option<Self> {
        let manifest: Self = serde_json::from_str(text).ok()?;
        (manifest.schema == Self::SCHEMA).then_some(manifest)
    }
}
