//! Writes a site whole or not at all: it grows in a folder beside the old one and
//! takes its place in one step.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{CWD, RenameFlags};

use crate::artifact::{Artifact, MANIFEST_PATH, Manifest, Published, Sink, SinkError, SitePath};
use crate::source::Digest;

/// Why a site was not published. The old one is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The folder holds something that is not a site of this program.
    #[error("{0} is not empty and holds no site of policybook; name another folder, or empty it")]
    Foreign(PathBuf),
    /// The system refused.
    #[error("{path}: {source}")]
    Medium {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A site that is being written beside its place.
#[derive(Debug)]
pub struct SiteWriter {
    target: PathBuf,
    staging: PathBuf,
    /// What stands at the target now.
    old: Option<OldSite>,
    folders: Mutex<BTreeSet<PathBuf>>,
    written: Mutex<Vec<(SitePath, Digest, u64)>>,
    is_published: bool,
}

/// The site that a new one replaces.
#[derive(Debug)]
struct OldSite {
    /// The digest of its manifest.
    manifest: Digest,
    /// Its files, each with digest and size.
    files: HashMap<String, (Digest, u64)>,
}

impl OldSite {
    fn read(site: &Path) -> Option<Self> {
        let text = fs::read_to_string(site.join(MANIFEST_PATH)).ok()?;
        let files = Manifest::from_json(&text)?.files.into_iter();
        let files = files.filter_map(|entry| Some((entry.path, (Digest::from_hex(&entry.sha256)?, entry.size))));
        Some(Self { manifest: Digest::of(text.as_bytes()), files: files.collect() })
    }
}

fn medium(path: &Path) -> impl FnOnce(io::Error) -> PublishError {
    move |source| PublishError::Medium { path: path.to_owned(), source }
}

impl SiteWriter {
    /// Begins a site that will stand at `target`.
    ///
    /// # Errors
    /// [`PublishError::Foreign`], when something else stands there.
    pub fn begin(target: &Path) -> Result<Self, PublishError> {
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(medium(parent))?;
        let parent = fs::canonicalize(parent).map_err(medium(parent))?;
        let name = target.file_name().ok_or_else(|| PublishError::Foreign(target.to_owned()))?;
        let target = parent.join(name);
        let old = check_target(&target)?;
        let prefix = format!(".{}.building-", name.to_string_lossy());
        remove_leftovers(&parent, &prefix, &target);
        let staging = parent.join(format!("{prefix}{}", std::process::id()));
        let _ = fs::remove_dir_all(&staging);
        fs::create_dir(&staging).map_err(medium(&staging))?;
        Ok(Self { target, staging, old, folders: Mutex::default(), written: Mutex::default(), is_published: false })
    }

    /// Returns the digest of the manifest of the site that stands there now.
    pub fn old_manifest(&self) -> Option<Digest> {
        self.old.as_ref().map(|old| old.manifest)
    }

    /// Writes the manifest and puts the site in its place. Returns the manifest with
    /// the digest of its file.
    ///
    /// # Errors
    /// [`PublishError::Medium`]; the old site is then as it was.
    pub fn publish(mut self, commit: Option<String>, published: Published) -> Result<(Manifest, Digest), PublishError> {
        let written = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        let manifest = Manifest::new(commit, published, written);
        let manifest_file = self.staging.join(MANIFEST_PATH);
        let json = manifest.to_json();
        self.write_file(&manifest_file, json.as_bytes()).map_err(medium(&manifest_file))?;
        self.take_place().map_err(medium(&self.target))?;
        self.is_published = true;
        Ok((manifest, Digest::of(json.as_bytes())))
    }

    /// Exchanges old and new, so that there is no moment without a site, and
    /// removes the old.
    fn take_place(&self) -> io::Result<()> {
        if !self.target.exists() {
            fs::rename(&self.staging, &self.target)?;
            return sync_folder(&self.target);
        }
        match rustix::fs::renameat_with(CWD, &self.staging, CWD, &self.target, RenameFlags::EXCHANGE) {
            Ok(()) => {}
            // A file system that cannot exchange: the old one steps aside first.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
                let aside = self.staging.with_extension("old");
                fs::rename(&self.target, &aside)?;
                if let Err(error) = fs::rename(&self.staging, &self.target) {
                    fs::rename(&aside, &self.target)?;
                    return Err(error);
                }
                fs::rename(&aside, &self.staging)?;
            }
            Err(errno) => return Err(errno.into()),
        }
        sync_folder(&self.target)?;
        keep_foreign_entries(&self.staging, &self.target);
        let _ = fs::remove_dir_all(&self.staging);
        Ok(())
    }

    fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.make_folder_of(path)?;
        File::create_new(path)?.write_all(bytes)
    }

    fn make_folder_of(&self, path: &Path) -> io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        let lock = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if !lock().contains(folder) {
            fs::create_dir_all(folder)?;
            lock().insert(folder.to_owned());
        }
        Ok(())
    }

    /// Returns the digest and size of a file of the old site that is as it was made.
    fn whole_file(&self, path: &SitePath) -> Option<(Digest, u64)> {
        let &(digest, size) = self.old.as_ref()?.files.get(path.as_str())?;
        let file = self.target.join(path.as_str());
        let is_file = fs::symlink_metadata(&file).is_ok_and(|metadata| metadata.is_file() && metadata.len() == size);
        let is_whole = is_file && fs::read(&file).is_ok_and(|bytes| Digest::of(&bytes) == digest);
        is_whole.then_some((digest, size))
    }

    /// Links files of the old site; where one cannot be, none.
    fn link(&self, paths: &[SitePath]) -> Result<(), (SitePath, io::Error)> {
        for (done, path) in paths.iter().enumerate() {
            let destination = self.staging.join(path.as_str());
            let linked = self.make_folder_of(&destination);
            if let Err(error) = linked.and_then(|()| fs::hard_link(self.target.join(path.as_str()), destination)) {
                paths[..done].iter().for_each(|path| {
                    let _ = fs::remove_file(self.staging.join(path.as_str()));
                });
                return Err((path.clone(), error));
            }
        }
        Ok(())
    }

    /// Links the old site's file when it holds the same bytes: writing is the
    /// greater part of a build in which little changed.
    fn link_same(&self, path: &SitePath, bytes: &[u8], destination: &Path) -> bool {
        let old = self.target.join(path.as_str());
        let is_same = fs::symlink_metadata(&old)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64)
            && fs::read(&old).is_ok_and(|old| old == bytes);
        is_same && fs::hard_link(&old, destination).is_ok()
    }
}

