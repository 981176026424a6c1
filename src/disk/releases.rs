//! What a service keeps of published sites: each file once, under its digest, so that a
//! publication which is being copied, was changed or is gone does not reach a reader.
//!
//! `files/ab/abcd…` holds the bytes, `manifests/DIGEST.json` every manifest that was ever
//! taken, and `current` the digest of the one that is shown.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;

use super::folder::Folder;
use crate::artifact::{Entry, MANIFEST_PATH, Manifest};
use crate::source::{BookPath, Digest};

/// Most bytes of one published file.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How many of the newest manifests keep their files.
const KEPT: usize = 4;

/// The folder of taken publications. One process has it at a time.
#[derive(Debug)]
pub struct Releases {
    folder: PathBuf,
    /// Locked as long as this is alive.
    _lock: File,
}

/// Why a publication was not taken. What was shown before still is.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// A file is not the one that the manifest names: copying may still be under way.
    #[error("`{path}` is not the file that the manifest names: {what}")]
    Unlike {
        /// Its path below the site's root.
        path: String,
        /// How it differs.
        what: String,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Medium {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A publication that was taken whole.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The digest of its manifest.
    pub id: Digest,
    /// Its manifest.
    pub manifest: Manifest,
}

fn medium(path: &Path) -> impl FnOnce(io::Error) -> TakeError {
    move |source| TakeError::Medium { path: path.to_owned(), source }
}

impl Releases {
    /// Opens the folder, which is made when it is not there.
    ///
    /// # Errors
    ///
    /// What the system says; `WouldBlock` when another process has it.
    pub fn open(folder: &Path) -> io::Result<Self> {
        for part in ["files", "manifests"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let lock = File::options().create(true).write(true).truncate(false).open(folder.join("lock"))?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Returns what was shown last, with every file of it as it was taken; nothing when none
    /// was, or what is kept of it is not whole.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn last(&self) -> io::Result<Option<Taken>> {
        let Some(id) = read_if_there(&self.folder.join("current"))?.and_then(|text| Digest::from_hex(text.trim()))
        else {
            return Ok(None);
        };
        let Some(text) = read_if_there(&self.manifest_path(id))? else { return Ok(None) };
        let Some(manifest) = Manifest::from_json(&text).filter(|_| Digest::of(text.as_bytes()) == id) else {
            return Ok(None);
        };
        let is_whole = manifest.files.iter().all(|entry| self.bytes(entry).is_ok());
        Ok(is_whole.then_some(Taken { id, manifest }))
    }

    /// Takes the publication in the folder `site`, unless it is the one named `shown`.
    ///
    /// # Errors
    ///
    /// When one of its files is not what its manifest says; nothing is shown of it then.
    pub fn take(&self, site: &Path, shown: Option<Digest>) -> Result<Option<Taken>, TakeError> {
        let path = site.join(MANIFEST_PATH);
        let text = fs::read_to_string(&path).map_err(medium(&path))?;
        let id = Digest::of(text.as_bytes());
        if shown == Some(id) {
            return Ok(None);
        }
        let unlike = |path: &str, what: &str| TakeError::Unlike { path: path.to_owned(), what: what.to_owned() };
        let manifest = Manifest::from_json(&text)
            .ok_or_else(|| unlike(MANIFEST_PATH, "it is no manifest of this program, or only a part of one"))?;
        let folder = Folder::open(site).map_err(medium(site))?;
        for entry in &manifest.files {
            self.take_file(&folder, entry)?;
        }
        // Bytes before names: a manifest is only there when all its files are.
        sync(&self.folder.join("files")).map_err(medium(&self.folder))?;
        self.replace(&self.manifest_path(id), &text).map_err(medium(&self.folder))?;
        Ok(Some(Taken { id, manifest }))
    }

    /// Remembers that a publication is shown, for the next start, and removes files that only
    /// older ones have.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn set_current(&self, id: Digest) -> io::Result<()> {
        self.replace(&self.folder.join("current"), &format!("{id}\n"))?;
        self.prune();
        Ok(())
    }

    fn take_file(&self, site: &Folder, entry: &Entry) -> Result<(), TakeError> {
        let unlike = |what: String| TakeError::Unlike { path: entry.path.clone(), what };
        if entry.path == MANIFEST_PATH {
            return Err(unlike("it would name itself".to_owned()));
        }
        let digest = Digest::from_hex(&entry.sha256).ok_or_else(|| unlike("its digest is none".to_owned()))?;
        let path = BookPath::new(&entry.path).map_err(|error| unlike(error.to_string()))?;
        let kept = self.file_path(digest);
        if self.bytes(entry).is_ok() {
            return Ok(());
        }
        let bytes = site.read(&path, FILE_BYTES_MAX).map_err(|error| unlike(error.to_string()))?;
        if bytes.len() as u64 != entry.size || Digest::of(&bytes) != digest {
            return Err(unlike(format!("{} bytes, and others than it had when it was published", bytes.len())));
        }
        self.write(&kept, &bytes).map_err(medium(&kept))
    }

    /// Returns the bytes of a file that was taken.
    ///
    /// # Errors
    ///
    /// What the system says, or that they are not those that were taken.
    pub fn bytes(&self, entry: &Entry) -> io::Result<Vec<u8>> {
        let digest = Digest::from_hex(&entry.sha256).ok_or_else(|| io::Error::other("no digest"))?;
        let file = File::open(self.file_path(digest))?;
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or_default());
        file.take(entry.size + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == entry.size && Digest::of(&bytes) == digest {
            return Ok(bytes);
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "the kept file is not the one that was taken"))
    }

    fn file_path(&self, digest: Digest) -> PathBuf {
        let hex = digest.to_hex();
        self.folder.join("files").join(&hex[..2]).join(hex)
    }

    fn manifest_path(&self, id: Digest) -> PathBuf {
        self.folder.join("manifests").join(format!("{id}.json"))
    }

    /// Writes a file whole or not at all, as far as a process that is killed can see: after a
    /// loss of power a kept file may be torn, which every reading of it finds.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let growing = self.folder.join("growing");
        let written = fs::write(&growing, bytes).and_then(|()| fs::rename(&growing, path));
        if written.is_err() {
            let _ = fs::remove_file(&growing);
        }
        written
    }

    fn replace(&self, path: &Path, text: &str) -> io::Result<()> {
        self.write(path, text.as_bytes())?;
        File::open(path)?.sync_all()?;
        path.parent().map_or(Ok(()), sync)
    }

    /// Removes files that only older publications have. Their manifests stay: a record of
    /// the log may name them. What cannot be removed only takes room.
    fn prune(&self) {
        let _ = self.try_prune();
    }

    fn try_prune(&self) -> io::Result<()> {
        let mut manifests: Vec<_> = fs::read_dir(self.folder.join("manifests"))?
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                Some((fs::metadata(&path).ok()?.modified().ok()?, path))
            })
            .collect();
        manifests.sort();
        let mut wanted = BTreeSet::new();
        for (_, path) in manifests.iter().rev().take(KEPT) {
            let manifest = Manifest::from_json(&fs::read_to_string(path)?);
            // One that cannot be read may be one that is shown.
            let Some(manifest) = manifest else { return Ok(()) };
            wanted.extend(manifest.files.into_iter().map(|entry| entry.sha256));
        }
        for folder in fs::read_dir(self.folder.join("files"))? {
            for file in fs::read_dir(folder?.path())? {
                let file = file?;
                if !file.file_name().to_str().is_some_and(|name| wanted.contains(name)) {
                    fs::remove_file(file.path())?;
                }
            }
        }
        Ok(())
    }
}

fn read_if_there(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
