//! Reads a folder into a source tree, writes a site whole or not at all, and
//! says when a file of the book has changed.
//!
//! Files are opened below the book's folder without following any link; what is
//! no regular file is never opened.

#![allow(clippy::disallowed_methods, reason = "this room is where files are read and written")]

mod cache;
mod folder;
mod network;
mod publish;
mod read;
mod releases;
mod watch;

pub use cache::{CACHE_PARENT, Cache};
pub use folder::{Folder, create_file, find_book, replace_file};
pub use network::network_file_system;
pub use publish::{PublishError, SiteWriter, read_manifest};
pub use read::{ReadRequest, TEXT_BYTES_MAX};
pub use releases::{Releases, TakeError, Taken};
pub use watch::{WatchError, WatchMode, Watcher, watch};
