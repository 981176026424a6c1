//! Signed tokens, from a proxy or from the built-in login. Which algorithms and which keys count
//! is set by who runs the service; a token may only choose among them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::StatusCode;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::answer::Problem;
use super::caller::Caller;
use super::writer::Issuer;
use crate::config::{IdentitySettings, TokenSettings};
use crate::ledger::{Authentication, IdType, Identity};

/// Fetches the keys: the text behind `keys` of the settings, for this key id when it names one.
pub type FetchKeys = Box<dyn Fn(Option<&str>) -> Result<String, String> + Send + Sync>;

/// Longest identifier, in bytes.
const ID_BYTES_MAX: usize = 320;
/// How far clocks may differ, in seconds.
const SKEW: i64 = 30;
/// After how many seconds keys may be fetched again because one is missing.
const FETCH_AGAIN: i64 = 60;
/// After how many seconds keys are fetched again anyway: one may have been withdrawn.
const FETCH_ANYWAY: i64 = 3600;

/// Which tokens count.
pub(super) struct Tokens {
    issuer: String,
    id_type: IdType,
    settings: TokenSettings,
    algorithms: Vec<Algorithm>,
    fetch: Arc<FetchKeys>,
    keys: RwLock<Keys>,
}

#[derive(Default)]
struct Keys {
    by_id: BTreeMap<String, Arc<DecodingKey>>,
    fetched_at: Option<i64>,
    tried_at: Option<i64>,
}

/// Why a token gives no identity.
enum Refusal {
    Problem(Problem),
    /// No key of this id is known.
    NoKey(String),
}

impl Tokens {
    pub(super) fn new(identity: &IdentitySettings, settings: TokenSettings, fetch: FetchKeys) -> Result<Self, String> {
        let algorithms: Result<Vec<Algorithm>, _> = settings.algorithms.iter().map(|word| word.parse()).collect();
        let tokens = Self {
            issuer: identity.issuer.clone(),
            id_type: IdType::from_word(&identity.user_is).unwrap_or(IdType::Subject),
            algorithms: algorithms.map_err(|error| error.to_string())?,
            fetch: Arc::new(fetch),
            keys: RwLock::default(),
            settings,
        };
        // A file that cannot be read is found at the start. An address may not answer yet.
        if !tokens.settings.keys.contains("://") {
            tokens.take_keys(&(tokens.fetch)(None)?, None, 0)?;
            tokens.keys.write().unwrap_or_else(PoisonError::into_inner).fetched_at = None;
        }
        Ok(tokens)
    }

    /// Returns who vouches for identifiers, and what they are.
    pub(super) fn issuer(&self) -> Issuer {
        Issuer { name: self.issuer.clone(), id_type: self.id_type }
    }

    /// Checks a token, and returns the second at which it ends and what it says. Keys that are
    /// missing or old are fetched.
    pub(super) async fn claims(&self, token: &str, seconds: i64) -> Result<(i64, Value), Problem> {
        if self.is_time_to_fetch(FETCH_ANYWAY, seconds) && !self.settings.keys.contains("{kid}") {
            self.renew(None, seconds).await;
        }
        match self.check_by_known_keys(token, seconds) {
            Ok(checked) => Ok(checked),
            Err(Refusal::Problem(problem)) => Err(problem),
            Err(Refusal::NoKey(id)) => {
                if self.is_time_to_fetch(FETCH_AGAIN, seconds) {
                    self.renew(Some(&id), seconds).await;
                }
                self.check_by_known_keys(token, seconds).map_err(|refusal| match refusal {
                    Refusal::Problem(problem) => problem,
                    Refusal::NoKey(_) => forged("the token is signed by a key that the sign-in does not name"),
                })
            }
        }
    }

    fn is_time_to_fetch(&self, after: i64, seconds: i64) -> bool {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let is_old = |at: Option<i64>, after: i64| at.is_none_or(|at| seconds - at >= after || seconds < at);
        is_old(keys.fetched_at, after) && is_old(keys.tried_at, FETCH_AGAIN)
    }

