//! A publication, as it is shown: every file by its path, and the texts that it asks for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use hyper::body::Bytes;

use crate::artifact::{Entry, media_type};
use crate::disk::{Releases, Taken};
use crate::obligation::{Asked, BadPublication, read_publication};
use crate::source::Digest;

/// Where a publication says which texts are to be acknowledged.
pub(super) const ASKED_PATH: &str = "data/acknowledgements.json";
/// Most bytes that are kept in memory of all files.
const KEPT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Most bytes of a file that is kept in memory.
const KEPT_FILE_MAX: u64 = 1024 * 1024;

/// A publication that can be shown.
pub(super) struct Release {
    /// The digest of its manifest.
    pub(super) id: Digest,
    /// The texts that it asks for.
    pub(super) asked: Vec<Asked>,
    files: BTreeMap<String, Arc<File>>,
    /// By the address of the page, the text that is asked for there.
    asked_at: BTreeMap<String, usize>,
}

/// A file of a publication.
pub(super) struct File {
    entry: Entry,
    /// Its tag for caches.
    pub(super) tag: String,
    kept: OnceLock<Bytes>,
}

/// A publication cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReleaseError {
    /// What it asks for cannot be read.
    #[error(transparent)]
    Asked(#[from] BadPublication),
    /// A file of it cannot be read.
    #[error("`{path}`: {source}")]
    File {
        /// Its path.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Reads files, and keeps those that are small as long as there is room.
pub(super) struct Shelf {
    releases: Releases,
    kept_bytes: AtomicU64,
}

impl Shelf {
    /// Takes what was kept of publications.
    pub(super) fn new(releases: Releases) -> Self {
        Self { releases, kept_bytes: AtomicU64::new(0) }
    }

    /// Returns what is kept of publications.
    pub(super) fn releases(&self) -> &Releases {
        &self.releases
    }

    /// Returns the bytes of a file.
    pub(super) fn bytes(&self, file: &File) -> std::io::Result<Bytes> {
        if let Some(bytes) = file.kept.get() {
            return Ok(bytes.clone());
        }
        let bytes = Bytes::from(self.releases.bytes(&file.entry)?);
        let size = file.entry.size;
        let has_room = || self.kept_bytes.fetch_add(size, Ordering::Relaxed) + size <= KEPT_BYTES_MAX;
        if size <= KEPT_FILE_MAX && has_room() {
            let _ = file.kept.set(bytes.clone());
        }
        Ok(bytes)
    }

    /// Makes a publication ready. Files that the one `before` had too are shared with it.
    pub(super) fn release(&self, taken: Taken, before: Option<&Release>) -> Result<Release, ReleaseError> {
        let old: BTreeMap<&str, &Arc<File>> =
            before.iter().flat_map(|release| release.files.values()).map(|file| (file.tag.as_str(), file)).collect();
        let mut files = BTreeMap::new();
        for entry in taken.manifest.files {
            let tag = format!("\"{}\"", &entry.sha256);
            let shared = old.get(tag.as_str()).filter(|file| file.entry.size == entry.size);
            let path = entry.path.clone();
            let file =
                shared.map_or_else(|| Arc::new(File { entry, tag, kept: OnceLock::new() }), |file| Arc::clone(file));
            files.insert(path, file);
        }
        // What is not shared is dropped with the release before.
        let kept = files.values().filter_map(|file| file.kept.get()).map(|bytes| bytes.len() as u64).sum();
        self.kept_bytes.store(kept, Ordering::Relaxed);
        let asked = match files.get(ASKED_PATH) {
            None => Vec::new(),
            Some(file) => {
                let failed = |source| ReleaseError::File { path: ASKED_PATH.to_owned(), source };
                let bytes = self.bytes(file).map_err(failed)?;
                read_publication(&String::from_utf8_lossy(&bytes))?
            }
        };
        let asked_at = asked.iter().enumerate().map(|(index, asked)| (file_of(&asked.url), index)).collect();
        Ok(Release { id: taken.id, asked, files, asked_at })
    }
}

impl Release {
    /// Returns the file at a path below the site's root.
    pub(super) fn file(&self, path: &str) -> Option<&Arc<File>> {
        self.files.get(path)
    }

    /// Returns the text that is asked for on the page at a path below the site's root.
    pub(super) fn asked_at(&self, path: &str) -> Option<&Asked> {
        self.asked_at.get(path).map(|index| &self.asked[*index])
    }

    /// Returns the text of a document in a language that is asked for.
    pub(super) fn asked(&self, document: &str, language: &str) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.document == document && asked.language == language)
    }

    /// Returns the number of its files.
    pub(super) fn file_count(&self) -> usize {
        self.files.len()
    }
}

impl File {
    /// Returns its bytes when they are in memory.
    pub(super) fn kept(&self) -> Option<Bytes> {
        self.kept.get().cloned()
    }

    /// Returns its media type.
    pub(super) fn media_type(&self, path: &str) -> &'static str {
        media_type(path)
    }
}

/// Returns the path of the file behind the address of a page.
fn file_of(url: &str) -> String {
    let path = url.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}
