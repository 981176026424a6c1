//! One attempt to sign in, from leaving this site to coming back. Nothing of it is kept here, so
//! that nobody can fill a memory: all that belongs to it is made from a key of this process, the
//! state that went to the identity provider and back, and a cookie of the browser that began.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::sessions::secret;
use crate::host::same::is_same;
use crate::source::Digest;

/// How long somebody may take to sign in, in seconds.
pub(super) const PATIENCE: i64 = 600;
/// Longest address that is come back to; from a longer one people come back to the first page.
const PATH_BYTES_MAX: usize = 1024;

/// What belongs to one attempt.
pub(super) struct Attempt {
    /// What the provider sends back as it got it.
    pub(super) state: String,
    /// What the provider puts into the token.
    pub(super) nonce: String,
    /// What proves to the provider that who asks for the token is who began.
    pub(super) verifier: String,
    /// Where they wanted to go.
    pub(super) path: String,
}

/// Makes attempts and knows them again.
pub(super) struct Attempts {
    key: [u8; 32],
}

impl Attempts {
    /// Takes a fresh key: who is about to sign in when the service ends begins again.
    pub(super) fn new() -> Self {
        Self { key: *Digest::of(secret().as_bytes()).as_bytes() }
    }

    /// Begins an attempt of a browser that wants to go to `path`.
    pub(super) fn begin(&self, browser: &str, path: &str, seconds: i64) -> Attempt {
        let path = if path.len() > PATH_BYTES_MAX { "" } else { path };
        let payload = format!("{seconds} {} {path}", secret());
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let seal = self.derived("state", &payload, browser);
        self.attempt(browser, &payload, format!("{payload}.{seal}"), path)
    }

    /// Knows an attempt of this browser again; nothing when the state is not one of ours for
    /// it, or too old.
    pub(super) fn resume(&self, browser: &str, state: &str, seconds: i64) -> Option<Attempt> {
        let (payload, seal) = state.split_once('.')?;
        if !is_same(&self.derived("state", payload, browser), seal) {
            return None;
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        let mut parts = text.splitn(3, ' ');
        let (began, _, path) = (parts.next()?.parse::<i64>().ok()?, parts.next()?, parts.next()?);
        let is_recent = (0..=PATIENCE).contains(&(seconds - began));
        is_recent.then(|| self.attempt(browser, payload, state.to_owned(), path))
    }

    fn attempt(&self, browser: &str, payload: &str, state: String, path: &str) -> Attempt {
        Attempt {
            state,
            nonce: self.derived("nonce", payload, browser),
            verifier: self.derived("verifier", payload, browser),
            path: path.to_owned(),
        }
    }

    fn derived(&self, what: &str, payload: &str, browser: &str) -> String {
        let digest = Digest::keyed(&self.key, format!("{what} {payload} {browser}").as_bytes());
        URL_SAFE_NO_PAD.encode(digest.as_bytes())
    }
}
