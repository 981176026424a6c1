//! Reads a whole history at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use git2::{ErrorCode, Repository};
use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;

use super::compare::{Comparison, Difference};
use super::objects::{Fault, Objects, Reader};
use super::open::{Opened, open};
use super::raw::{Entry, EntryKind, Id, Kind, hex, id_from_hex};
use super::store::Store;
use super::tags;
use super::walk::{Node, walk};
use crate::history::{BlobId, Commit, HistoryState, Log, is_document_name, is_prose_name};
use crate::model::CommitId;
use crate::source::BookPath;

/// Threads take so many commits at once, at least and at most: neighbours share
/// most folders.
const CHUNK_COMMITS: (usize, usize) = (64, 8_192);

/// So many things that were skipped are told one by one.
const NOTES_MAX: usize = 20;

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The folder of the documents from the book's folder, such as `content`;
    /// empty or `.` for the book's folder itself.
    pub source: String,
    /// Which files below it matter.
    pub names: Names,
    /// The commit to read the history from; without it, the one that is checked out.
    /// The branch and the tags are those of the repository either way.
    pub from: Option<CommitId>,
}

/// Which files a history is read of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Names {
    /// Those that are documents, or may have been before they were renamed.
    #[default]
    Prose,
    /// All of them.
    All,
}

impl Names {
    fn is_wanted(self) -> fn(&[u8]) -> bool {
        match self {
            Self::Prose => is_prose_name,
            Self::All => |_| true,
        }
    }
}

/// What was read, and the store for more.
pub struct Reading {
    /// The commits and what they changed.
    pub log: Log,
    /// The texts.
    pub store: Store,
}

/// Reads the history of the book in the folder `root`.
///
/// This never fails: what could not be read is said by the log's state.
pub fn read(root: &Path, request: &Request) -> Reading {
    match open(root) {
        Ok(opened) => read_opened(opened, request),
        Err(state) => Reading { log: Log::empty(state), store: Store::new(None) },
    }
}

/// Opens the store of the book in the folder `root`; of no repository, an empty one.
pub fn store(root: &Path) -> Store {
    let objects = |opened: Opened| Objects::new(&opened.repository.commondir().join("objects"));
    Store::new(open(root).ok().map(objects))
}

fn read_opened(opened: Opened, request: &Request) -> Reading {
    let Opened { repository, folder } = opened;
    let head = head(&repository);
    let shallow = shallow(&repository);
    let tag_names = tags::names(&repository);
    let is_ignored = !folder.is_empty() && repository.status_should_ignore(Path::new(&folder)).unwrap_or(false);
    let store = Store::new(Some(Objects::new(&repository.commondir().join("objects"))));
    let mut log = Log::empty(HistoryState::Complete);
    log.folder = folder;
    match head {
        Head::Commit { id, branch } => {
            let wanted = request.from.as_ref().and_then(|commit| id_from_hex(commit.as_str().as_bytes()));
            let id = wanted.unwrap_or(id);
            log.branch = branch;
            log.head = Some(CommitId::new(hex(&id)));
            let scope = Scope::new(&log.folder, request);
            // The store was made from a repository, so it lends readers.
            let read = store.with_reader(|reader| read_head(&mut log, &scope, id, &shallow, reader));
            let nodes = read.unwrap_or_default();
            read_commits(&mut log, &scope, nodes, &store);
            let tags = store.with_reader(|reader| tags::read(tag_names, &log.commits, reader));
            log.tags = tags.unwrap_or_default();
        }
        Head::Unborn(branch) => {
            log.branch = branch;
            log.state = HistoryState::NoCommits;
        }
        Head::Broken(message) => log.state = HistoryState::Unreadable(message),
    }
    if log.documents.is_empty() && is_ignored {
        // The repository around the book leaves the book out on purpose.
        return Reading { log: Log::empty(HistoryState::NoRepository), store: Store::new(None) };
    }
    Reading { log, store }
}

enum Head {
    Commit { id: Id, branch: Option<String> },
    Unborn(Option<String>),
    Broken(String),
}

fn head(repository: &Repository) -> Head {
    let name = |name: &str| name.strip_prefix("refs/heads/").map(str::to_owned);
    match repository.head() {
        Ok(reference) => {
            let branch = reference.name().ok().and_then(name);
            match reference.target().and_then(|id| id.as_bytes().try_into().ok()) {
                Some(id) => Head::Commit { id, branch },
                None => Head::Broken("the head of the repository is no commit".to_owned()),
            }
        }
        Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
            let reference = repository.find_reference("HEAD").ok();
            let target = reference.as_ref().and_then(|head| head.symbolic_target().ok().flatten());
            Head::Unborn(target.and_then(name))
        }
        Err(error) => Head::Broken(error.message().to_owned()),
    }
}

