//! The commits that led to the head.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::objects::{Fault, Reader};
use super::raw::{Header, Id, Kind, Signature, decode};
use crate::history::newest_first;
use crate::model::{Date, Person};

/// A longer first line is cut: it is no summary, and pages must stay small.
const SUMMARY_CHARACTERS_MAX: usize = 500;

/// One commit, before its files are looked at.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: Id,
    pub(super) tree: Id,
    /// Positions of the parents that are in the store.
    pub(super) parents: Vec<usize>,
    /// At least one parent is not in the store.
    pub(super) is_boundary: bool,
    pub(super) author: Arc<Person>,
    pub(super) date: Option<Date>,
    pub(super) committed_at: i64,
    pub(super) summary: String,
}

/// The commits, newest first, children before parents.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) nodes: Vec<Node>,
    /// The first object that should be there and is not.
    pub(super) fault: Option<Fault>,
}

/// Reads all commits from `head` back; those in `shallow` have no known parents.
pub(super) fn walk(reader: &mut Reader, head: Id, shallow: &BTreeSet<Id>) -> Walk {
    let mut people = People::default();
    let mut fault = None;
    let mut positions: HashMap<Id, Option<usize>> = HashMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut parents_of: Vec<Vec<Id>> = Vec::new();
    let mut open = vec![head];
    while let Some(id) = open.pop() {
        if positions.contains_key(&id) {
            continue;
        }
        let read = reader.read(&id, Kind::Commit);
        let node = read.and_then(|bytes| Node::new(id, &Header::new(&bytes), shallow, &mut people));
        match node {
            Ok((node, parents)) => {
                positions.insert(id, Some(nodes.len()));
                open.extend(parents.iter().filter(|parent| !positions.contains_key(*parent)));
                parents_of.push(parents);
                nodes.push(node);
            }
            Err(missing) => {
                positions.insert(id, None);
                fault.get_or_insert(missing);
            }
        }
    }
    for (node, parents) in nodes.iter_mut().zip(parents_of) {
        let known = parents.iter().filter_map(|parent| positions.get(parent).copied().flatten());
        node.parents = known.collect();
        node.parents.dedup();
        node.is_boundary |= parents.iter().any(|parent| !matches!(positions.get(parent), Some(Some(_))));
    }
    Walk { nodes: in_order(nodes), fault }
}

/// Orders the commits, newest first.
fn in_order(mut nodes: Vec<Node>) -> Vec<Node> {
    let parents: Vec<Vec<usize>> = nodes.iter_mut().map(|node| std::mem::take(&mut node.parents)).collect();
    let order = newest_first(&parents, |at| (nodes[at].committed_at, nodes[at].id));
    let mut place = vec![None; nodes.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = Some(new);
    }
    let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let ordered = order.iter().filter_map(|&old| {
        let mut node = slots[old].take()?;
        node.parents = parents[old].iter().filter_map(|&parent| place[parent]).collect();
        // A parent without a place is its own ancestor: the store is damaged there.
        node.is_boundary |= node.parents.len() < parents[old].len();
        Some(node)
    });
    ordered.collect()
}

impl Node {
    fn new(id: Id, header: &Header<'_>, shallow: &BTreeSet<Id>, people: &mut People) -> Result<(Self, Vec<Id>), Fault> {
        let tree = header.target.ok_or_else(|| Fault::damaged(&id))?;
        let author = Signature::new(header.author);
        let is_boundary = shallow.contains(&id);
        let node = Self {
            id,
            tree,
            parents: Vec::new(),
            is_boundary,
            author: people.person(&author, header.encoding),
            date: author.date(),
            committed_at: Signature::new(header.committer).seconds.unwrap_or_default(),
            summary: summary(header.message, header.encoding),
        };
        Ok((node, if is_boundary { Vec::new() } else { header.parents.clone() }))
    }
}

/// Returns the first line of a message that is not blank.
fn summary(message: &[u8], encoding: &[u8]) -> String {
    let line = message.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    // Four bytes hold any character, so this cuts only what would be cut anyway.
    let line = line.unwrap_or_default();
    let text = decode(&line[..line.len().min(SUMMARY_CHARACTERS_MAX * 4)], encoding);
    match text.char_indices().nth(SUMMARY_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Each author once.
#[derive(Default)]
struct People(HashMap<(Vec<u8>, Vec<u8>), Arc<Person>>);

impl People {
    fn person(&mut self, signature: &Signature<'_>, encoding: &[u8]) -> Arc<Person> {
        let key = (signature.name.to_vec(), signature.email.to_vec());
        Arc::clone(self.0.entry(key).or_insert_with(|| Arc::new(signature.person(encoding))))
    }
}
