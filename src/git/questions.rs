//! Small questions that a command asks besides the history.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use git2::{ObjectType, Tree, TreeWalkMode, TreeWalkResult};

use super::listing;
use super::objects::{Objects, Reader};
use super::open::{Opened, open};
use super::store::Store;
use crate::history::{BlobId, HistoryState};
use crate::source::BookPath;

/// A question that git could not answer.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// There is no such commit, tag or branch.
    #[error("`{0}` is no commit, tag or branch of this repository")]
    UnknownRevision(String),
    /// The repository cannot be read.
    #[error("the repository cannot be read: {0}")]
    Unreadable(String),
}

/// Returns the name that git would write into a commit here: `user.name`.
pub fn user_name(root: &Path) -> Option<String> {
    config_text(root, "user.name")
}

/// Returns the e-mail address that git would write into a commit here: `user.email`.
pub fn user_email(root: &Path) -> Option<String> {
    config_text(root, "user.email")
}

fn config_text(root: &Path, name: &str) -> Option<String> {
    let config = match git2::Repository::discover(root) {
        Ok(repository) => repository.config(),
        Err(_) => git2::Config::open_default(),
    };
    config.ok()?.get_string(name).ok().filter(|text| !text.trim().is_empty())
}

/// Returns the id of the commit that is checked out, if there is one.
pub fn head_id(root: &Path) -> Option<String> {
    let Opened { repository, .. } = open(root).ok()?;
    let id = repository.head().ok()?.target()?;
    Some(id.to_string())
}

/// Returns whether the commit that is checked out has anything called `name` in the
/// book's folder; nothing when that cannot be said.
pub fn head_has(root: &Path, name: &str) -> Option<bool> {
    let Opened { repository, folder } = open(root).ok()?;
    let id = repository.head().ok()?.target()?;
    let objects = Arc::new(Objects::new(&repository.commondir().join("objects")));
    listing::has_name(&mut Reader::new(&objects), &id.as_bytes().try_into().ok()?, &folder, name)
}

/// Returns the files below the book's folder as a commit, tag or branch has
/// them, and the store with their texts.
///
/// # Errors
/// [`QuestionError`], when there is no such revision or no repository.
pub fn files_at(root: &Path, revision: &str) -> Result<(BTreeMap<BookPath, BlobId>, Store), QuestionError> {
    let Opened { repository, folder } = open(root).map_err(|state| QuestionError::Unreadable(reason(&state)))?;
    let unknown = |_| QuestionError::UnknownRevision(revision.to_owned());
    let files = {
        let object = repository.revparse_single(revision).map_err(unknown)?;
        let tree = object.peel_to_tree().map_err(unknown)?;
        files_of(&tree, &folder).map_err(|error| QuestionError::Unreadable(error.message().to_owned()))?
    };
    Ok((files, Store::new(Some(Objects::new(&repository.commondir().join("objects"))))))
}

/// Returns the texts that the commit that is checked out has at `paths`; paths that
/// it does not have are left out.
pub fn head_texts<'a>(root: &Path, paths: impl Iterator<Item = &'a BookPath>) -> BTreeMap<BookPath, BlobId> {
    let Ok(Opened { repository, folder }) = open(root) else { return BTreeMap::new() };
    let tree = repository.head().and_then(|head| head.peel_to_tree());
    let Ok(tree) = tree else { return BTreeMap::new() };
    let text_of = |path: &BookPath| {
        let full = if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") };
        let entry = tree.get_path(Path::new(&full)).ok()?;
        Some((path.clone(), BlobId::new(entry.id().as_bytes().try_into().ok()?)))
    };
    paths.filter_map(text_of).collect()
}

/// Returns the files of a tree that lie below `folder`.
fn files_of(tree: &Tree<'_>, folder: &str) -> Result<BTreeMap<BookPath, BlobId>, git2::Error> {
    let mut files = BTreeMap::new();
    tree.walk(TreeWalkMode::PreOrder, |prefix, entry| {
        if entry.kind() == Some(ObjectType::Blob) {
            let path = entry.name().ok().and_then(|name| BookPath::new(&format!("{prefix}{name}")).ok());
            let below = path.and_then(|path| path.below(folder).and_then(|below| BookPath::new(below).ok()));
            let id = entry.id().as_bytes().try_into().ok().map(BlobId::new);
            files.extend(below.zip(id));
        }
        TreeWalkResult::Ok
    })?;
    Ok(files)
}

/// Says why a repository cannot be asked.
pub(super) fn reason(state: &HistoryState) -> String {
    match state {
        HistoryState::NoRepository => "the book is in no git repository".to_owned(),
        HistoryState::ForeignOwner(message)
        | HistoryState::Unreadable(message)
        | HistoryState::MissingObject(message) => message.clone(),
        HistoryState::Complete | HistoryState::Shallow { .. } | HistoryState::NoCommits => {
            "it has no commit".to_owned()
        }
    }
}