/// Reads the commits at which a shallow clone ends.
fn shallow(repository: &Repository) -> BTreeSet<Id> {
    let text = fs::read(repository.commondir().join("shallow")).unwrap_or_default();
    text.split(|&byte| byte == b'\n').filter_map(|line| id_from_hex(line.trim_ascii())).collect()
}

/// Which part of the repository matters.
struct Scope {
    /// The book's folder with `/` at its end; empty at the top.
    book: String,
    /// The folder of the documents, from the top of the repository.
    source: String,
    /// Which files, by their names.
    is_wanted: fn(&[u8]) -> bool,
}

impl Scope {
    fn new(folder: &str, request: &Request) -> Self {
        let source = &request.source;
        let parts = folder.split('/').chain(source.split('/'));
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != ".").collect();
        let book = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Self { book, source: parts.join("/"), is_wanted: request.names.is_wanted() }
    }

    fn holds(&self, path: &str) -> bool {
        self.source.is_empty() || path.strip_prefix(&self.source).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Reads the head's documents and mailmap, and all commits without their changes.
fn read_head(log: &mut Log, scope: &Scope, head: Id, shallow: &BTreeSet<Id>, reader: &mut Reader) -> Vec<Node> {
    let walked = walk(reader, head, shallow);
    let Some(tree) = walked.nodes.iter().find(|node| node.id == head).map(|node| node.tree) else {
        let reason =
            walked.fault.map_or_else(|| format!("commit {} is damaged", hex(&head)), |fault| fault.to_string());
        log.state = HistoryState::MissingObject(reason);
        return Vec::new();
    };
    let boundary = walked.nodes.iter().filter(|node| shallow.contains(&node.id));
    let boundary: Vec<CommitId> = boundary.map(|node| CommitId::new(hex(&node.id))).collect();
    if !boundary.is_empty() {
        log.state = HistoryState::Shallow { boundary };
    }
    if let Some(fault) = walked.fault {
        log.state = HistoryState::MissingObject(fault.to_string());
    }
    match documents(scope, tree, reader) {
        Ok(documents) => log.documents = documents,
        Err(fault) => log.state = HistoryState::MissingObject(fault.to_string()),
    }
    log.mailmap = mailmap(tree, reader);
    walked.nodes
}

fn documents(scope: &Scope, tree: Id, reader: &mut Reader) -> Result<BTreeMap<BookPath, BlobId>, Fault> {
    let files = Comparison::new(reader).two(&scope.source, None, tree)?;
    let documents = files.into_iter().filter(|file| is_document_name(file.path.as_bytes()));
    // A name that no path of a book may have is no document of the working folder either.
    let documents = documents.filter_map(|file| {
        let path = BookPath::new(file.path.strip_prefix(&scope.book)?).ok()?;
        Some((path, file.new?))
    });
    Ok(documents.collect())
}

fn mailmap(tree: Id, reader: &mut Reader) -> Option<String> {
    let root = reader.folder(&tree).ok()?;
    let mut files = Entry::all(&root).filter(|entry| entry.kind == EntryKind::File);
    let id = files.find(|entry| entry.name == b".mailmap")?.id;
    Some(String::from_utf8_lossy(&reader.read(&id, Kind::Blob).ok()?).into_owned())
}

/// Reads what each commit changed, in several threads.
fn read_commits(log: &mut Log, scope: &Scope, nodes: Vec<Node>, store: &Store) {
    let mut chunks = compare_all(scope, &nodes, store);
    if chunks.iter().any(|chunk| chunk.has_come_from_outside) {
        // A document may have moved in from another folder: its past is there.
        chunks = compare_all(
            &Scope { book: scope.book.clone(), source: String::new(), is_wanted: scope.is_wanted },
            &nodes,
            store,
        );
    }
    let mut notes = BTreeSet::new();
    let mut differences = Vec::with_capacity(nodes.len());
    for mut chunk in chunks {
        notes.append(&mut chunk.notes);
        differences.append(&mut chunk.differences);
    }
    for (node, difference) in nodes.into_iter().zip(differences) {
        let (difference, fault) = match difference {
            Ok(difference) => (difference, None),
            Err(fault) => (Difference::default(), Some(fault)),
        };
        log.commits.push(Commit {
            id: CommitId::new(hex(&node.id)),
            parents: node.parents,
            is_boundary: node.is_boundary || fault.is_some(),
            author: node.author,
            date: node.date,
            committed_at: node.committed_at,
            summary: node.summary,
            changes: difference.changes,
            vanished: difference.vanished,
        });
        if let Some(fault) = fault
            && !matches!(log.state, HistoryState::MissingObject(_))
        {
            log.state = HistoryState::MissingObject(fault.to_string());
        }
    }
    let more = notes.len().saturating_sub(NOTES_MAX);
    log.notes.extend(notes.into_iter().take(NOTES_MAX));
    if more > 0 {
        log.notes.push(format!("{more} more names in the history are skipped"));
    }
}

/// What some neighbouring commits did.
struct Chunk {
    differences: Vec<Result<Difference, Fault>>,
    /// A commit added a document and deleted a file elsewhere.
    has_come_from_outside: bool,
    notes: BTreeSet<String>,
}

fn compare_all(scope: &Scope, nodes: &[Node], store: &Store) -> Vec<Chunk> {
    let share = nodes.len() / (rayon::current_num_threads() * 4);
    let chunks = nodes.par_chunks(share.clamp(CHUNK_COMMITS.0, CHUNK_COMMITS.1));
    let compared = chunks.map(|chunk| store.with_reader(|reader| compare_chunk(scope, nodes, chunk, reader)));
    let list: Vec<Option<Chunk>> = compared.collect();
    list.into_iter().flatten().collect()
}

fn compare_chunk(scope: &Scope, nodes: &[Node], chunk: &[Node], reader: &mut Reader) -> Chunk {
    let mut places = [chunk.first(), chunk.last()].map(|node| reader.place(&node?.tree));
    places.reverse();
    let [oldest, newest] = places;
    // Deltas follow their bases in a pack: reading it forwards unpacks each once.
    let is_oldest_first = matches!((oldest, newest), (Some(a), Some(b)) if a.0 == b.0 && a.1 < b.1);
    let mut comparison = Comparison::of_names(reader, scope.is_wanted);
    let mut has_come_from_outside = false;
    let mut compare = |node: &Node| {
        let found = compare_one(scope, nodes, node, &mut comparison);
        found.map(|(difference, is_from_outside)| {
            has_come_from_outside |= is_from_outside;
            difference
        })
    };
    let differences = if is_oldest_first {
        let mut list: Vec<_> = chunk.iter().rev().map(&mut compare).collect();
        list.reverse();
        list
    } else {
        chunk.iter().map(&mut compare).collect()
    };
    Chunk { differences, has_come_from_outside, notes: comparison.notes }
}

/// Returns what one commit did, and whether a document may have come from
/// outside the folder of the documents.
fn compare_one(
    scope: &Scope,
    nodes: &[Node],
    node: &Node,
    comparison: &mut Comparison<'_>,
) -> Result<(Difference, bool), Fault> {
    let in_scope = |changes| (Difference { changes, vanished: Vec::new() }, false);
    if node.is_boundary {
        return Ok(in_scope(comparison.two(&scope.source, None, node.tree)?));
    }
    match node.parents.as_slice() {
        [] => Ok(in_scope(comparison.two(&scope.source, None, node.tree)?)),
        [parent] => {
            let parent = nodes[*parent].tree;
            if parent == node.tree {
                return Ok(in_scope(Vec::new()));
            }
            let changes = comparison.two(&scope.source, Some(parent), node.tree)?;
            let has_added = changes.iter().any(|change| change.old.is_none());
            if scope.source.is_empty() || !has_added {
                return Ok(in_scope(changes));
            }
            // Where a document was added, a file of any folder may have become it,
            // or may be the better match for a document that was deleted.
            let mut all = comparison.two("", Some(parent), node.tree)?;
            all.retain(|change| scope.holds(&change.path) || change.old.is_none() || change.new.is_none());
            let is_from_outside = all.iter().any(|change| change.new.is_none() && !scope.holds(&change.path));
            Ok((Difference { changes: all, vanished: Vec::new() }, is_from_outside))
        }
        parents => {
            let parents: Vec<Id> = parents.iter().map(|&parent| nodes[parent].tree).collect();
            Ok((comparison.merge(&scope.source, &parents, node.tree)?, false))
        }
    }
}
