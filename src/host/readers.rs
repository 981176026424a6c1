//! Connections that read the log, beside the one that writes.

use std::sync::{Arc, Mutex, PoisonError};

use crate::ledger::{Store, StoreError};

/// Opens a log to read it.
pub type OpenToRead = Box<dyn Fn() -> Result<Box<dyn Store>, StoreError> + Send + Sync>;

/// Connections that are kept when nobody needs them.
const IDLE_MAX: usize = 8;

/// A pool of connections.
pub(super) struct Readers {
    open: OpenToRead,
    idle: Mutex<Vec<Box<dyn Store>>>,
}

/// A connection to a database waits while it is closed, which no thread that answers may do.
impl Drop for Readers {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.lock());
        let _ = std::thread::spawn(move || drop(idle)).join();
    }
}

impl Readers {
    /// Makes an empty pool.
    pub(super) fn new(open: OpenToRead) -> Self {
        Self { open, idle: Mutex::default() }
    }

    /// Asks the log something, on a thread that may wait for the disk.
    pub(super) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || readers.ask_here(question));
        asked.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the question was given up".to_owned())))
    }

    /// Asks the log something, on a thread that may wait for the disk already.
    pub(super) fn ask_here<T>(
        &self,
        question: impl FnOnce(&dyn Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = self.lock().pop();
        let store = kept.map_or_else(|| (self.open)(), Ok)?;
        let answer = question(store.as_ref());
        // One that failed may be of no use any more.
        if answer.is_ok() && self.lock().len() < IDLE_MAX {
            self.lock().push(store);
        }
        answer
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Box<dyn Store>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
