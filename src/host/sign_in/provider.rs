//! The identity provider: what it says of itself, where people are sent to, and the token for the
//! code with which they come back.

use std::sync::{Mutex, PoisonError};

use hyper::{Method, Request, Response};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardRevocableToken,
    StandardTokenResponse, TokenResponse as _, TokenUrl,
};

use serde_json::Value;

use super::attempt::Attempt;
use super::provider_schema::{Discovered, IdToken};

/// Asks another service over HTTP: a request with its body for an answer with its body, or why
/// there is none.
pub type Fetch = Box<dyn Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, String> + Send + Sync>;

/// After how many seconds is asked again what a provider says of itself.
const ASK_AGAIN: i64 = 3600;

type OAuth = Client<
    BasicErrorResponse,
    StandardTokenResponse<IdToken, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Why there is no token for a code.
pub(super) enum NoToken {
    /// The provider refuses: the code is not one of its own for us, or was used.
    Refused(String),
    /// The provider cannot be reached, or answers what nobody understands.
    Unreachable(String),
}

/// An identity provider.
pub(super) struct Provider {
    issuer: String,
    client: String,
    secret: Option<String>,
    scopes: Vec<String>,
    return_url: String,
    fetch: Fetch,
    /// What it said of itself, and at which second.
    discovered: Mutex<Option<(i64, Discovered)>>,
}

impl Provider {
    /// Makes one that nothing was asked yet.
    pub(super) fn new(
        issuer: String,
        client: String,
        secret: Option<String>,
        scopes: Vec<String>,
        return_url: String,
        fetch: Fetch,
    ) -> Self {
        Self { issuer, client, secret, scopes, return_url, fetch, discovered: Mutex::default() }
    }

    /// Returns what the provider says of itself: what it said within the hour, or, when it cannot
    /// be reached, what it said last.
    pub(super) fn discovered(&self, now: i64) -> Result<Discovered, String> {
        let known = self.discovered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, known)) = &known
            && (0..ASK_AGAIN).contains(&(now - at))
        {
            return Ok(known.clone());
        }
        match self.ask() {
            Ok(said) => {
                *self.discovered.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, said.clone()));
                Ok(said)
            }
            Err(error) => known.map(|(_, known)| known).ok_or(error),
        }
    }

    fn ask(&self) -> Result<Discovered, String> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let said: Discovered = serde_json::from_str(&self.get(&url, None)?)
            .map_err(|error| format!("{url} is not understood: {error}"))?;
        if said.issuer != self.issuer {
            return Err(format!("{url} is of `{}`, not of `{}`", said.issuer, self.issuer));
        }
        // Plain ways are for a provider that is tried out on this machine.
        let is_plain = self.issuer.starts_with("http://");
        let endpoints = [&said.authorization_endpoint, &said.token_endpoint, &said.jwks_uri];
        for endpoint in endpoints.into_iter().chain(&said.userinfo_endpoint) {
            if !(endpoint.starts_with("https://") || is_plain && endpoint.starts_with("http://")) {
                return Err(format!("{url} names `{endpoint}`, which is not protected"));
            }
        }
        Ok(said)
    }

    /// Returns the public keys.
    pub(super) fn keys(&self) -> Result<String, String> {
        let known = self.discovered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let said = match known {
            Some((_, known)) => known,
            None => self.ask()?,
        };
        self.get(&said.jwks_uri, None)
    }

    /// Returns what the provider says of whose access token this is, besides the ID token; nothing
    /// when it says no more than that.
    pub(super) fn more(&self, access: &str) -> Result<Option<Value>, String> {
        let known = self.discovered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(url) = known.and_then(|(_, said)| said.userinfo_endpoint) else { return Ok(None) };
        let said = self.get(&url, Some(access))?;
        serde_json::from_str(&said).map(Some).map_err(|error| format!("{url} is not understood: {error}"))
    }

    fn get(&self, url: &str, access: Option<&str>) -> Result<String, String> {
        let mut request = Request::builder().method(Method::GET).uri(url).header("accept", "application/json");
        if let Some(access) = access {
            request = request.header("authorization", format!("Bearer {access}"));
        }
        let request = request.body(Vec::new()).map_err(|error| format!("{url}: {error}"))?;
        let answer = (self.fetch)(request)?;
        if !answer.status().is_success() {
            return Err(format!("{url} answers {}", answer.status()));
        }
        String::from_utf8(answer.into_body()).map_err(|_| format!("{url} is not UTF-8"))
    }

    fn oauth(&self, said: &Discovered) -> Result<OAuth, String> {
        let wrong = |error: oauth2::url::ParseError| format!("an address of the identity provider: {error}");
        let mut client = Client::new(ClientId::new(self.client.clone()))
            .set_auth_uri(AuthUrl::new(said.authorization_endpoint.clone()).map_err(wrong)?)
            .set_token_uri(TokenUrl::new(said.token_endpoint.clone()).map_err(wrong)?)
            .set_redirect_uri(RedirectUrl::new(self.return_url.clone()).map_err(wrong)?);
        if let Some(secret) = &self.secret {
            client = client.set_client_secret(ClientSecret::new(secret.clone()));
        }
        let methods = &said.token_endpoint_auth_methods_supported;
        let knows = |method: &str| methods.iter().any(|known| known == method);
        // The standard's default is the header.
        if self.secret.is_none() || (knows("client_secret_post") && !knows("client_secret_basic")) {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        Ok(client)
    }

    /// Returns where to send somebody who wants to sign in; `is_other` asks the provider to let
    /// them say anew who they are.
    pub(super) fn sign_in_url(&self, said: &Discovered, attempt: &Attempt, is_other: bool) -> Result<String, String> {
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let client = self.oauth(said)?;
        let mut request = client
            .authorize_url(|| CsrfToken::new(attempt.state.clone()))
            .add_scope(Scope::new("openid".to_owned()))
            .add_scopes(self.scopes.iter().map(|scope| Scope::new(scope.clone())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_extra_param("nonce", attempt.nonce.clone());
        if is_other {
            request = request.add_extra_param("prompt", "login");
        }
        Ok(request.url().0.into())
    }

    /// Changes a code for the signed statement of who signed in, and the token with which more is
    /// said of them.
    pub(super) fn token(&self, said: &Discovered, code: &str, attempt: &Attempt) -> Result<(String, String), NoToken> {
        let client = self.oauth(said).map_err(NoToken::Unreachable)?;
        let fetch = |request| (self.fetch)(request).map_err(FetchError);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request(&fetch)
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => NoToken::Refused(said.to_string()),
                RequestTokenError::Request(error) => NoToken::Unreachable(error.0),
                // What it sent may hold a token: it is not repeated.
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                    NoToken::Unreachable(format!("{} answers what is not understood", said.token_endpoint))
                }
            })?;
        let statement = answer.extra_fields().id_token.clone().ok_or_else(|| {
            NoToken::Unreachable(format!("{} sent no ID token: is this OpenID Connect?", said.token_endpoint))
        })?;
        Ok((statement, answer.access_token().secret().clone()))
    }
}

/// Another service could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct FetchError(String);
