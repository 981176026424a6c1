//! All objects of a repository, wherever they stand.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use git2::{ObjectType, Oid, Repository};

use super::cache::{Cache, Object};
use super::index::Index;
use super::inflate::{Inflater, OBJECT_BYTES_MAX};
use super::loose;
use super::pack::{Pack, Workbench};
use super::raw::{Id, Kind, hex};

/// What each reader remembers: bases of deltas, and folders.
const BASES_BYTES: usize = 12 << 20;
const FOLDERS_BYTES: usize = 4 << 20;

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
        Self { id: hex(id), what: "is damaged" }
    }
}

/// The objects of a repository, shared by all readers.
pub(super) struct Objects {
    folder: PathBuf,
    packs: Vec<(Index, PathBuf)>,
    library: Mutex<Repository>,
}

impl Objects {
    /// Lists the packs of a repository. Those that are unusual are left to the library.
    pub(super) fn new(repository: Repository) -> Self {
        let folder = repository.commondir().join("objects");
        let entries = fs::read_dir(folder.join("pack")).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "idx"));
        paths.sort();
        let open = |path: PathBuf| Some((Index::open(&path)?, path.with_extension("pack")));
        let packs = paths.into_iter().filter_map(open).collect();
        Self { folder, packs, library: Mutex::new(repository) }
    }

    /// Asks the library, for objects in other stores, in unusual packs, and for
    /// those that came while we read.
    fn ask_library(&self, id: &Id) -> Result<Object, Fault> {
        let fault = |what| Fault { id: hex(id), what };
        let repository = self.library.lock().unwrap_or_else(PoisonError::into_inner);
        let store = repository.odb().map_err(|_| fault("is missing"))?;
        let oid = Oid::from_bytes(id).map_err(|_| fault("is missing"))?;
        let (size, _) = store.read_header(oid).map_err(|_| fault("is missing"))?;
        if size > OBJECT_BYTES_MAX {
            return Err(fault("is too large"));
        }
        let object = store.read(oid).map_err(|_| fault("is damaged"))?;
        let kind = match object.kind() {
            ObjectType::Commit => Kind::Commit,
            ObjectType::Tree => Kind::Tree,
            ObjectType::Blob => Kind::Blob,
            ObjectType::Tag => Kind::Tag,
            _ => return Err(fault("is damaged")),
        };
        Ok(Object { kind, bytes: object.data().into() })
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
        let open = |(number, (_, path)): (usize, &(Index, PathBuf))| Pack::open(Path::new(path), number, &mut bench);
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
        match self.packed(id).or_else(|| loose::read(&self.objects.folder, id, &mut self.loose)) {
            Some(object) => Ok(object),
            None => self.objects.ask_library(id),
        }
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
            if let Some(offset) = self.objects.packs[number].0.find(id) {
                self.latest_pack = number;
                return Some((number, offset));
            }
        }
        None
    }

    fn packed(&mut self, id: &Id) -> Option<Object> {
        let (number, offset) = self.place(id)?;
        let index = &self.objects.packs[number].0;
        self.packs[number].as_mut()?.object(offset, index, &mut self.bench)
    }
}
