//! Which publication is shown. A request takes the one of its beginning and keeps it to its
//! end; a new one takes the place of the old between two requests.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use super::release::{File, Release, Shelf};
use crate::source::Digest;

/// How many publications before the one that is shown still give their styles and scripts, to
/// a page that was fetched before.
const EARLIER: usize = 3;

/// The publication that is shown, and where the next one will come from.
pub(super) struct Shown {
    pub(super) shelf: Shelf,
    site: PathBuf,
    now: RwLock<Option<Now>>,
}

/// What is shown now.
#[derive(Clone)]
pub(super) struct Now {
    /// The publication.
    pub(super) release: Arc<Release>,
    /// Those before it, the latest first.
    earlier: Vec<Arc<Release>>,
}

impl Now {
    /// Returns the file at a path; styles and scripts of earlier publications too.
    pub(super) fn file(&self, path: &str) -> Option<&Arc<File>> {
        let earlier = || {
            let is_lasting = path.starts_with("theme/");
            self.earlier.iter().filter(|_| is_lasting).find_map(|release| release.file(path))
        };
        self.release.file(path).or_else(earlier)
    }
}

impl Shown {
    /// Shows what was shown last, until the publication in the folder `site` is taken.
    pub(super) fn new(shelf: Shelf, site: PathBuf) -> Self {
        let last = shelf.releases().last().ok().flatten();
        let release = last.and_then(|taken| shelf.release(taken, None).ok());
        let now = release.map(|release| Now { release: Arc::new(release), earlier: Vec::new() });
        Self { shelf, site, now: RwLock::new(now) }
    }

    /// Returns what is shown now; nothing when there has been no publication.
    pub(super) fn now(&self) -> Option<Now> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the publication in the folder, when it is another one. Returns its id, or why it
    /// was not taken.
    pub(super) fn renew(&self) -> Result<Option<Digest>, String> {
        let now = self.now();
        let shown = now.as_ref().map(|now| now.release.id);
        let taken = self.shelf.releases().take(&self.site, shown).map_err(|error| error.to_string())?;
        let Some(taken) = taken else { return Ok(None) };
        let before = now.as_ref().map(|now| now.release.as_ref());
        let release = Arc::new(self.shelf.release(taken, before).map_err(|error| error.to_string())?);
        let id = release.id;
        self.shelf.releases().set_current(id).map_err(|error| error.to_string())?;
        let earlier = now.into_iter().flat_map(|now| [vec![now.release], now.earlier].concat());
        let mut seen = BTreeSet::from([id]);
        let earlier = earlier.filter(|release| seen.insert(release.id)).take(EARLIER).collect();
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Some(Now { release, earlier });
        Ok(Some(id))
    }
}
