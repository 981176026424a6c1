//! An identity provider that does what a test wants, honest or not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tiny_http::{Response, Server};

use super::token::{case, now};

/// As what the provider knows the service.
pub const CLIENT: &str = "policybook";
/// What the service proves it with.
pub const SECRET: &str = "s3cret with a space & more";

/// What a provider does.
#[derive(Default)]
struct Manners {
    /// Changes what it says of itself.
    about: Option<Value>,
    /// Answers instead of a token.
    answer: Option<(u16, String)>,
    /// Claims that replace those of an honest token.
    claims: BTreeMap<String, Value>,
    /// What it says outside of tokens.
    more: BTreeMap<String, Value>,
    /// The key and algorithm that tokens are signed with.
    key: Option<(&'static str, Algorithm, &'static str)>,
    /// The nonce of the attempt, which the test reads from the address.
    nonce: String,
    /// What came to the token endpoint: the authorization, and the form.
    asked: Vec<(String, BTreeMap<String, String>)>,
}

/// A running provider.
pub struct Provider {
    server: Arc<Server>,
    manners: Arc<Mutex<Manners>>,
    pub issuer: String,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

impl Provider {
    /// Starts an honest one.
    pub fn new() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let issuer = format!("http://127.0.0.1:{}", server.server_addr().to_ip().unwrap().port());
        let manners = Arc::new(Mutex::new(Manners::default()));
        let provider = Self { server: Arc::clone(&server), manners: Arc::clone(&manners), issuer: issuer.clone() };
        thread::spawn(move || {
            while let Ok(mut request) = server.recv() {
                let mut body = String::new();
                request.as_reader().read_to_string(&mut body).unwrap();
                let header = |name: &'static str| {
                    let found = request.headers().iter().find(|header| header.field.equiv(name));
                    found.map(|header| header.value.to_string()).unwrap_or_default()
                };
                let (status, answer) =
                    manners.lock().unwrap().answer(request.url(), &header("Authorization"), &body, &issuer);
                let kind = tiny_http::Header::from_bytes("Content-Type", "application/json").unwrap();
                let _ = request.respond(Response::from_string(answer).with_status_code(status).with_header(kind));
            }
        });
        provider
    }

    /// Says something else of itself.
    pub fn says(&self, name: &str, value: Value) {
        let mut manners = self.manners.lock().unwrap();
        let mut about = manners.about.take().unwrap_or_else(|| json!({}));
        about[name] = value;
        manners.about = Some(about);
    }

    /// Answers with this instead of a token.
    pub fn answers(&self, answer: Option<(u16, &str)>) {
        self.manners.lock().unwrap().answer = answer.map(|(status, text)| (status, text.to_owned()));
    }

    /// Puts these claims into the next tokens, and nothing else that is not honest.
    pub fn claims(&self, claims: &[(&str, Value)]) {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.manners.lock().unwrap().claims = claims.collect();
    }

    /// Says this of whoever shows its access token.
    pub fn says_of_people(&self, claims: &[(&str, Value)]) {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.manners.lock().unwrap().more = claims.collect();
        self.says("userinfo_endpoint", json!(format!("{}/me", self.issuer)));
    }

    /// Signs the next tokens in this way.
    pub fn signs(&self, key: Option<(&'static str, Algorithm, &'static str)>) {
        self.manners.lock().unwrap().key = key;
    }

    /// Takes the nonce of an attempt.
    pub fn nonce(&self, nonce: &str) {
        nonce.clone_into(&mut self.manners.lock().unwrap().nonce);
    }

    /// Returns what was last asked of the token endpoint.
    pub fn asked(&self) -> Option<(String, BTreeMap<String, String>)> {
        self.manners.lock().unwrap().asked.last().cloned()
    }

    /// Returns how often a token was asked for.
    pub fn ask_count(&self) -> usize {
        self.manners.lock().unwrap().asked.len()
    }
}

impl Manners {
    fn answer(&mut self, url: &str, authorization: &str, body: &str, issuer: &str) -> (u16, String) {
        match url {
            "/.well-known/openid-configuration" => {
                let mut about = json!({
                    "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize?tenant=1"),
                    "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
                    "response_types_supported": ["code"], "subject_types_supported": ["public"],
                });
                for (name, value) in self.about.iter().filter_map(Value::as_object).flatten() {
                    about[name] = value.clone();
                }
                (200, about.to_string())
            }
            "/keys" => (200, case("keys.json")),
            "/token" => {
                self.asked.push((authorization.to_owned(), fields(body)));
                self.answer.clone().unwrap_or_else(|| (200, self.token(issuer)))
            }
            "/me" if authorization == "Bearer opaque" => (200, json!(self.more).to_string()),
            _ => (404, String::new()),
        }
    }

    fn token(&self, issuer: &str) -> String {
        let mut claims = json!({
            "iss": issuer, "aud": CLIENT, "sub": "ann", "name": "Ann", "email": "ann@example.org", "groups": ["it"],
            "nonce": self.nonce, "iat": now(), "exp": now() + 300, "amr": ["mfa"],
        });
        for (name, value) in &self.claims {
            claims[name] = value.clone();
        }
        let (file, algorithm, id) = self.key.unwrap_or(("rs256.pem", Algorithm::RS256, "rsa-1"));
        let mut header = Header::new(algorithm);
        header.kid = Some(id.to_owned());
        let pem = case(file);
        let key = match algorithm {
            Algorithm::ES256 => EncodingKey::from_ec_pem(pem.as_bytes()),
            _ => EncodingKey::from_rsa_pem(pem.as_bytes()),
        };
        let token = encode(&header, &claims, &key.unwrap()).unwrap();
        json!({ "access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": token }).to_string()
    }
}

/// Returns the fields of a query or a form.
pub fn fields(text: &str) -> BTreeMap<String, String> {
    let decoded = |part: &str| {
        let bytes = part.replace('+', " ").into_bytes();
        let mut out = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'%' {
                out.push(u8::from_str_radix(std::str::from_utf8(&bytes[at + 1..at + 3]).unwrap(), 16).unwrap());
                at += 3;
            } else {
                out.push(bytes[at]);
                at += 1;
            }
        }
        String::from_utf8(out).unwrap()
    };
    let pairs = text.split('&').filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}
