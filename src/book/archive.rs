//! Old texts of the book, read when they are asked for: a site has many times
//! more of them than of today's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::bound::BoundDocument;
use crate::config::{Config, read_config};
use crate::diagnostic::Findings;
use crate::history::{BlobId, Texts, WorkState};
use crate::load::{Leaf, read_one};
use crate::model::{CommitId, Date};
use crate::source::{BookPath, SourceFile};
use crate::version::Version;

/// Reads old texts as they were read then: with the variables and the language of
/// the settings of their commit, by today's rules.
pub struct Archive<'a> {
    texts: &'a dyn Texts,
    /// The book's folder from the top of the repository; empty at the top.
    folder: &'a str,
    config: Arc<Config>,
    today: Date,
    settings: Mutex<BTreeMap<BlobId, Arc<Config>>>,
}

impl std::fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl<'a> Archive<'a> {
    /// Makes an archive of the texts behind `texts`; `config` has today's settings.
    pub fn new(texts: &'a dyn Texts, folder: &'a str, config: &'a Config, today: Date) -> Self {
        Self { texts, folder, config: Arc::new(config.clone()), today, settings: Mutex::default() }
    }

    /// Returns the text of a version of `bound`, parsed; nothing when it cannot be
    /// read any more.
    pub fn leaf(&self, bound: &BoundDocument, version: &Version) -> Option<Arc<Leaf>> {
        let path = version.path.in_book()?;
        if is_text_of_today(bound, version) && *bound.leaf.file.path() == path {
            let then = self.settings_at(&version.landing.commit);
            if then.variables == self.config.variables && then.book.language == self.config.book.language {
                return Some(Arc::clone(&bound.leaf));
            }
        }
        Some(Arc::new(self.leaf_at(version.text, path, &version.landing.commit)?))
    }

    /// Returns a text as it stood at `path` in a commit, parsed.
    pub fn leaf_at(&self, text: BlobId, path: BookPath, commit: &CommitId) -> Option<Leaf> {
        let bytes = self.texts.text(text)?;
        let text = std::str::from_utf8(&bytes).ok()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let config = self.settings_at(commit);
        Some(read_one(SourceFile::text_file(path, text), &config))
    }

    /// Returns today's settings with the variables and the language of a commit.
    fn settings_at(&self, commit: &CommitId) -> Arc<Config> {
        let path = match self.folder {
            "" => "book.toml".to_owned(),
            folder => format!("{folder}/book.toml"),
        };
        let today = || Arc::clone(&self.config);
        let Some(blob) = self.texts.file_at(commit, &path) else { return today() };
        let known = self.settings.lock().unwrap_or_else(PoisonError::into_inner).get(&blob).cloned();
        known.unwrap_or_else(|| {
            let settings =
                self.texts.text(blob).and_then(|bytes| self.read_settings(&bytes)).map_or_else(today, Arc::new);
            self.settings.lock().unwrap_or_else(PoisonError::into_inner).insert(blob, Arc::clone(&settings));
            settings
        })
    }

    fn read_settings(&self, bytes: &[u8]) -> Option<Config> {
        let path = BookPath::new("book.toml").ok()?;
        let file = SourceFile::text_file(path, std::str::from_utf8(bytes).ok()?);
        let then = read_config(&file, &[], self.today, &mut Findings::default());
        let mut config = Config::clone(&self.config);
        config.variables = then.variables;
        config.book.language = then.book.language;
        Some(config)
    }
}

/// Returns whether the folder holds the very text of the version.
fn is_text_of_today(bound: &BoundDocument, version: &Version) -> bool {
    let newest = bound.life.states.first().and_then(|state| state.text);
    bound.work_state == Some(WorkState::Clean) && newest == Some(version.text)
}
