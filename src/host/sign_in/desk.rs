//! Where somebody is sent to sign in, what is made of their coming back, and the session after it.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderMap, SET_COOKIE};
use ipnet::IpNet;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::attempt::{Attempts, PATIENCE};
use super::cookie::{BROWSER, SESSION, set, value};
use super::provider::{Fetch, NoToken, Provider};
use super::sessions::{Sessions, secret};
use crate::config::{IdentitySettings, SignInSettings, TokenSettings};
use crate::host::answer::{Answer, Problem, see_other};
use crate::host::caller::{Caller, nobody};
use crate::host::peer::Peer;
use crate::host::same::is_same;
use crate::host::token::Tokens;
use crate::host::writer::Issuer;
use crate::model::Instant;

/// Requests to the identity provider at once.
const ASKS_MAX: usize = 16;
/// How long somebody waits for theirs.
const TURN: Duration = Duration::from_secs(5);

/// The built-in login.
pub struct SignIn {
    issuer: String,
    client: String,
    /// The site's address without its path.
    origin: String,
    provider: Arc<Provider>,
    tokens: Tokens,
    /// Claims that may be said outside of the ID token.
    labels: Vec<String>,
    attempts: Attempts,
    sessions: Sessions,
    asks: Semaphore,
    trusted_proxies: Vec<IpNet>,
}

impl SignIn {
    /// Makes one; `public_url` is the site's address without a trailing `/`.
    pub(in crate::host) fn new(
        identity: &IdentitySettings,
        settings: SignInSettings,
        secret: Option<String>,
        public_url: &str,
        fetch: Fetch,
    ) -> Result<Self, String> {
        let return_url = format!("{public_url}/sign-in/return");
        let host_at = public_url.find("://").map_or(0, |at| at + 3);
        let path_at = public_url[host_at..].find('/').map_or(public_url.len(), |at| host_at + at);
        let client = settings.client.clone();
        let provider = Provider::new(
            identity.issuer.clone(),
            client.clone(),
            secret.filter(|secret| !secret.is_empty()),
            settings.scopes,
            return_url,
            fetch,
        );
        let provider = Arc::new(provider);
        let of_keys = Arc::clone(&provider);
        let claims = &settings.claims;
        let labels = [&claims.id, &claims.name, &claims.email, &claims.groups].map(Clone::clone);
        let token = TokenSettings {
            header: String::new(),
            audience: client.clone(),
            // An address: nothing is asked before somebody signs in.
            keys: format!("{}/", identity.issuer),
            algorithms: settings.algorithms,
            signer: None,
            claims: settings.claims,
        };
        Ok(Self {
            issuer: identity.issuer.clone(),
            client,
            origin: public_url[..path_at].to_owned(),
            provider,
            tokens: Tokens::new(identity, token, Box::new(move |_| of_keys.keys()))?,
            labels: labels.into_iter().chain(["email_verified".to_owned()]).collect(),
            attempts: Attempts::new(),
            sessions: Sessions::new(settings.session_hours),
            asks: Semaphore::new(ASKS_MAX),
            trusted_proxies: identity.trusted_proxies.clone(),
        })
    }

    /// Returns who vouches for identifiers, and what they are.
    pub(in crate::host) fn issuer(&self) -> Issuer {
        self.tokens.issuer()
    }

    /// Returns whether `peer` is a proxy of ours, through which many people come.
    pub(in crate::host) fn trusts(&self, peer: Peer) -> bool {
        peer.is_one_of(&self.trusted_proxies)
    }

    /// Returns whose session a request belongs to.
    pub(in crate::host) fn caller(&self, headers: &HeaderMap, now: Instant) -> Result<Caller, Problem> {
        let id = value(headers, SESSION).ok_or_else(nobody)?;
        self.sessions.find(id, now.unix_seconds()).ok_or_else(nobody)
    }

    /// Sends somebody away to sign in; they come back to `path`.
    pub(in crate::host) async fn begin(
        &self,
        headers: &HeaderMap,
        path: &str,
        is_other: bool,
        now: Instant,
    ) -> Result<Answer, Problem> {
        // Another window of the same browser may be about to sign in too.
        let browser = value(headers, BROWSER).map_or_else(secret, ToOwned::to_owned);
        let attempt = self.attempts.begin(&browser, path, now.unix_seconds());
        let (provider, seconds) = (Arc::clone(&self.provider), now.unix_seconds());
        let url = self
            .ask(move || provider.sign_in_url(&provider.discovered(seconds)?, &attempt, is_other))
            .await?
            .map_err(|error| unreachable(&error))?;
        let mut answer = see_other(&url);
        answer.headers_mut().append(SET_COOKIE, set(BROWSER, &browser, PATIENCE));
        Ok(answer)
    }

