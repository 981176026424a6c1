//! Where the service keeps what: the data folder with the log, its key, and the publications.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::failure::Failure;
use super::session::Session;
use crate::ledger::{SigningKey, SqliteStore, Store, StoreError, new_key};
use crate::model::Instant;

/// The files of a service.
pub(super) struct Place {
    /// The data folder.
    pub(super) data: PathBuf,
    /// The log.
    pub(super) log: PathBuf,
    /// Its signing key.
    pub(super) key: PathBuf,
}

impl Place {
    /// Returns the files of the service of this book.
    pub(super) fn of(session: &Session) -> Self {
        let root = session.folder.path();
        let data = root.join(&session.config.host.data);
        let key = session.config.host.key.as_ref().map_or_else(|| data.join("log.key"), |key| root.join(key));
        Self { log: data.join("log.sqlite"), key, data }
    }

    /// Returns the files of a service that is only tried out.
    pub(super) fn of_rehearsal(session: &Session) -> Self {
        let data = session.folder.path().join(crate::disk::CACHE_PARENT).join("rehearsal");
        Self { log: data.join("log.sqlite"), key: data.join("log.key"), data }
    }

    /// Makes the data folder, which git must not see: it holds a secret and the names of people.
    pub(super) fn make_folder(&self) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", self.data.display()));
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.data).map_err(failed)?;
        let ignore = self.data.join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(failed)?;
        }
        Ok(())
    }

    /// Makes a key for the log of this name.
    pub(super) fn make_key(&self, name: &str) -> Result<SigningKey, Failure> {
        let text = new_key(name);
        let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", self.key.display()));
        if let Some(folder) = self.key.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.key);
        let written = file.and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(failed)?;
        Ok(SigningKey::parse(&text).expect("what was just made can be read"))
    }

    /// Reads the key.
    pub(super) fn read_key(&self) -> Result<SigningKey, Failure> {
        let text = fs::read_to_string(&self.key).map_err(|error| {
            Failure::usage(format!(
                "the signing key {} cannot be read: {error}; `policybook log init` makes one, and without it nothing \
                 can be acknowledged",
                self.key.display()
            ))
        })?;
        SigningKey::parse(&text)
            .map_err(|error| Failure::usage(format!("the signing key {}: {error}", self.key.display())))
    }
}

/// Opens a log to read it.
pub(super) fn open_to_read(path: &Path) -> Result<SqliteStore, Failure> {
    if !path.is_file() {
        return Err(Failure::impossible(format!(
            "there is no log at {}; `policybook log init` makes one",
            path.display()
        )));
    }
    SqliteStore::open_to_read(path).map_err(|error| not_opened(path, &error))
}

/// Returns a log that can be asked, as a service wants it.
pub(super) fn boxed(store: Result<SqliteStore, StoreError>) -> Result<Box<dyn Store>, StoreError> {
    store.map(|store| Box::new(store) as Box<dyn Store>)
}

/// Says why a log could not be opened.
pub(super) fn not_opened(path: &Path, error: &StoreError) -> Failure {
    Failure::impossible(format!("the log {}: {error}", path.display()))
}

/// Returns the moment at which it is asked.
pub(super) fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
    Instant::from_unix_micros(micros).expect("the system's clock shows a year before 10000")
}

/// Returns the name of the log of a site: its address without the scheme.
pub(super) fn origin_of(public_url: &str) -> String {
    public_url.split_once("://").map_or(public_url, |(_, rest)| rest).to_owned()
}
