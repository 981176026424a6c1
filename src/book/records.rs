//! What the texts of the past say of themselves, each read once for all who ask: the
//! lives of the documents, and the days of the almanac.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Config;
use crate::history::{BlobId, Texts};
use crate::load::{Record, declared};
use crate::model::Declared;
use crate::source::{BookPath, Digest};

/// Most bytes of one text, as for the files of a folder.
const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// Threads that ask for different texts seldom wait for each other.
const SHARDS: usize = 32;

/// The settings with which texts are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    config: &'a Config,
    key: Digest,
}

impl<'a> Reading<'a> {
    /// Takes the settings of some day.
    pub fn of(config: &'a Config) -> Self {
        let documents = (&config.book.src, &config.book.language, &config.variables, &config.dest_dir);
        let settings = &config.documents;
        let fields = (&settings.defaults, &settings.fields, &settings.ignored_fields);
        let key = format!("{documents:?} {fields:?} {:?}", config.reviews.cycle);
        Self { config, key: Digest::of(key.as_bytes()) }
    }

    /// Returns the digest of what decides how a text is read.
    pub fn key(&self) -> Digest {
        self.key
    }
}

/// A text that git cannot give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("git cannot give the text")]
pub struct GoneText;

type Key = (BlobId, BookPath, Digest);
type Known = HashMap<Key, Result<Option<Arc<Record>>, GoneText>>;

/// The records of texts.
#[derive(Debug)]
pub struct Records {
    shards: Vec<Mutex<Known>>,
    is_kept_whole: bool,
}

impl Records {
    /// Returns an empty list. With `is_kept_whole`, all that a text says is kept when its
    /// front matter is asked for, since it will be asked for too.
    pub fn new(is_kept_whole: bool) -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), is_kept_whole }
    }

    /// Returns what the text says that stood at `path`; nothing within when it is no
    /// text that a book can hold.
    ///
    /// # Errors
    /// [`GoneText`], when git cannot give it.
    pub fn record(
        &self,
        text: BlobId,
        path: &BookPath,
        reading: Reading<'_>,
        texts: &dyn Texts,
    ) -> Result<Option<Arc<Record>>, GoneText> {
        let key = (text, path.clone(), reading.key);
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let shard = &self.shards[usize::try_from(hasher.finish() % SHARDS as u64).unwrap_or_default()];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let read = || {
            let bytes = texts.text(text).ok_or(GoneText)?;
            let text = text_of(&bytes);
            Ok(text.map(|text| Arc::new(Record::read(text, path, reading.config))))
        };
        let read = read();
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(key, read.clone());
        read
    }

    /// Returns what the front matter of a text says; nothing when it cannot be read.
    pub fn declared(
        &self,
        text: BlobId,
        path: &BookPath,
        reading: Reading<'_>,
        texts: &dyn Texts,
    ) -> Option<Arc<Declared>> {
        if self.is_kept_whole {
            return self.record(text, path, reading, texts).ok()?.map(|record| Arc::clone(&record.declared));
        }
        let bytes = texts.text(text)?;
        Some(Arc::new(declared(text_of(&bytes)?, path, reading.config)))
    }
}

fn text_of(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.len() <= TEXT_BYTES_MAX)
}