    /// Takes somebody who comes back from the identity provider with these fields.
    pub(in crate::host) async fn complete(
        &self,
        headers: &HeaderMap,
        fields: &[(String, String)],
        now: Instant,
    ) -> Result<Answer, Problem> {
        let seconds = now.unix_seconds();
        let field = |name: &str| {
            let mut values = fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
            values.next().filter(|_| values.next().is_none())
        };
        let lost = || {
            let detail = "this way back belongs to another browser, or it took too long; sign in again";
            refused("sign-in-lost", detail)
        };
        let browser = value(headers, BROWSER).ok_or_else(lost)?;
        let attempt = field("state").and_then(|state| self.attempts.resume(browser, state, seconds));
        let attempt = attempt.ok_or_else(lost)?;
        if let Some(error) = field("error") {
            let said = field("error_description").unwrap_or_default();
            return Err(refused(
                "sign-in-refused",
                &format!("the identity provider says `{}` {}", plain(error), plain(said)),
            ));
        }
        let code = field("code").filter(|code| !code.is_empty()).ok_or_else(lost)?.to_owned();
        let is_named = field("iss").map(|issuer| issuer == self.issuer);
        let (provider, nonce, path) = (Arc::clone(&self.provider), attempt.nonce.clone(), attempt.path.clone());
        let (token, access) = self
            .ask(move || {
                let said = provider.discovered(seconds).map_err(NoToken::Unreachable)?;
                // Who does not name themselves though they say that they do is somebody else.
                if !is_named.unwrap_or(!said.authorization_response_iss_parameter_supported) {
                    return Err(NoToken::Refused("another identity provider answers".to_owned()));
                }
                provider.token(&said, &code, &attempt)
            })
            .await?
            .map_err(|error| match error {
                NoToken::Refused(said) => {
                    refused("sign-in-refused", &format!("the sign-in was not taken: {}", plain(&said)))
                }
                NoToken::Unreachable(error) => unreachable(&error),
            })?;
        let not_taken = |problem: Problem| refused("sign-in-refused", &problem.detail);
        let (_, claims) = self.tokens.claims(&token, seconds).await.map_err(not_taken)?;
        let is_of_attempt = claims["nonce"].as_str().is_some_and(|sent| is_same(sent, &nonce));
        let parties = claims["aud"].as_array().map_or(1, Vec::len);
        let is_for_us = claims["azp"].as_str().map_or(parties == 1, |party| party == self.client);
        if !is_of_attempt || !is_for_us {
            return Err(refused("sign-in-refused", "the token is not of this sign-in; sign in again"));
        }
        let claims = self.with_more(claims, access).await?;
        let mut caller = self.tokens.caller_of(&claims).map_err(not_taken)?;
        caller.authentication.mode = "oidc".to_owned();
        // Who signs in again begins another session, and the one before is over.
        if let Some(before) = value(headers, SESSION) {
            self.sessions.end(before);
        }
        let id = self.sessions.begin(caller, seconds);
        let mut answer = see_other(&format!("{}{path}", self.origin));
        answer.headers_mut().append(SET_COOKIE, set(SESSION, &id, self.sessions.seconds()));
        answer.headers_mut().append(SET_COOKIE, set(BROWSER, "", 0));
        Ok(answer)
    }

    /// Adds what the provider says elsewhere and not in the ID token, as many do with names.
    async fn with_more(&self, mut claims: Value, access: String) -> Result<Value, Problem> {
        let missing: Vec<&str> = self.labels.iter().map(String::as_str).filter(|name| claims[name].is_null()).collect();
        if missing.is_empty() {
            return Ok(claims);
        }
        let provider = Arc::clone(&self.provider);
        let said = self.ask(move || provider.more(&access)).await?.map_err(|error| unreachable(&error))?;
        let Some(said) = said else { return Ok(claims) };
        if said["sub"].as_str().is_none_or(|id| Some(id) != claims["sub"].as_str()) {
            return Err(refused("sign-in-refused", "the identity provider says something of somebody else"));
        }
        for name in missing.into_iter().filter(|name| !said[name].is_null()) {
            claims[name] = said[name].clone();
        }
        Ok(claims)
    }

    /// Ends the session of a request, and sends its browser to `path`.
    pub(in crate::host) fn end(&self, headers: &HeaderMap, path: &str) -> Answer {
        if let Some(id) = value(headers, SESSION) {
            self.sessions.end(id);
        }
        let mut answer = see_other(&format!("{}{path}", self.origin));
        answer.headers_mut().append(SET_COOKIE, set(SESSION, "", 0));
        answer
    }

    /// Asks the identity provider, on a thread that may wait.
    async fn ask<T: Send + 'static>(&self, ask: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let busy = || Problem::later(StatusCode::SERVICE_UNAVAILABLE, "busy", "too many people sign in now", 5);
        let turn = tokio::time::timeout(TURN, self.asks.acquire()).await;
        let _turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
        tokio::task::spawn_blocking(ask).await.map_err(|_| busy())
    }
}

fn refused(code: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, code, detail)
}

fn unreachable(error: &str) -> Problem {
    let detail = format!("the identity provider cannot be reached now: {}", plain(error));
    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "sign-in-unreachable", detail, 30)
}

/// Returns the beginning of what somebody else wrote, without what is no letter.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
