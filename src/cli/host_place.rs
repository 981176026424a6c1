//! Where the service keeps what: the data folder with the key and the publications, and the log.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::clock::now;
use super::failure::Failure;
use super::session::Session;
use crate::disk::network_file_system;
use crate::ledger::{PostgresAddress, PostgresStore, Purpose, SigningKey, SqliteStore, Store, StoreError, new_key};

/// Where a log is.
#[derive(Debug, Clone)]
pub(super) enum LogAddress {
    /// A file.
    File(PathBuf),
    /// A database, with what the environment says about it.
    Server(PostgresAddress),
}

impl fmt::Display for LogAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            // The address may hold a password, before its host or among its settings.
            Self::Server(PostgresAddress { url, .. }) => {
                let place = url.rsplit_once('@').map_or(url.as_str(), |(_, place)| place);
                f.write_str(place.split('?').next().unwrap_or_default())
            }
        }
    }
}

impl LogAddress {
    /// Reads the address of a database, or the path of a file below `root`. The variables are
    /// those of PostgreSQL's own programs.
    pub(super) fn of(text: &str, root: &Path) -> Result<Self, Failure> {
        if !text.starts_with("postgresql://") && !text.starts_with("postgres://") {
            return Ok(Self::File(root.join(text)));
        }
        let authorities =
            match std::env::var_os("PGSSLROOTCERT") {
                Some(path) => Some(fs::read(&path).map_err(|error| {
                    Failure::usage(format!("PGSSLROOTCERT: {}: {error}", Path::new(&path).display()))
                })?),
                None => None,
            };
        let password = std::env::var("PGPASSWORD").ok();
        Ok(Self::Server(PostgresAddress { url: text.to_owned(), password, authorities }))
    }

    /// Opens the log to read it.
    pub(super) fn open_to_read(&self) -> Result<Box<dyn Store>, StoreError> {
        match self {
            Self::File(path) if !path.is_file() => Err(StoreError::Unavailable(format!("there is no file {self}"))),
            Self::File(path) => Ok(Box::new(SqliteStore::open_to_read(path)?)),
            Self::Server(address) => Ok(Box::new(PostgresStore::open_to_read(address)?)),
        }
    }

    /// Opens the log to write to it; an empty place becomes a new log.
    pub(super) fn open(
        &self,
        origin: &str,
        purpose: Purpose,
        key: SigningKey,
        node: &str,
    ) -> Result<Box<dyn Store>, StoreError> {
        Ok(match self {
            Self::File(path) => Box::new(SqliteStore::open(path, origin, purpose, key, node, now())?),
            Self::Server(address) => Box::new(PostgresStore::open(address, origin, purpose, key, node, now())?),
        })
    }
}

/// The files of a service.
pub(super) struct Place {
    /// The data folder.
    pub(super) data: PathBuf,
    /// The log.
    pub(super) log: LogAddress,
    /// Its signing key.
    pub(super) key: PathBuf,
    /// What records call the process that writes them.
    pub(super) node: String,
    /// Whether the log's file may be on another machine.
    accepts_network: bool,
}

impl Place {
    /// Returns the files of the service of this book.
    pub(super) fn of(session: &Session) -> Result<Self, Failure> {
        let (root, settings) = (session.folder.path(), &session.config.host);
        let data = root.join(&settings.data);
        let key = settings.key.as_ref().map_or_else(|| data.join("log.key"), |key| root.join(key));
        let log = match &settings.database {
            Some(text) => LogAddress::of(text, root)?,
            None => LogAddress::File(data.join("log.sqlite")),
        };
        Ok(Self { data, log, key, node: settings.node.clone(), accepts_network: settings.accepts_network })
    }

    /// Returns the files of a service that is only tried out.
    pub(super) fn of_rehearsal(session: &Session) -> Self {
        let data = session.folder.path().join(crate::disk::CACHE_PARENT).join("rehearsal");
        let log = LogAddress::File(data.join("log.sqlite"));
        // Nothing that is lost there counts.
        let (node, accepts_network) = (session.config.host.node.clone(), true);
        Self { log, key: data.join("log.key"), data, node, accepts_network }
    }

    /// Makes the data folder, which git must not see: it holds a secret and the names of people.
    pub(super) fn make_folder(&self) -> Result<(), Failure> {
        self.require_own_disk()?;
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

    /// Opens the log to read it.
    pub(super) fn open_to_read(&self) -> Result<Box<dyn Store>, Failure> {
        self.log.open_to_read().map_err(|error| not_opened(&self.log, &error))
    }

    /// Refuses a log that would be written over a network: a file's locks and what has reached
    /// the disk are only known on the machine that has it.
    fn require_own_disk(&self) -> Result<(), Failure> {
        let LogAddress::File(path) = &self.log else { return Ok(()) };
        let kind =
            network_file_system(path).map_err(|error| Failure::impossible(format!("the log {}: {error}", self.log)))?;
        let Some(kind) = kind.filter(|_| !self.accepts_network) else { return Ok(()) };
        Err(Failure::usage(format!(
            "the log {} would be on {kind}, a network file system, where two programs can write to it at once and what \
             was confirmed may be lost: put it on a disk of this machine, or keep it in PostgreSQL. When that disk is \
             this machine's in truth, `[host] accept-network-disk = true` says so",
            self.log
        )))
    }

    /// Opens the log, which has to be there, to write to it.
    pub(super) fn open(&self, purpose: Purpose) -> Result<Box<dyn Store>, Failure> {
        self.require_own_disk()?;
        let key = self.read_key()?;
        let head = self.open_to_read()?.head().map_err(|error| not_opened(&self.log, &error))?;
        let store = self.log.open(&head.origin, purpose, key, &self.node);
        store.map_err(|error| not_opened(&self.log, &error))
    }
}

/// Says why a log could not be opened, or asked.
pub(super) fn not_opened(log: &LogAddress, error: &StoreError) -> Failure {
    let hint = match (log, error) {
        (LogAddress::File(path), StoreError::Unavailable(_)) if !path.exists() => "; `policybook log init` makes one",
        _ => "",
    };
    Failure::impossible(format!("the log {log}: {error}{hint}"))
}

/// Returns the name of the log of a site: its address without the scheme.
pub(super) fn origin_of(public_url: &str) -> String {
    public_url.split_once("://").map_or(public_url, |(_, rest)| rest).to_owned()
}
