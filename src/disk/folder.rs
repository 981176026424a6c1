//! The book's folder, and single files in it.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use crate::source::{AssetSource, BookPath};

/// An open folder, below which files are read.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    handle: OwnedFd,
}

impl Folder {
    /// Opens the folder at `path`.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let handle = rustix::fs::open(path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Self { path: path.to_owned(), handle })
    }

    /// Returns where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether `path` is a folder, and reached without following any link.
    pub fn has_folder(&self, path: &BookPath) -> bool {
        let mut folder = self.path.clone();
        path.as_str().split('/').all(|part| {
            folder.push(part);
            fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir())
        })
    }

    /// Opens a regular file below the folder, following no link on the way.
    pub(super) fn open_file(&self, path: &BookPath) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let opened = match rustix::fs::openat2(&self.handle, path.as_str(), flags, Mode::empty(), resolve) {
            // Older kernels and some sandboxes do not have the call.
            Err(Errno::NOSYS | Errno::PERM) => rustix::fs::openat(&self.handle, path.as_str(), flags, Mode::empty()),
            other => other,
        };
        let file = File::from(opened?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
    }

    /// Reads a whole file of at most `bytes_max` bytes.
    ///
    /// # Errors
    /// What the system says, or that the file is too large.
    pub fn read(&self, path: &BookPath, bytes_max: u64) -> io::Result<Vec<u8>> {
        let file = self.open_file(path)?;
        let size = file.metadata()?.len();
        if size > bytes_max {
            return Err(io::Error::other(format!("it is larger than {} KiB", bytes_max / 1024)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        // A file that grows while it is read stays within the limit too.
        file.take(bytes_max + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > bytes_max {
            return Err(io::Error::other(format!("it is larger than {} KiB", bytes_max / 1024)));
        }
        Ok(bytes)
    }
}

/// Most bytes of one file that is published as it is.
const ASSET_BYTES_MAX: u64 = 50 * 1024 * 1024;

impl AssetSource for Folder {
    fn read(&self, path: &BookPath) -> io::Result<Vec<u8>> {
        Folder::read(self, path, ASSET_BYTES_MAX)
    }
}

/// Returns the folder that holds `book.toml`: `start`, or the nearest above it.
pub fn find_book(start: &Path) -> Option<PathBuf> {
    let absolute = fs::canonicalize(start).ok()?;
    absolute.ancestors().find(|folder| folder.join("book.toml").is_file()).map(Path::to_owned)
}

/// Writes a new file and the folders above it.
///
/// # Errors
/// What the system says; `AlreadyExists` when there is such a file.
pub fn create_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}

/// Replaces the text of a file in one step: its name leads to the old text or
/// the new, never to half of one. Permissions are kept.
///
/// # Errors
/// What the system says; the file is then as it was.
pub fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| fs::rename(&beside, path));
    if replaced.is_err() {
        let _ = fs::remove_file(&beside);
    }
    replaced
}
