//! Which pages of documents' pasts the site that stands has already.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::artifact::PastKeys;
use crate::history::HistoryState;
use crate::source::{Digest, Digester};
use crate::theme::Theme;
use crate::view::Views;

/// From what the pages of each document's past were made, and are made now.
#[derive(Debug)]
pub struct PastPages {
    /// What the caller knows of the program and the settings.
    base: Digest,
    /// What is known of the site that stands.
    known: Option<PastKeys>,
    made: Mutex<Made>,
}

#[derive(Debug, Default)]
struct Made {
    shared: Option<Digest>,
    documents: BTreeMap<String, Digest>,
}

impl PastPages {
    /// Takes what is known of the site that stands; `base` is the digest of whatever
    /// makes pages and is neither in the book nor in its theme: the program itself and
    /// the settings.
    pub fn new(base: Digest, known: Option<PastKeys>) -> Self {
        Self { base, known, made: Mutex::default() }
    }

    /// Begins a build. Returns whether pages of the site that stands may be kept.
    pub(super) fn begin(&self, views: &Views<'_>, theme: &Theme) -> bool {
        let mut digester = Digester::default();
        digester
            .part("base", self.base.as_bytes())
            .part("theme", theme.lasting_key().as_bytes())
            .part("book", views.book.surface().as_bytes());
        let shared = digester.finish();
        self.lock().shared = Some(shared);
        // What cannot be read today may be read tomorrow.
        let is_complete = views.book.history == HistoryState::Complete;
        is_complete && self.known.as_ref().is_some_and(|known| known.shared == shared.to_hex())
    }

    /// Notes from what the pages of a document's past are made now. Returns whether
    /// those of the site that stands were made from the same.
    pub(super) fn is_same(&self, document: &str, key: Digest) -> bool {
        let known = self.known.as_ref().and_then(|known| known.documents.get(document));
        let is_same = known.is_some_and(|known| *known == key.to_hex());
        self.lock().documents.insert(document.to_owned(), key);
        is_same
    }

    /// Returns what is to be remembered of the site that was made, by its manifest;
    /// nothing when it has no such pages.
    pub fn keys(&self, site: Digest) -> Option<PastKeys> {
        let made = self.lock();
        if made.documents.is_empty() {
            return None;
        }
        Some(PastKeys::new(site, made.shared?, made.documents.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
