//! The branch's line of first parents, and what each commit of it brought.

use std::collections::HashSet;

use super::compare::Comparison;
use super::objects::{Fault, Reader};
use super::raw::{Header, Id, Kind, Signature, hex};
use crate::history::{Step, StepChange, is_prose_name};
use crate::model::{CommitId, Date};
use crate::source::BookPath;

/// A commit of the line as its object says.
struct Node {
    id: Id,
    tree: Id,
    date: Option<Date>,
    joined: Vec<Id>,
}

/// Returns the line that ends with `head`, oldest first.
///
/// # Errors
/// [`Fault`], when a commit or a folder is missing or damaged: of a line with a gap
/// nothing can be said.
pub(super) fn line(reader: &mut Reader, head: Id, folder: &str) -> Result<Vec<Step>, Fault> {
    let mut nodes = nodes(reader, head)?;
    nodes.reverse();
    let mut comparison = Comparison::of_names(reader, is_part_name);
    let mut steps = Vec::with_capacity(nodes.len());
    let mut before: Option<Id> = None;
    for node in nodes {
        let changes = match before == Some(node.tree) {
            true => Vec::new(),
            false => comparison.two(folder, before, node.tree)?,
        };
        before = Some(node.tree);
        let below = |path: &str| match folder.is_empty() {
            true => BookPath::new(path).ok(),
            false => BookPath::new(path.strip_prefix(folder)?.strip_prefix('/')?).ok(),
        };
        let change = |change: crate::history::Change| Some(StepChange { path: below(&change.path)?, text: change.new });
        steps.push(Step {
            commit: CommitId::new(hex(&node.id)),
            date: node.date,
            joined: node.joined.iter().map(|id| CommitId::new(hex(id))).collect(),
            changes: changes.into_iter().filter_map(change).collect(),
        });
    }
    Ok(steps)
}

/// Returns the commits of the line, newest first.
fn nodes(reader: &mut Reader, head: Id) -> Result<Vec<Node>, Fault> {
    let mut nodes = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some(head);
    while let Some(id) = next {
        if !seen.insert(id) {
            return Err(Fault::damaged(&id));
        }
        let bytes = reader.read(&id, Kind::Commit)?;
        let header = Header::new(&bytes);
        let tree = header.target.ok_or_else(|| Fault::damaged(&id))?;
        next = header.parents.first().copied();
        let joined = header.parents.iter().skip(1).copied().collect();
        nodes.push(Node { id, tree, date: Signature::new(header.author).date(), joined });
    }
    Ok(nodes)
}

/// Returns whether a file of this name may be a document or a setting of a book.
fn is_part_name(name: &[u8]) -> bool {
    is_prose_name(name) || name.ends_with(b".toml")
}