impl Sink for SiteWriter {
    fn put(&self, artifact: Artifact<'_>) -> Result<(), SinkError> {
        let destination = self.staging.join(artifact.path.as_str());
        let refused = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => SinkError::Twice(artifact.path.clone()),
            _ => SinkError::Medium { path: artifact.path.clone(), source },
        };
        self.make_folder_of(&destination).map_err(refused)?;
        if !self.link_same(&artifact.path, &artifact.bytes, &destination) {
            self.write_file(&destination, &artifact.bytes).map_err(refused)?;
        }
        let row = (artifact.path, Digest::of(&artifact.bytes), artifact.bytes.len() as u64);
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(row);
        Ok(())
    }

    fn keep(&self, paths: &[SitePath]) -> Result<bool, SinkError> {
        let whole: Option<Vec<(Digest, u64)>> = paths.iter().map(|path| self.whole_file(path)).collect();
        let Some(whole) = whole else { return Ok(false) };
        // What cannot be linked, on a medium without links, is made anew.
        match self.link(paths) {
            Ok(()) => {}
            Err((path, error)) if error.kind() == io::ErrorKind::AlreadyExists => return Err(SinkError::Twice(path)),
            Err(_) => return Ok(false),
        }
        let rows = paths.iter().zip(whole).map(|(path, (digest, size))| (path.clone(), digest, size));
        self.written.lock().unwrap_or_else(PoisonError::into_inner).extend(rows);
        Ok(true)
    }
}

impl Drop for SiteWriter {
    fn drop(&mut self) {
        if !self.is_published {
            let _ = fs::remove_dir_all(&self.staging);
        }
    }
}

/// Carries over what others put into the top folder of the site `old`, such as
/// `.git` or `CNAME`: whatever its manifest does not know.
fn keep_foreign_entries(old: &Path, new: &Path) {
    let Some(manifest) = read_manifest(old) else { return };
    let known: BTreeSet<&str> =
        manifest.files.iter().filter_map(|entry| entry.path.split('/').next()).chain(["data"]).collect();
    let Ok(entries) = fs::read_dir(old) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let destination = new.join(&name);
        if !name.to_str().is_some_and(|name| known.contains(name)) && !destination.exists() {
            let _ = fs::rename(entry.path(), destination);
        }
    }
}

/// Reads the manifest of the site in a folder; nothing when there is none.
pub fn read_manifest(site: &Path) -> Option<Manifest> {
    Manifest::from_json(&fs::read_to_string(site.join(MANIFEST_PATH)).ok()?)
}

/// A folder may be replaced when it is absent, empty, or a site of this program,
/// which is returned.
fn check_target(target: &Path) -> Result<Option<OldSite>, PublishError> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(medium(target)(error)),
        Ok(metadata) if !metadata.is_dir() => Err(PublishError::Foreign(target.to_owned())),
        Ok(metadata) => {
            let above = target.parent().and_then(|parent| fs::metadata(parent).ok());
            if above.is_some_and(|above| above.dev() != metadata.dev()) {
                let message =
                    "it is a mount point, and a new site cannot take its place in one step; name a folder below it";
                return Err(medium(target)(io::Error::other(message)));
            }
            if fs::read_dir(target).map_err(medium(target))?.next().is_none() {
                return Ok(None);
            }
            OldSite::read(target).map(Some).ok_or_else(|| PublishError::Foreign(target.to_owned()))
        }
    }
}

/// Removes what builds that were killed have left, unless they still run.
///
/// A leftover with a manifest is a whole site: the old one, or a new one that had
/// not yet taken its place. It comes back when there is none; else what others
/// had put into it is carried over, since it may hold their only copy.
fn remove_leftovers(parent: &Path, prefix: &str, target: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(prefix)).and_then(|rest| rest.split('.').next());
        let Some(process) = process else { continue };
        let is_running = Path::new("/proc").join(OsStr::new(process)).exists();
        if !is_running {
            if read_manifest(&entry.path()).is_some() && !target.exists() && fs::rename(entry.path(), target).is_ok() {
                continue;
            }
            keep_foreign_entries(&entry.path(), target);
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn sync_folder(target: &Path) -> io::Result<()> {
    match target.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}
