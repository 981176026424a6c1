//! When somebody opened the text that they confirm: only in books that ask for it, in memory,
//! and for one working day.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::caller::Caller;
use crate::model::Instant;
use crate::source::Digest;

/// How long an opening is remembered, in microseconds.
const KEPT: i64 = 12 * 3600 * 1_000_000;
/// Most openings that are remembered; what comes then is not.
const OPENINGS_MAX: usize = 100_000;

/// Who opened which text, and when.
type Seen = BTreeMap<(String, String, Digest), Instant>;

/// What was opened, when that is to be recorded.
#[derive(Debug)]
pub(super) struct Openings {
    seen: Option<Mutex<Seen>>,
}

impl Openings {
    /// Remembers openings, or none.
    pub(super) fn new(is_on: bool) -> Self {
        Self { seen: is_on.then(Mutex::default) }
    }

    /// Remembers that somebody was shown a text.
    pub(super) fn note(&self, caller: &Caller, text: Digest, now: Instant) {
        let Some(seen) = &self.seen else { return };
        let Ok(mut seen) = seen.lock() else { return };
        let is_kept = |at: &Instant| now.unix_micros() - at.unix_micros() <= KEPT;
        if seen.len() >= OPENINGS_MAX {
            seen.retain(|_, at| is_kept(at));
        }
        let key = key(caller, text);
        // The first time counts, until it is too long ago.
        if seen.len() < OPENINGS_MAX && !seen.get(&key).is_some_and(is_kept) {
            seen.insert(key, now);
        }
    }

    /// Returns when somebody first opened a text in the last hours, if it was seen.
    pub(super) fn first(&self, caller: &Caller, text: Digest, now: Instant) -> Option<Instant> {
        let seen = self.seen.as_ref()?.lock().ok()?;
        seen.get(&key(caller, text)).copied().filter(|at| now.unix_micros() - at.unix_micros() <= KEPT)
    }
}

fn key(caller: &Caller, text: Digest) -> (String, String, Digest) {
    (caller.identity.issuer.clone(), caller.identity.id.clone(), text)
}
