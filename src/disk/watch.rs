//! Says when a file of the book has changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer, new_debouncer_opt,
};

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// By the system's own notices.
    Notices,
    /// By looking again and again, for network drives and some containers.
    Poll,
}

/// The folder cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("{folder} cannot be watched: {source}")]
pub struct WatchError {
    folder: PathBuf,
    source: notify::Error,
}

/// Events within this time are one change: editors write a file in several steps.
const DEBOUNCE: Duration = Duration::from_millis(30);
const POLL_INTERVAL: Duration = Duration::from_millis(400);

enum Running {
    Notices { _debouncer: Debouncer<RecommendedWatcher, RecommendedCache> },
    Poll { _debouncer: Debouncer<PollWatcher, RecommendedCache> },
}

/// A folder being watched; it ends with this value.
pub struct Watcher {
    changes: Receiver<()>,
    _running: Running,
}

impl Watcher {
    /// Waits until a file changes, at most for `timeout`; returns whether one did.
    pub fn wait(&self, timeout: Duration) -> bool {
        match self.changes.recv_timeout(timeout) {
            Ok(()) => {
                while self.changes.try_recv().is_ok() {}
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(timeout);
                false
            }
        }
    }
}

/// Watches `folder` and everything below it, but for `skip` and what no book is made of.
///
/// # Errors
/// [`WatchError`], for example when the system has no watches left; polling then helps.
pub fn watch(folder: &Path, skip: Vec<PathBuf>, mode: WatchMode) -> Result<Watcher, WatchError> {
    let (sender, changes) = channel();
    let root = folder.to_owned();
    let handler = move |result: DebounceEventResult| {
        let is_change = match &result {
            Ok(events) => events.iter().any(|event| matters(event, &root, &skip)),
            Err(_) => false,
        };
        if is_change {
            let _ = sender.send(());
        }
    };
    let refused = |source| WatchError { folder: folder.to_owned(), source };
    let running = match mode {
        WatchMode::Notices => {
            let mut debouncer = new_debouncer(DEBOUNCE, Some(DEBOUNCE / 3), handler).map_err(refused)?;
            debouncer.watch(folder, RecursiveMode::Recursive).map_err(refused)?;
            Running::Notices { _debouncer: debouncer }
        }
        WatchMode::Poll => {
            let config = Config::default().with_poll_interval(POLL_INTERVAL).with_compare_contents(true);
            let mut debouncer = new_debouncer_opt::<_, PollWatcher, RecommendedCache>(
                DEBOUNCE,
                None,
                handler,
                RecommendedCache::default(),
                config,
            )
            .map_err(refused)?;
            debouncer.watch(folder, RecursiveMode::Recursive).map_err(refused)?;
            Running::Poll { _debouncer: debouncer }
        }
    };
    Ok(Watcher { changes, _running: running })
}

/// Reading a file is reported too; only a file that was written counts, and
/// neither git's own files, nor the site, nor an editor's.
fn matters(event: &DebouncedEvent, root: &Path, skip: &[PathBuf]) -> bool {
    let is_write = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    is_write
        && event.paths.iter().any(|path| {
            let below = path.strip_prefix(root).unwrap_or(path);
            let is_noise = below.components().any(|part| {
                let name = part.as_os_str().to_string_lossy();
                name == "target"
                    || name == "node_modules"
                    || (name.starts_with('.') && name.len() > 1)
                    || is_editor_file(&name)
            });
            !is_noise && !skip.iter().any(|skipped| path.starts_with(skipped))
        })
}

fn is_editor_file(name: &str) -> bool {
    name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".swx") || name.ends_with(".tmp") || name == "4913"
}
