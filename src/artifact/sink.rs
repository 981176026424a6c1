//! Files on their way to a site, and where they can go.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::SitePath;

/// One finished file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact<'a> {
    /// Where it belongs.
    pub path: SitePath,
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> Artifact<'a> {
    /// Makes a file of text.
    pub fn text(path: SitePath, text: String) -> Self {
        Self { path, bytes: Cow::Owned(text.into_bytes()) }
    }
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The medium refused.
    #[error("{path} could not be written: {source}")]
    Medium {
        /// The file.
        path: SitePath,
        /// What the medium said.
        source: std::io::Error,
    },
    /// Two outputs made the same file: a mistake of this program or its theme.
    #[error("{0} was made twice")]
    Twice(SitePath),
}

/// Takes the files of a site as they are made, from several threads at once.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// # Errors
    /// [`SinkError`]; the site must then not be published.
    fn put(&self, artifact: Artifact<'_>) -> Result<(), SinkError>;

    /// Returns whether the file at `path` is wanted at all; an output makes no
    /// other.
    fn wants(&self, _path: &str) -> bool {
        true
    }

    /// Returns whether a file in `folder` may be wanted; the folder ends with `/`.
    fn wants_below(&self, _folder: &str) -> bool {
        true
    }

    /// Takes these files over from the site that stands: all of them, or none when
    /// one is not there or is not as it was made. Returns whether it did.
    ///
    /// # Errors
    /// [`SinkError`]; the site must then not be published.
    fn keep(&self, _paths: &[SitePath]) -> Result<bool, SinkError> {
        Ok(false)
    }
}

/// Wants one file only: for a preview, which makes a page when it is asked for.
#[derive(Debug)]
pub struct OneFileSink<'a> {
    path: &'a str,
    found: Mutex<Option<Vec<u8>>>,
}

impl<'a> OneFileSink<'a> {
    /// Makes a sink that wants the file at `path`.
    pub fn new(path: &'a str) -> Self {
        Self { path, found: Mutex::default() }
    }

    /// Returns the file, if the site has it.
    pub fn into_file(self) -> Option<Vec<u8>> {
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for OneFileSink<'_> {
    fn put(&self, artifact: Artifact<'_>) -> Result<(), SinkError> {
        if artifact.path.as_str() == self.path {
            *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(artifact.bytes.into_owned());
        }
        Ok(())
    }

    fn wants(&self, path: &str) -> bool {
        path == self.path
    }

    fn wants_below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// Keeps a site in memory, for the preview and for tests.
#[derive(Debug, Default)]
pub struct MemorySink {
    files: Mutex<BTreeMap<SitePath, Arc<[u8]>>>,
}

impl MemorySink {
    /// Returns all files, by path.
    pub fn into_files(self) -> BTreeMap<SitePath, Arc<[u8]>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn put(&self, artifact: Artifact<'_>) -> Result<(), SinkError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.contains_key(&artifact.path) {
            return Err(SinkError::Twice(artifact.path));
        }
        files.insert(artifact.path, artifact.bytes.into());
        Ok(())
    }
}
