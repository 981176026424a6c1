//! Who sent a request. There is one source of identities, and what another source says is
//! never asked: an identity header that anybody else sends is an attempt to be somebody.

use std::collections::BTreeSet;

use hyper::StatusCode;
use hyper::header::HeaderMap;

use super::answer::Problem;
use super::bearer::TokenIdentities;
use super::caller::{Caller, nobody};
use super::peer::Peer;
use super::same::is_same;
use super::sign_in::{Fetch, SignIn};
use super::token::FetchKeys;
use super::writer::Issuer;
use crate::config::{HeaderSettings, IdentitySettings, IdentitySource};
use crate::ledger::{Authentication, IdType, Identity};
use crate::model::Instant;

/// Longest value of an identity header, in bytes.
const VALUE_BYTES_MAX: usize = 320;

/// Where identities come from.
pub enum Identities {
    /// Headers of a proxy.
    Headers(Box<HeaderIdentities>),
    /// Signed tokens.
    Tokens(Box<TokenIdentities>),
    /// The built-in login.
    SignIn(Box<SignIn>),
    /// Trying it out: everybody is this person, in these groups.
    Rehearsal(Identity, BTreeSet<String>),
}

/// How other services are asked, and where this one is.
pub struct Ways {
    /// Gives the keys of tokens.
    pub keys: FetchKeys,
    /// Asks an identity provider.
    pub fetch: Fetch,
    /// The site's address, without a trailing `/`.
    pub public_url: String,
}

/// Identities that a proxy sends in headers.
pub struct HeaderIdentities {
    identity: IdentitySettings,
    settings: HeaderSettings,
    /// Values of the secret header, of which one has to be sent; empty when none is asked for.
    secrets: Vec<String>,
}

impl Identities {
    /// Takes identities from where `identity` says. `secret` is the text of the file of secrets,
    /// when there is one; `ways` ask other services.
    ///
    /// # Errors
    ///
    /// When the file has no secret that deserves the name, or the keys cannot be used.
    pub fn new(identity: IdentitySettings, secret: Option<&str>, ways: Ways) -> Result<Self, String> {
        let settings = match identity.source.clone() {
            IdentitySource::Headers(settings) => settings,
            IdentitySource::Token(settings) => {
                return Ok(Self::Tokens(Box::new(TokenIdentities::new(&identity, settings, ways.keys)?)));
            }
            IdentitySource::SignIn(settings) => {
                let secret = secret.map(|text| text.trim().to_owned());
                let sign_in = SignIn::new(&identity, settings, secret, &ways.public_url, ways.fetch)?;
                return Ok(Self::SignIn(Box::new(sign_in)));
            }
        };
        let lines = secret.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
        let secrets: Vec<String> = lines.map(ToOwned::to_owned).collect();
        if settings.secret.is_some() && !(1..=2).contains(&secrets.len()) {
            return Err("the secret file has to have one line, or two while the secret changes".to_owned());
        }
        if secrets.iter().any(|secret| secret.len() < 32) {
            return Err("a secret has to have at least 32 characters".to_owned());
        }
        Ok(Self::Headers(Box::new(HeaderIdentities { identity, settings, secrets })))
    }

    /// Returns who sent a request from `peer`.
    ///
    /// # Errors
    ///
    /// 401 when nobody signed in, 403 when the request claims what it may not, 400 when the
    /// claim cannot be read in one way only.
    pub(super) async fn caller(&self, headers: &HeaderMap, peer: Peer, now: Instant) -> Result<Caller, Problem> {
        match self {
            Self::Headers(headers_of) => headers_of.caller(headers, peer),
            Self::Tokens(tokens) => tokens.caller(headers, peer, now).await,
            Self::SignIn(sign_in) => sign_in.caller(headers, now),
            Self::Rehearsal(identity, groups) => Ok(Caller {
                identity: identity.clone(),
                groups: groups.clone(),
                authentication: Authentication { mode: "rehearsal".to_owned(), strength: None, proxy: None },
            }),
        }
    }

    /// Returns who vouches for identifiers, and what they are.
    pub(super) fn issuer(&self) -> Issuer {
        let of = |issuer: &str, id_type| Issuer { name: issuer.to_owned(), id_type };
        match self {
            Self::Headers(headers) => {
                of(&headers.identity.issuer, IdType::from_word(&headers.identity.user_is).unwrap_or(IdType::User))
            }
            Self::Tokens(tokens) => tokens.issuer(),
            Self::SignIn(sign_in) => sign_in.issuer(),
            Self::Rehearsal(identity, _) => of(&identity.issuer, identity.id_type),
        }
    }

