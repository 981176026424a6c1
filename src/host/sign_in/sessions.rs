//! Who has signed in. Sessions are in memory only: when the service ends people sign in again,
//! which their identity provider mostly does without asking.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand_core::{OsRng, RngCore as _};

use crate::host::caller::Caller;
use crate::source::Digest;

/// Most sessions at once; the one that ends first makes room.
const SESSIONS_MAX: usize = 100_000;

/// Open sessions, by the digest of what the cookie holds: who reads this memory cannot sign in.
pub(super) struct Sessions {
    seconds: i64,
    open: Mutex<BTreeMap<Digest, (i64, Caller)>>,
}

impl Sessions {
    /// Each session lasts so many hours, whatever is done in it.
    pub(super) fn new(hours: u8) -> Self {
        Self { seconds: i64::from(hours) * 3600, open: Mutex::default() }
    }

    /// Returns how long a session lasts.
    pub(super) fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Begins a session and returns what its cookie holds: never a value that was there before.
    pub(super) fn begin(&self, caller: Caller, now: i64) -> String {
        let id = secret();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= SESSIONS_MAX {
            open.retain(|_, (ends, _)| *ends > now);
        }
        if open.len() >= SESSIONS_MAX
            && let Some(first) = open.iter().min_by_key(|(_, (ends, _))| *ends).map(|(digest, _)| *digest)
        {
            open.remove(&first);
        }
        open.insert(Digest::of(id.as_bytes()), (now + self.seconds, caller));
        id
    }

    /// Returns whose session this is.
    pub(super) fn find(&self, id: &str, now: i64) -> Option<Caller> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&Digest::of(id.as_bytes())).filter(|(ends, _)| *ends > now).map(|(_, caller)| caller.clone())
    }

    /// Ends a session.
    pub(super) fn end(&self, id: &str) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&Digest::of(id.as_bytes()));
    }
}

/// Returns 32 bytes from the system's source of randomness, in base64 for addresses.
pub(super) fn secret() -> String {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