    /// Fetches the keys; when that fails, those that are known go on to count.
    async fn renew(&self, id: Option<&str>, seconds: i64) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).tried_at = Some(seconds);
        let (fetch, wanted) = (Arc::clone(&self.fetch), id.map(ToOwned::to_owned));
        let fetched = tokio::task::spawn_blocking(move || fetch(wanted.as_deref())).await;
        if let Ok(Ok(text)) = fetched {
            let _ = self.take_keys(&text, id, seconds);
        }
    }

    fn take_keys(&self, text: &str, id: Option<&str>, seconds: i64) -> Result<(), String> {
        let mut taken = BTreeMap::new();
        if self.settings.keys.contains("{kid}") {
            let key = DecodingKey::from_ec_pem(text.as_bytes()).or_else(|_| DecodingKey::from_rsa_pem(text.as_bytes()));
            taken.insert(id.unwrap_or_default().to_owned(), Arc::new(key.map_err(|error| error.to_string())?));
        } else {
            let set: JwkSet =
                serde_json::from_str(text).map_err(|error| format!("the keys are no JWK set: {error}"))?;
            for jwk in &set.keys {
                // A shared secret in a set of public keys would let whoever reads them sign.
                let is_public = !matches!(jwk.algorithm, jsonwebtoken::jwk::AlgorithmParameters::OctetKey(_));
                if let Some(key) = DecodingKey::from_jwk(jwk).ok().filter(|_| is_public) {
                    taken.insert(jwk.common.key_id.clone().unwrap_or_default(), Arc::new(key));
                }
            }
            if taken.is_empty() {
                return Err("the JWK set has no public key that can be used".to_owned());
            }
        }
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if self.settings.keys.contains("{kid}") {
            keys.by_id.extend(taken);
        } else {
            keys.by_id = taken;
        }
        keys.fetched_at = Some(seconds);
        Ok(())
    }

    fn check_by_known_keys(&self, token: &str, seconds: i64) -> Result<(i64, Value), Refusal> {
        let refuse = |detail: &str| Refusal::Problem(forged(detail));
        let parts: Vec<&str> = token.split('.').collect();
        let [head, claims, signature] = parts[..] else { return Err(refuse("the token does not have three parts")) };
        let json = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
        };
        let head_json = json(head).ok_or_else(|| refuse("the token's head cannot be read"))?;
        let algorithm = head_json["alg"].as_str().and_then(|word| word.parse::<Algorithm>().ok());
        let algorithm = algorithm.filter(|algorithm| self.algorithms.contains(algorithm));
        let algorithm = algorithm.ok_or_else(|| refuse("the token is not signed as the settings say"))?;
        if !head_json["crit"].is_null() {
            return Err(refuse("the token asks for what this service does not know"));
        }
        if self.settings.signer.is_some() && head_json["signer"].as_str() != self.settings.signer.as_deref() {
            return Err(refuse("the token is signed by another load balancer"));
        }
        let id = head_json["kid"].as_str().unwrap_or_default();
        let is_id = id.len() <= 200 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.=".contains(&b));
        if !is_id || id.contains("..") {
            return Err(refuse("the token names no key"));
        }
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.by_id.get(id).cloned().ok_or_else(|| Refusal::NoKey(id.to_owned()))?;
        drop(keys);
        let signed = &token[..head.len() + 1 + claims.len()];
        // Some sign-ins pad the parts, which the standard does not.
        let signature = signature.trim_end_matches('=');
        if !jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &key, algorithm).unwrap_or(false) {
            return Err(refuse("the token's signature does not hold"));
        }
        let claims = json(claims).ok_or_else(|| refuse("the token's claims cannot be read"))?;
        let ends = self.end_of(&claims, seconds)?;
        Ok((ends, claims))
    }

    /// Returns when a token ends that is of the issuer, for this service, and holds now.
    fn end_of(&self, claims: &Value, seconds: i64) -> Result<i64, Refusal> {
        let refuse = |detail: &str| Refusal::Problem(forged(detail));
        if claims["iss"].as_str() != Some(self.issuer.as_str()) {
            return Err(refuse("the token is from another issuer"));
        }
        if !texts(&claims["aud"]).contains(&self.settings.audience) {
            return Err(refuse("the token is for somebody else"));
        }
        let time = |name: &str| number(&claims[name]);
        let ends = time("exp").ok_or_else(|| refuse("the token has no end"))?;
        if ends + SKEW <= seconds {
            let detail = "you have to sign in again: open the site by its usual address";
            return Err(Refusal::Problem(Problem::new(StatusCode::UNAUTHORIZED, "not-signed-in", detail)));
        }
        let begins = [time("nbf"), time("iat")];
        let is_wrong = |name: &str| !claims[name].is_null() && number(&claims[name]).is_none();
        if begins.iter().flatten().any(|at| *at > seconds + SKEW) || is_wrong("nbf") || is_wrong("iat") {
            return Err(refuse("the token does not hold yet"));
        }
        let lacks = |(name, value): &(String, String)| !texts(&claims[name]).contains(value);
        if let Some((name, _)) = self.settings.claims.required.iter().find(|required| lacks(required)) {
            return Err(refuse(&format!("the token's `{name}` is not the one that is asked for")));
        }
        Ok(ends)
    }

    /// Returns whose token it is that says this.
    pub(super) fn caller_of(&self, claims: &Value) -> Result<Caller, Problem> {
        let text = |name: &str| claims[name].as_str().map(str::trim).filter(|text| !text.is_empty());
        let names = &self.settings.claims;
        let id = text(&names.id).ok_or_else(|| forged("the token names nobody"))?;
        // Anybody may claim an address that nobody checked.
        if self.id_type == IdType::Email && claims["email_verified"] == Value::Bool(false) {
            return Err(forged("the sign-in has not checked the e-mail address"));
        }
        if id.len() > ID_BYTES_MAX || id.chars().any(char::is_control) {
            return Err(forged("the token's identifier is too long, or has a control character"));
        }
        let strength: Vec<String> = ["acr", "amr"].iter().flat_map(|name| texts(&claims[*name])).collect();
        Ok(Caller {
            identity: Identity {
                issuer: self.issuer.clone(),
                id: id.to_owned(),
                id_type: self.id_type,
                name: text(&names.name).map(ToOwned::to_owned),
                email: text(&names.email).map(ToOwned::to_owned),
            },
            groups: texts(&claims[&names.groups]).into_iter().collect::<BTreeSet<_>>(),
            authentication: Authentication {
                mode: "jwt".to_owned(),
                strength: (!strength.is_empty()).then(|| strength.join(" ")),
                proxy: None,
            },
        })
    }
}

/// Returns a claim of seconds; some sign-ins write them with a fraction.
fn number(value: &Value) -> Option<i64> {
    let whole = || value.to_string().split('.').next()?.parse().ok();
    value.as_i64().or_else(|| value.as_f64().filter(|seconds| seconds.is_finite()).and_then(|_| whole()))
}

/// Returns a claim that is a text or a list of texts.
fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_else(|| std::slice::from_ref(value));
    list.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

pub(super) fn forged(detail: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forged-identity", detail)
}
