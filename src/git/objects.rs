//! All objects of a repository, wherever they stand.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::blocks::Blocked;
use super::cache::{Cache, Object};
use super::index::Index;
use super::inflate::Inflater;
use super::loose;
use super::pack::{Pack, Workbench};
use super::raw::{Id, Kind, hex};

/// What each reader remembers: bases of deltas, and folders.
const BASES_BYTES: usize = 12 << 20;
const FOLDERS_BYTES: usize = 4 << 20;

/// Packs of a repository that are together smaller are read whole: a long
/// history touches every part of them, most parts many times.
const WHOLE_BYTES_MAX: u64 = 128 << 20;

/// Stores that lend objects to others: git follows them so far.
const ALTERNATES_DEPTH_MAX: usize = 5;

/// An object could not be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("object {id} {what}")]
pub(super) struct Fault {
    id: String,
    what: &'static str,
}

impl Fault {
    /// The object is not what it should be.
    pub(super) fn damaged(id: &Id) -> Self {
        Self { id: hex(id), what: "is damaged or larger than 64 MiB" }
    }

    fn missing(id: &Id) -> Self {
        Self { id: hex(id), what: "is missing" }
    }
}

/// The objects of a repository, shared by all readers.
pub(super) struct Objects {
    /// The folders of objects: the repository's own, then those that it borrows from.
    folders: Vec<PathBuf>,
    packs: Vec<PackFile>,
}

/// One pack on disk.
struct PackFile {
    index: Index,
    path: PathBuf,
    /// Whether all of it may be kept in memory.
    is_small: bool,
    /// Its bytes, as long as a reader has them.
    bytes: Mutex<Weak<Vec<u8>>>,
}

impl PackFile {
    /// Opens the pack for one reader.
    fn open(&self, number: usize) -> Option<Blocked> {
        if !self.is_small {
            return Blocked::file(number, File::open(&self.path).ok()?);
        }
        let mut known = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = known.upgrade() {
            return Some(Blocked::whole(number, bytes));
        }
        let bytes = Arc::new(fs::read(&self.path).ok()?);
        *known = Arc::downgrade(&bytes);
        Some(Blocked::whole(number, bytes))
    }
}

impl Objects {
    /// Lists the packs in the folder `objects` and in those it borrows from. An
    /// index of another version or beyond all measure is left out.
    pub(super) fn new(objects: &Path) -> Self {
        let mut folders = Vec::new();
        add_folders(objects, 0, &mut folders);
        let mut paths: Vec<PathBuf> = Vec::new();
        for folder in &folders {
            let entries = fs::read_dir(folder.join("pack")).into_iter().flatten().flatten();
            paths.extend(entries.map(|entry| entry.path()));
        }
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "idx"));
        paths.sort();
        let size = |path: &PathBuf| fs::metadata(path.with_extension("pack")).map_or(0, |metadata| metadata.len());
        let is_small = paths.iter().map(size).fold(0, u64::saturating_add) <= WHOLE_BYTES_MAX;
        let open = |path: PathBuf| {
            let index = Index::open(&path)?;
            Some(PackFile { index, path: path.with_extension("pack"), is_small, bytes: Mutex::default() })
        };
        Self { folders, packs: paths.into_iter().filter_map(open).collect() }
    }
}

/// Adds a folder of objects and those that its file `info/alternates` names.
fn add_folders(objects: &Path, depth: usize, folders: &mut Vec<PathBuf>) {
    if depth > ALTERNATES_DEPTH_MAX || folders.iter().any(|known| known == objects) {
        return;
    }
    folders.push(objects.to_owned());
    let alternates = fs::read_to_string(objects.join("info/alternates")).unwrap_or_default();
    for line in alternates.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        add_folders(&objects.join(line), depth + 1, folders);
    }
}

/// Reads objects; each thread has one of its own.
pub(super) struct Reader {
    objects: Arc<Objects>,
    packs: Vec<Option<Pack>>,
    /// The pack that held the last object: the next one is likely to be there too.
    latest_pack: usize,
    bench: Workbench,
    loose: Inflater,
    folders: Cache<Id>,
}

impl Reader {
    /// Opens the packs for one thread.
    pub(super) fn new(objects: &Arc<Objects>) -> Self {
        let mut bench = Workbench::new(BASES_BYTES);
        let open = |(number, pack): (usize, &PackFile)| Pack::open(pack.open(number)?, &mut bench);
        let packs = objects.packs.iter().enumerate().map(open).collect();
        Self {
            objects: Arc::clone(objects),
            packs,
            latest_pack: 0,
            bench,
            loose: Inflater::new(),
            folders: Cache::new(FOLDERS_BYTES / 2),
        }
    }

    /// Reads an object of one kind.
    pub(super) fn read(&mut self, id: &Id, kind: Kind) -> Result<Arc<[u8]>, Fault> {
        let object = self.object(id)?;
        if object.kind == kind { Ok(object.bytes) } else { Err(Fault::damaged(id)) }
    }

    /// Reads an object of any kind.
    pub(super) fn object(&mut self, id: &Id) -> Result<Object, Fault> {
        if let Some((number, offset)) = self.place(id) {
            let index = &self.objects.packs[number].index;
            let pack = self.packs[number].as_ref();
            let packed = pack.and_then(|pack| pack.object(offset, index, &mut self.bench));
            return packed.ok_or_else(|| Fault::damaged(id));
        }
        for folder in &self.objects.folders {
            if let Some(file) = loose::open(folder, id) {
                return loose::read(file, &mut self.loose).ok_or_else(|| Fault::damaged(id));
            }
        }
        Err(Fault::missing(id))
    }

    /// Reads a folder, remembering it.
    pub(super) fn folder(&mut self, id: &Id) -> Result<Arc<[u8]>, Fault> {
        if let Some(folder) = self.folders.find(*id) {
            return Ok(folder.bytes);
        }
        let bytes = self.read(id, Kind::Tree)?;
        self.folders.insert(*id, Object { kind: Kind::Tree, bytes: Arc::clone(&bytes) });
        Ok(bytes)
    }

    /// Returns the pack and the place where an object stands.
    pub(super) fn place(&mut self, id: &Id) -> Option<(usize, u64)> {
        let count = self.objects.packs.len();
        for step in 0..count {
            let number = (self.latest_pack + step) % count;
            if let Some(offset) = self.objects.packs[number].index.find(id) {
                self.latest_pack = number;
                return Some((number, offset));
            }
        }
        None
    }
}
