//! Identities in signed tokens that a proxy sends with every request.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hyper::StatusCode;
use hyper::header::HeaderMap;
use ipnet::IpNet;

use super::answer::Problem;
use super::caller::{Caller, nobody};
use super::peer::Peer;
use super::token::{FetchKeys, Tokens, forged};
use super::writer::Issuer;
use crate::config::{IdentitySettings, TokenSettings};
use crate::model::Instant;
use crate::source::Digest;

/// Longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 12 * 1024;
/// Tokens whose signature was checked already.
const KNOWN_MAX: usize = 10_000;

/// Identities in tokens.
pub struct TokenIdentities {
    trusted_proxies: Vec<IpNet>,
    /// The header of the token.
    header: String,
    tokens: Tokens,
    /// Callers by the digest of their token, with the second at which it ends.
    known: Mutex<BTreeMap<Digest, (i64, Caller)>>,
}

impl TokenIdentities {
    pub(super) fn new(identity: &IdentitySettings, settings: TokenSettings, fetch: FetchKeys) -> Result<Self, String> {
        Ok(Self {
            trusted_proxies: identity.trusted_proxies.clone(),
            header: settings.header.clone(),
            tokens: Tokens::new(identity, settings, fetch)?,
            known: Mutex::default(),
        })
    }

    /// Returns who vouches for identifiers, and what they are.
    pub(super) fn issuer(&self) -> Issuer {
        self.tokens.issuer()
    }

    /// Returns whether a peer is a proxy of ours.
    pub(super) fn trusts(&self, peer: Peer) -> bool {
        peer.is_one_of(&self.trusted_proxies)
    }

    /// Returns who sent a request from `peer`.
    pub(super) async fn caller(&self, headers: &HeaderMap, peer: Peer, now: Instant) -> Result<Caller, Problem> {
        let Some(token) = self.token(headers)? else { return Err(nobody()) };
        if !self.trusted_proxies.is_empty() && !self.trusts(peer) {
            return Err(forged("only the sign-in may send a token"));
        }
        let (digest, seconds) = (Digest::of(token.as_bytes()), now.unix_seconds());
        if let Some(caller) = self.known(digest, seconds) {
            return Ok(caller);
        }
        let (ends, claims) = self.tokens.claims(token, seconds).await?;
        let caller = self.tokens.caller_of(&claims)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.retain(|_, (ends, _)| *ends > seconds);
        }
        if known.len() < KNOWN_MAX {
            known.insert(digest, (ends, caller.clone()));
        }
        Ok(caller)
    }

    fn token<'a>(&self, headers: &'a HeaderMap) -> Result<Option<&'a str>, Problem> {
        let name = &self.header;
        let bad = |detail: String| Problem::fatal(StatusCode::BAD_REQUEST, "unclear-identity", detail);
        let mut values = headers.get_all(name).iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(bad(format!("`{name}` is there more than once")));
        }
        let text = value.to_str().map_err(|_| bad(format!("`{name}` is not ASCII")))?.trim();
        let text = if name == "authorization" { text.strip_prefix("Bearer ").unwrap_or_default().trim() } else { text };
        if text.len() > TOKEN_BYTES_MAX {
            return Err(bad(format!("`{name}` is too long")));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn known(&self, digest: Digest, seconds: i64) -> Option<Caller> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&digest).filter(|(ends, _)| *ends > seconds).map(|(_, caller)| caller.clone())
    }
}
