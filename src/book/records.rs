//! What the texts of the past say of themselves, each read once for all who ask: the
//! lives of the documents, and the days of the almanac.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::records_schema::{HeadLine, RecordData, TextLine};
use crate::config::Config;
use crate::history::{BlobId, Texts};
use crate::load::{Record, declared};
use crate::model::Declared;
use crate::source::{BookPath, Digest, TEXT_BYTES_MAX};

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
/// With whether anybody asked for it in this run.
type Known = HashMap<Key, (Result<Option<Arc<Record>>, GoneText>, bool)>;

/// The records of texts.
#[derive(Debug)]
pub struct Records {
    shards: Vec<Mutex<Known>>,
    is_kept_whole: bool,
    /// Whether a text was read that was not remembered.
    has_news: AtomicBool,
}

impl Records {
    /// Returns an empty list. With `is_kept_whole`, all that a text says is kept when its
    /// front matter is asked for, since it will be asked for too.
    pub fn new(is_kept_whole: bool) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, is_kept_whole, has_news: AtomicBool::new(false) }
    }

    /// Returns a list with what an earlier run remembered, if it is of the same `program`.
    /// All that a text says is kept; `src` is the folder of the documents.
    pub fn remembering(text: &str, program: &str, src: &str) -> Self {
        let records = Self::new(true);
        let (head, lines) = text.split_once('\n').unwrap_or_default();
        let head = serde_json::from_str::<HeadLine>(head).ok().filter(|head| head.program == program);
        let Some(HeadLine { readings, .. }) = head else { return records };
        let readings: Vec<Option<Digest>> = readings.iter().map(|key| Digest::from_hex(key)).collect();
        // What cannot be read is not remembered.
        let remember = |line: &str| {
            let TextLine(text, path, reading, data) = serde_json::from_str(line).ok()?;
            let (text, path) = (BlobId::from_hex(&text)?, BookPath::new(&path).ok()?);
            let reading = (*readings.get(reading)?)?;
            let record = match data {
                None => None,
                Some(data) => Some(Arc::new(data.record(&path, src)?)),
            };
            records.lock(&text).insert((text, path, reading), (Ok(record), false));
            Some(())
        };
        lines.par_lines().for_each(|line| {
            remember(line);
        });
        records
    }

    /// Returns whether a text was read that was not remembered.
    pub fn has_news(&self) -> bool {
        self.has_news.load(Ordering::Relaxed)
    }

    /// Writes what is to be remembered: the texts that were asked for.
    ///
    /// # Errors
    /// What `to` says.
    #[allow(clippy::iter_over_hash_type, reason = "nobody compares two of these files")]
    pub fn write(&self, program: &str, to: &mut dyn Write) -> io::Result<()> {
        let mut readings = BTreeSet::new();
        for shard in &self.shards {
            let known = shard.lock().unwrap_or_else(PoisonError::into_inner);
            readings.extend(known.keys().map(|(_, _, reading)| *reading));
        }
        let readings: Vec<Digest> = readings.into_iter().collect();
        let keys = readings.iter().map(|key| key.to_hex()).collect();
        let mut line = |value: &str| to.write_all(value.as_bytes()).and_then(|()| to.write_all(b"\n"));
        let json = |error: serde_json::Error| io::Error::other(error);
        line(&serde_json::to_string(&HeadLine { program: program.to_owned(), readings: keys }).map_err(json)?)?;
        for shard in &self.shards {
            let known = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for ((text, path, key), (record, is_asked_for)) in known.iter() {
                let Ok(record) = record.as_ref().map(Option::as_deref) else { continue };
                let (true, Ok(reading)) = (*is_asked_for, readings.binary_search(key)) else { continue };
                let data = record.map(RecordData::of);
                line(
                    &serde_json::to_string(&TextLine(text.to_string(), path.to_string(), reading, data))
                        .map_err(json)?,
                )?;
            }
        }
        Ok(())
    }

    fn lock(&self, text: &BlobId) -> MutexGuard<'_, Known> {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let shard = usize::try_from(hasher.finish() % SHARDS as u64).unwrap_or_default();
        self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner)
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
        if let Some((known, is_asked_for)) = self.lock(&text).get_mut(&key) {
            *is_asked_for = true;
            return known.clone();
        }
        let read = || {
            let bytes = texts.text(text).ok_or(GoneText)?;
            let text = text_of(&bytes);
            Ok(text.map(|text| Arc::new(Record::read(text, path, reading.config))))
        };
        let read = read();
        self.has_news.store(true, Ordering::Relaxed);
        self.lock(&text).insert(key, (read.clone(), true));
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
