//! The tags of a repository that lead to commits.

use std::collections::BTreeSet;

use git2::Repository;

use super::objects::Reader;
use super::raw::{Header, Id, Kind, Signature, decode_lines, hex};
use crate::history::{Commit, Tag, TagId};
use crate::model::CommitId;

/// A tag of a tag of a tag is followed so far.
const DEPTH_MAX: usize = 16;

/// A longer message is cut.
const MESSAGE_BYTES_MAX: usize = 64 << 10;

/// Reads the names and targets of all tags.
pub(super) fn names(repository: &Repository) -> Vec<(String, Id)> {
    let mut names = Vec::new();
    // A broken reference is skipped by the library; any other failure ends the list.
    let _ = repository.tag_foreach(|id, name| {
        let name = std::str::from_utf8(name).ok().and_then(|name| name.strip_prefix("refs/tags/"));
        if let (Some(name), Ok(id)) = (name, id.as_bytes().try_into()) {
            names.push((name.to_owned(), id));
        }
        true
    });
    names.sort();
    names
}

/// Follows tags to their commits. A tag that leads elsewhere is left out.
/// `commits` are those that led to the head.
pub(super) fn read(names: Vec<(String, Id)>, commits: &[Commit], reader: &mut Reader) -> Vec<Tag> {
    let mut tags: Vec<Tag> = names.into_iter().filter_map(|(name, id)| tag(name, id, reader)).collect();
    let tagged: BTreeSet<&CommitId> = tags.iter().map(|tag| &tag.commit).collect();
    let on_branch = commits.iter().map(|commit| &commit.id).filter(|id| tagged.contains(id));
    let on_branch: BTreeSet<CommitId> = on_branch.cloned().collect();
    for tag in &mut tags {
        tag.is_on_branch = on_branch.contains(&tag.commit);
    }
    tags
}

fn tag(name: String, id: Id, reader: &mut Reader) -> Option<Tag> {
    let mut id = id;
    let mut annotation = None;
    for _ in 0..DEPTH_MAX {
        let object = reader.object(&id).ok()?;
        let header = Header::new(&object.bytes);
        let date = Signature::new(header.committer).date();
        match object.kind {
            Kind::Commit => {
                let commit = CommitId::new(hex(&id));
                let is_on_branch = false;
                return Some(match annotation {
                    Some((object, date, message)) => {
                        Tag { name, commit, object: Some(object), date, message, is_on_branch }
                    }
                    None => Tag { name, commit, object: None, date, message: None, is_on_branch },
                });
            }
            Kind::Tag => {
                annotation.get_or_insert_with(|| (TagId::new(hex(&id)), date, Some(message(&header))));
                id = header.target?;
            }
            Kind::Tree | Kind::Blob => return None,
        }
    }
    None
}

/// Returns the message without a signature.
fn message(header: &Header<'_>) -> String {
    let bytes = &header.message[..header.message.len().min(MESSAGE_BYTES_MAX)];
    let lines = bytes.split(|&byte| byte == b'\n').take_while(|line| !line.starts_with(b"-----BEGIN "));
    decode_lines(lines, header.encoding).trim().to_owned()
}
