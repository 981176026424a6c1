//! Finds and opens the repository around a book.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use git2::{Config, ErrorCode, Repository, RepositoryOpenFlags};

use crate::history::HistoryState;

/// An open repository and the place of the book in it.
pub(super) struct Opened {
    pub(super) repository: Repository,
    /// The book's folder from the top of the repository; empty at the top.
    pub(super) folder: String,
}

/// Opens the repository that holds `root`, searching upwards as git does: not
/// into another file system, and only if it belongs to this user.
///
/// The library reads configuration to check the owner and the format. After
/// that the repository has an empty one: no include, filter or hook of it counts.
pub(super) fn open(root: &Path) -> Result<Opened, HistoryState> {
    let no_ceiling: [&OsStr; 0] = [];
    let opened = Repository::open_ext(root, RepositoryOpenFlags::empty(), no_ceiling);
    let repository = opened.map_err(|error| match error.code() {
        ErrorCode::NotFound => HistoryState::NoRepository,
        ErrorCode::Owner => HistoryState::ForeignOwner(foreign_owner(root)),
        _ => HistoryState::Unreadable(error.message().to_owned()),
    })?;
    let isolated = Config::new().and_then(|config| repository.set_config(&config));
    isolated.map_err(|error| HistoryState::Unreadable(error.message().to_owned()))?;
    // A bare repository has no working folder, so it cannot be the book's.
    let Some(top) = repository.workdir() else { return Err(HistoryState::NoRepository) };
    let folder = folder_below(top, root)?;
    Ok(Opened { repository, folder })
}

/// Returns the path from `top` to `root`, with `/` between its parts.
fn folder_below(top: &Path, root: &Path) -> Result<String, HistoryState> {
    let unreadable = |what: &str| HistoryState::Unreadable(format!("the folder `{}` {what}", root.display()));
    let real = |path: &Path| path.canonicalize().map_err(|error| unreadable(&format!("cannot be opened: {error}")));
    let (top, book) = (real(top)?, real(root)?);
    let below = book.strip_prefix(&top).map_err(|_| unreadable("is not in the working folder of its repository"))?;
    let parts: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
    Ok(parts.ok_or_else(|| unreadable("has a name that is not UTF-8"))?.join("/"))
}

/// Says how to let git, and with it us, trust a repository of another user.
fn foreign_owner(root: &Path) -> String {
    let book = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let is_top = |folder: &&Path| folder.join(".git").exists();
    let top: PathBuf = book.ancestors().find(is_top).unwrap_or(&book).to_owned();
    let top = top.to_string_lossy();
    let is_plain = top.chars().all(|c| c.is_alphanumeric() || "/._-:\\".contains(c));
    let quoted = if is_plain { top.to_string() } else { format!("'{}'", top.replace('\'', r"'\''")) };
    format!(
        "the repository `{top}` belongs to another user; if you trust it, run: \
         git config --global --add safe.directory {quoted}"
    )
}
