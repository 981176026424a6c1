//! The texts of a repository, read when they are asked for.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use git2::{ObjectType, Oid};

use super::objects::{Objects, Reader};
use super::raw::{Header, Id, Kind, decode_lines, id_from_hex};
use super::{line, listing};
use crate::history::{BlobId, Line, Texts};
use crate::model::CommitId;
use crate::source::BookPath;

/// A longer message is cut.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// The objects of one repository; of no repository, an empty store.
pub struct Store {
    objects: Option<Arc<Objects>>,
    /// Readers that no thread uses now.
    readers: Mutex<Vec<Reader>>,
    /// Where files stood that were asked for: the same are asked for again.
    places: Mutex<HashMap<Id, BTreeMap<String, Option<BlobId>>>>,
    /// The last line that was asked for, by its head and folder.
    line: Mutex<Option<(CommitId, String, Arc<Line>)>>,
}

impl Store {
    pub(super) fn new(objects: Option<Objects>) -> Self {
        Self {
            objects: objects.map(Arc::new),
            readers: Mutex::default(),
            places: Mutex::default(),
            line: Mutex::default(),
        }
    }

    /// Returns the bytes of a text; nothing when they are missing, damaged or
    /// more than 64 MiB.
    pub fn blob(&self, id: &BlobId) -> Option<Vec<u8>> {
        self.with_reader(|reader| reader.read(id.as_bytes(), Kind::Blob).ok().map(|bytes| bytes.to_vec()))?
    }

    /// Returns the whole message of a commit, line by line.
    pub fn message(&self, commit: &CommitId) -> Option<String> {
        let id = id_from_hex(commit.as_str().as_bytes())?;
        let bytes = self.with_reader(|reader| reader.read(&id, Kind::Commit).ok())??;
        let header = Header::new(&bytes);
        let message = &header.message[..header.message.len().min(MESSAGE_BYTES_MAX)];
        Some(decode_lines(message.split(|&byte| byte == b'\n'), header.encoding))
    }

    /// Returns every file that a commit has below `folder`, a path from the top of
    /// the repository, with the id of its text; nothing when the commit or a
    /// folder of it cannot be read. Links and submodules are left out.
    pub fn files(&self, commit: &CommitId, folder: &str) -> Option<BTreeMap<BookPath, BlobId>> {
        let id = id_from_hex(commit.as_str().as_bytes())?;
        self.with_reader(|reader| listing::files(reader, &id, folder).ok())?
    }

    /// Gives back the memory of what was read; what is asked for later is read anew.
    pub fn rest(&self) {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Lends a reader to this thread.
    pub(super) fn with_reader<T>(&self, work: impl FnOnce(&mut Reader) -> T) -> Option<T> {
        let objects = self.objects.as_ref()?;
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = idle.unwrap_or_else(|| Reader::new(objects));
        let result = work(&mut reader);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Some(result)
    }
}

impl Texts for Store {
    fn text(&self, id: BlobId) -> Option<Vec<u8>> {
        self.blob(&id)
    }

    fn id_of(&self, bytes: &[u8]) -> BlobId {
        let id = Oid::hash_object(ObjectType::Blob, bytes);
        let id = id.ok().and_then(|id| id.as_bytes().try_into().ok());
        BlobId::new(id.expect("hashing bytes in memory cannot fail, and SHA-1 has twenty bytes"))
    }

    fn file_at(&self, commit: &CommitId, path: &str) -> Option<BlobId> {
        let id = id_from_hex(commit.as_str().as_bytes())?;
        let places = || self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&known) = places().get(&id).and_then(|files| files.get(path)) {
            return known;
        }
        let found = self.with_reader(|reader| listing::file_at(reader, &id, path))?;
        places().entry(id).or_default().insert(path.to_owned(), found);
        found
    }

    fn line(&self, head: &CommitId, folder: &str) -> Option<Arc<Line>> {
        let mut known = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, below, line)) = known.as_ref()
            && (of, below.as_str()) == (head, folder)
        {
            return Some(Arc::clone(line));
        }
        let id = id_from_hex(head.as_str().as_bytes())?;
        let steps = self.with_reader(|reader| line::line(reader, id, folder).ok())??;
        let line = Arc::new(Line::new(steps));
        *known = Some((head.clone(), folder.to_owned(), Arc::clone(&line)));
        Some(line)
    }
}