    /// Returns the built-in login, when it is the source.
    pub(super) fn sign_in(&self) -> Option<&SignIn> {
        match self {
            Self::SignIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    /// Returns whether `peer` is a proxy of ours.
    pub(super) fn trusts(&self, peer: Peer) -> bool {
        match self {
            Self::Headers(headers) => headers.trusts(peer),
            Self::Tokens(tokens) => tokens.trusts(peer),
            Self::SignIn(sign_in) => sign_in.trusts(peer),
            Self::Rehearsal(..) => false,
        }
    }
}

impl HeaderIdentities {
    fn trusts(&self, peer: Peer) -> bool {
        peer.is_one_of(&self.identity.trusted_proxies)
    }

    /// Returns all headers that say something of who somebody is.
    fn names(&self) -> impl Iterator<Item = &str> {
        let settings = &self.settings;
        let optional = [&settings.name, &settings.email, &settings.groups];
        let secret = settings.secret.as_ref().map(|(name, _)| name.as_str());
        [settings.user.as_str()].into_iter().chain(optional.into_iter().filter_map(Option::as_deref)).chain(secret)
    }

    fn caller(&self, headers: &HeaderMap, peer: Peer) -> Result<Caller, Problem> {
        self.refuse_twins(headers)?;
        let forged =
            || Problem::new(StatusCode::FORBIDDEN, "forged-identity", "only the sign-in may say who somebody is");
        if !self.trusts(peer) {
            let claims = self.names().any(|name| headers.contains_key(name));
            return Err(if claims { forged() } else { nobody() });
        }
        if let Some((name, _)) = &self.settings.secret {
            let sent = self.value(headers, name)?.unwrap_or_default();
            // Both are compared to their ends, so that the time tells nothing.
            let is_known = self.secrets.iter().fold(false, |known, secret| is_same(secret, &sent) | known);
            if !is_known {
                return Err(forged());
            }
        }
        let id = self.value(headers, &self.settings.user)?.ok_or_else(nobody)?;
        let optional = |name: &Option<String>| match name {
            Some(name) => self.value(headers, name),
            None => Ok(None),
        };
        let id_type = IdType::from_word(&self.identity.user_is).unwrap_or(IdType::User);
        let email = optional(&self.settings.email)?;
        let groups = match &self.settings.groups {
            Some(name) => groups_of(headers, name)?,
            None => BTreeSet::new(),
        };
        Ok(Caller {
            identity: Identity {
                issuer: self.identity.issuer.clone(),
                email: if id_type == IdType::Email { Some(id.clone()) } else { email },
                id,
                id_type,
                name: optional(&self.settings.name)?,
            },
            groups,
            authentication: Authentication { mode: "header".to_owned(), strength: None, proxy: Some(peer.to_string()) },
        })
    }

    /// Refuses headers that another program may take for ours: `X_User` beside `X-User`.
    fn refuse_twins(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let has_twin = headers
            .keys()
            .any(|key| key.as_str().contains('_') && self.names().any(|name| key.as_str().replace('_', "-") == name));
        if has_twin {
            let detail = "a header differs from an identity header by an underscore only";
            return Err(Problem::fatal(StatusCode::FORBIDDEN, "forged-identity", detail));
        }
        Ok(())
    }

    /// Returns the one value of a header; nothing when it is not there or empty.
    fn value(&self, headers: &HeaderMap, name: &str) -> Result<Option<String>, Problem> {
        let bad = |detail: String| Problem::fatal(StatusCode::BAD_REQUEST, "unclear-identity", detail);
        let mut values = headers.get_all(name).iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(bad(format!("`{name}` is there more than once")));
        }
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| bad(format!("`{name}` is not UTF-8")))?;
        let text = text.trim();
        let is_list = *name == self.settings.user && text.contains(',');
        if text.len() > VALUE_BYTES_MAX || text.chars().any(char::is_control) || is_list {
            return Err(bad(format!("`{name}` is too long, or has a comma or a control character")));
        }
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }
}

fn groups_of(headers: &HeaderMap, name: &str) -> Result<BTreeSet<String>, Problem> {
    let bad = |detail: &str| Problem::fatal(StatusCode::BAD_REQUEST, "unclear-identity", format!("`{name}` {detail}"));
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(BTreeSet::new()) };
    if values.next().is_some() {
        return Err(bad("is there more than once"));
    }
    let text = std::str::from_utf8(value.as_bytes()).map_err(|_| bad("is not UTF-8"))?;
    if text.chars().any(char::is_control) {
        return Err(bad("has a control character"));
    }
    Ok(text.split(',').map(str::trim).filter(|group| !group.is_empty()).map(ToOwned::to_owned).collect())
}
