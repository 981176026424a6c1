//! Finds the commit that a change grew from: the merge base of what it will be
//! merged into and what is checked out.

use std::path::Path;
use std::sync::Arc;

use git2::{ErrorCode, Oid, Repository};

use super::objects::Objects;
use super::open::{Opened, open};
use super::questions::reason;
use super::store::Store;
use crate::model::CommitId;

/// What a change is merged into when nobody says so, the likeliest first.
const CANDIDATES: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/// Where a change began.
pub struct MergeBase {
    /// What it is compared with: a branch, tag or commit as git names it; nothing
    /// for the commit that is checked out.
    pub name: Option<String>,
    /// The commit of that name.
    pub tip: CommitId,
    /// The newest commit that led to both.
    pub commit: CommitId,
    /// The commit that is checked out.
    pub head: CommitId,
    /// The branch that is checked out, if one is.
    pub branch: Option<String>,
    /// The book's folder from the top of the repository; empty at the top.
    pub folder: String,
    /// The texts.
    pub store: Arc<Store>,
}

/// Why there is no merge base.
#[derive(Debug, thiserror::Error)]
pub enum MergeBaseError {
    /// There is no repository, no commit, or it cannot be read.
    #[error("the repository cannot be read: {0}")]
    Unreadable(String),
    /// There is no such commit, tag or branch.
    #[error("`{name}` is no commit, tag or branch of this repository")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The branches and tags that there are.
        known: Vec<String>,
        /// Whether the clone is cut off.
        is_shallow: bool,
    },
    /// The clone is cut off above the merge base, or has no branch to compare with.
    #[error("the clone is cut off, and does not reach back to where the change began")]
    CutOff,
    /// The two have no commit in common.
    #[error("`{0}` and the commit that is checked out have no commit in common")]
    Unrelated(String),
}

/// Returns the merge base of `wanted`, a commit, tag or branch, and the commit that
/// is checked out. Without `wanted` it is that of the main branch, and on the main
/// branch the commit that is checked out itself.
///
/// # Errors
/// [`MergeBaseError`].
pub fn merge_base(root: &Path, wanted: Option<&str>) -> Result<MergeBase, MergeBaseError> {
    let Opened { repository, folder } = open(root).map_err(|state| MergeBaseError::Unreadable(reason(&state)))?;
    let unreadable = |error: git2::Error| MergeBaseError::Unreadable(error.message().to_owned());
    let (head, branch) = {
        let reference = repository.head().map_err(|error| match error.code() {
            ErrorCode::UnbornBranch => MergeBaseError::Unreadable("it has no commit".to_owned()),
            _ => unreadable(error),
        })?;
        let name = reference.name().ok().and_then(|name| name.strip_prefix("refs/heads/"));
        let branch = name.map(str::to_owned);
        (reference.peel_to_commit().map_err(unreadable)?.id(), branch)
    };
    let (name, tip) = match wanted {
        Some(name) => (Some(name.to_owned()), commit_of(&repository, name).ok_or_else(|| unknown(&repository, name))?),
        None => main_branch(&repository, head)?.map_or((None, head), |(name, tip)| (Some(name), tip)),
    };
    let commit = repository.merge_base(tip, head).map_err(|error| match error.code() {
        ErrorCode::NotFound if repository.is_shallow() => MergeBaseError::CutOff,
        ErrorCode::NotFound => MergeBaseError::Unrelated(name.clone().unwrap_or_default()),
        _ => unreadable(error),
    })?;
    let id = |oid: Oid| CommitId::new(oid.to_string());
    let store = Arc::new(Store::new(Some(Objects::new(&repository.commondir().join("objects")))));
    Ok(MergeBase { name, tip: id(tip), commit: id(commit), head: id(head), branch, folder, store })
}

/// Returns the first candidate that is there and is not checked out.
fn main_branch(repository: &Repository, head: Oid) -> Result<Option<(String, Oid)>, MergeBaseError> {
    let tip = |name: &&str| Some((shown(repository, name), commit_of(repository, name)?));
    let found: Vec<(String, Oid)> = CANDIDATES.iter().filter_map(tip).collect();
    // Of a clone that is cut off and has no main branch, "nothing changed" would be a lie.
    if found.is_empty() && repository.is_shallow() {
        return Err(MergeBaseError::CutOff);
    }
    Ok(found.into_iter().find(|(_, tip)| *tip != head))
}

/// Returns what `origin/HEAD` stands for, and other names as they are.
fn shown(repository: &Repository, name: &str) -> String {
    let reference = repository.find_reference(&format!("refs/remotes/{name}")).and_then(|found| found.resolve());
    let target = reference.ok().and_then(|found| found.name().ok().map(str::to_owned));
    let target = target.and_then(|target| target.strip_prefix("refs/remotes/").map(str::to_owned));
    target.unwrap_or_else(|| name.to_owned())
}

fn commit_of(repository: &Repository, name: &str) -> Option<Oid> {
    Some(repository.revparse_single(name).ok()?.peel_to_commit().ok()?.id())
}

fn unknown(repository: &Repository, name: &str) -> MergeBaseError {
    let mut known = Vec::new();
    for reference in repository.references().into_iter().flatten().flatten() {
        let full = reference.name().unwrap_or_default();
        let short = ["refs/heads/", "refs/tags/", "refs/remotes/"].iter().find_map(|kind| full.strip_prefix(kind));
        known.extend(short.map(str::to_owned));
    }
    known.sort();
    MergeBaseError::Unknown { name: name.to_owned(), known, is_shallow: repository.is_shallow() }
}
