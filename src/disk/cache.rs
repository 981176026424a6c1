//! What is remembered between runs, below the book's folder: it only saves work, so
//! that it may be deleted at any time and need not be written.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The folder in a book that the program keeps for itself.
pub const CACHE_PARENT: &str = ".policybook";

/// The folder of what is remembered.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// Returns that of the book in the folder `root`; nothing when a link or a file
    /// stands in its place, which may lead anywhere.
    pub fn of(root: &Path) -> Option<Self> {
        let parts = [root.join(CACHE_PARENT), root.join(CACHE_PARENT).join("cache")];
        let may_be_used = |path: &PathBuf| match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.is_dir(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        let [_, folder] = parts.iter().all(may_be_used).then_some(parts)?;
        Some(Self { folder })
    }

    /// Returns what was remembered under a name; nothing when it cannot be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.folder.join(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
        is_file.then(|| fs::read(&path).ok())?
    }

    /// Remembers `bytes` under a name, whole or not at all.
    ///
    /// # Errors
    /// What the system says; nobody need care.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write_with(name, |to| to.write_all(bytes))
    }

    /// As [`Cache::write`], for what is too long to be held in memory.
    ///
    /// # Errors
    /// What the system or `write` says.
    pub fn write_with(&self, name: &str, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Git must not see it, whatever the book's own file says.
        let ignore = self.folder.join(".gitignore");
        match File::create_new(&ignore) {
            Ok(mut file) => file.write_all(b"*\n")?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let growing = self.folder.join(format!("{name}.{}", std::process::id()));
        let _ = fs::remove_file(&growing);
        let written = File::create_new(&growing).and_then(|file| {
            let mut file = BufWriter::new(file);
            write(&mut file)?;
            file.flush()
        });
        let written = written.and_then(|()| fs::rename(&growing, self.folder.join(name)));
        if written.is_err() {
            let _ = fs::remove_file(&growing);
        }
        written
    }
}
