//! Identities in signed tokens: which are believed, and what is tried in vain.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::service::{HOST, Service, book, json_of, status};
use crate::harness::{policybook, repository, talk};
use crate::scratch::Scratch;
use crate::tls::{TlsServer, trust};

const IDENTITY: &str = r#"mode = "jwt"
issuer = "https://sign-in.test"
token-header = "Cf-Access-Jwt-Assertion"
audience = "policies"
keys = "keys.json"
algorithms = ["ES256", "RS256"]
"#;

/// Returns a file of keys.
pub fn case(name: &str) -> String {
    fs::read_to_string(repository().join("tests/cases/tokens").join(name)).unwrap()
}

/// Returns a book whose service believes tokens as `identity` says.
fn desk(identity: &str) -> Scratch {
    let book = book();
    let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
    let (before, _) = text.split_once("mode = \"header\"").unwrap();
    book.write("book.toml", format!("{before}{identity}"));
    book.write("keys.json", case("keys.json"));
    book.write("public.pem", case("es256.pub.pem"));
    book
}

/// Returns the second that it is.
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn claims() -> Value {
    json!({
        "iss": "https://sign-in.test", "aud": ["other", "policies"], "sub": "ann", "name": "Ann", "email": "ann@example.org",
        "groups": ["it", "x"], "iat": now() - 5, "nbf": now() - 5, "exp": now() + 300, "amr": ["mfa", "pwd"],
    })
}

fn signed(key: &str, algorithm: Algorithm, id: Option<&str>, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = id.map(ToOwned::to_owned);
    let pem = case(key);
    let key = match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_pem(pem.as_bytes()),
        _ => EncodingKey::from_rsa_pem(pem.as_bytes()),
    };
    encode(&header, claims, &key.unwrap()).unwrap()
}

fn ann(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = claims();
    change(&mut claims);
    signed("es256.pem", Algorithm::ES256, Some("ec-1"), &claims)
}

fn ask(service: &Service, headers: &str) -> String {
    service.send(format!("GET /api/v1/me HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{headers}\r\n"))
}

fn with(service: &Service, token: &str) -> u16 {
    status(&ask(service, &format!("Cf-Access-Jwt-Assertion: {token}\r\n")))
}

/// Returns a token whose head or claims were changed after it was signed.
fn altered(token: &str, part: usize, value: &Value) -> String {
    let mut parts: Vec<String> = token.split('.').map(ToOwned::to_owned).collect();
    parts[part] = URL_SAFE_NO_PAD.encode(value.to_string());
    parts.join(".")
}

#[test]
fn a_token_is_believed_when_the_settings_and_its_signature_say_so() {
    let service = Service::of(desk(IDENTITY));
    let me = json_of(&ask(&service, &format!("Cf-Access-Jwt-Assertion: {}\r\n", ann(|_| {}))));
    assert_eq!((&me["id"], &me["id_type"], &me["name"]), (&json!("ann"), &json!("sub"), &json!("Ann")));
    assert_eq!(me["documents"].as_array().unwrap().len(), 2, "the token says that she is in IT: {me}");
    let rsa = signed("rs256.pem", Algorithm::RS256, Some("rsa-1"), &claims());
    assert_eq!(with(&service, &rsa), 200);
    let good = ann(|_| {});
    let head = json!({ "alg": "ES256", "kid": "ec-1" });
    let refused: Vec<(u16, &str, String)> = vec![
        (401, "none", String::new()),
        (403, "words", "ann".into()),
        (403, "two parts", good.rsplit_once('.').unwrap().0.into()),
        (403, "no signature", format!("{}.", good.rsplit_once('.').unwrap().0)),
        (
            403,
            "another person",
            altered(
                &good,
                1,
                &json!({ "sub": "bob", "iss": "https://sign-in.test", "aud": "policies", "exp": now() + 300 }),
            ),
        ),
        (403, "alg none", altered(&good, 0, &json!({ "alg": "none", "kid": "ec-1" }))),
        (403, "alg none in capitals", altered(&good, 0, &json!({ "alg": "NONE", "kid": "ec-1" }))),
        (403, "a shared secret", altered(&good, 0, &json!({ "alg": "HS256", "kid": "ec-1" }))),
        (403, "the secret in the set", altered(&good, 0, &json!({ "alg": "HS256", "kid": "shared" }))),
        (403, "another algorithm", signed("rs256.pem", Algorithm::RS512, Some("rsa-1"), &claims())),
        (403, "the other key's algorithm", altered(&good, 0, &json!({ "alg": "RS256", "kid": "ec-1" }))),
        (403, "a key in the head", altered(&good, 0, &json!({ "alg": "ES256", "jwk": {}, "kid": "mine" }))),
        (403, "an unknown key", signed("es256.pem", Algorithm::ES256, Some("ec-2"), &claims())),
        (403, "no key id", signed("es256.pem", Algorithm::ES256, None, &claims())),
        (403, "a path as key id", altered(&good, 0, &json!({ "alg": "ES256", "kid": "../../etc/passwd" }))),
        (403, "an unknown demand", altered(&good, 0, &json!({ "alg": "ES256", "kid": "ec-1", "crit": ["b64"] }))),
        (403, "another key", signed("other.pem", Algorithm::ES256, Some("ec-1"), &claims())),
        (403, "another issuer", ann(|claims| claims["iss"] = "https://sign-in.test/".into())),
        (403, "no issuer", ann(|claims| claims["iss"] = Value::Null)),
        (403, "another audience", ann(|claims| claims["aud"] = "policies2".into())),
        (403, "no audience", ann(|claims| claims["aud"] = json!([]))),
        (403, "no end", ann(|claims| claims["exp"] = Value::Null)),
        (403, "an end that is a word", ann(|claims| claims["exp"] = "soon".into())),
        (401, "over", ann(|claims| claims["exp"] = (now() - 31).into())),
        (403, "not yet", ann(|claims| claims["nbf"] = (now() + 60).into())),
        (403, "made tomorrow", ann(|claims| claims["iat"] = (now() + 86_400).into())),
        (403, "nobody", ann(|claims| claims["sub"] = "".into())),
        (403, "a number", ann(|claims| claims["sub"] = 7.into())),
        (403, "a control character", ann(|claims| claims["sub"] = "a\nb".into())),
        (403, "too long", ann(|claims| claims["sub"] = "a".repeat(321).into())),
        (400, "far too long", "a".repeat(12_289)),
        (400, "twice", format!("{good}\r\nCf-Access-Jwt-Assertion: {good}")),
        (403, "spaces inside", format!("{head} .{good}")),
    ];
    for (expected, what, token) in refused {
        assert_eq!(with(&service, &token), expected, "{what}");
    }
    for slack in [ann(|claims| claims["exp"] = (now() - 20).into()), ann(|claims| claims["nbf"] = (now() + 20).into())]
    {
        assert_eq!(with(&service, &slack), 200, "clocks may differ by half a minute");
    }
    assert_eq!(with(&service, &ann(|claims| claims["exp"] = json!(now() as f64 + 100.5))), 200);
    // Other sources are not asked.
    for other in ["Authorization: Bearer ", "X-Jwt-Assertion: ", "Cookie: CF_Authorization="] {
        assert_eq!(status(&ask(&service, &format!("{other}{good}\r\n"))), 401, "{other}");
    }
    assert_eq!(status(&ask(&service, "X-User: ann\r\n")), 401);
    let record = json_of(&service.send(format!(
        "POST /api/v1/acks HTTP/1.1\r\nHost: {HOST}\r\nCf-Access-Jwt-Assertion: {good}\r\nConnection: close\r\nContent-Type: \
         application/json\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 2\r\n\r\n{{}}"
    )));
    assert_eq!(record["code"], "not-understood", "{record}");
}

#[test]
fn a_token_in_the_authorization_header_and_one_that_is_padded() {
    let identity = IDENTITY.replace("Cf-Access-Jwt-Assertion", "Authorization");
    let service = Service::of(desk(&identity));
    let good = ann(|_| {});
    assert_eq!(status(&ask(&service, &format!("Authorization: Bearer {good}\r\n"))), 200);
    assert_eq!(status(&ask(&service, &format!("Authorization: Basic {good}\r\n"))), 401);
    assert_eq!(status(&ask(&service, &format!("Authorization: {good}\r\n"))), 401);
    // The load balancer of AWS pads the parts before it signs them.
    let mut parts: Vec<String> = good.split('.').take(2).map(ToOwned::to_owned).collect();
    for part in &mut parts {
        part.push_str(&"=".repeat((4 - part.len() % 4) % 4));
    }
    assert!(parts.iter().any(|part| part.ends_with('=')));
    let message = parts.join(".");
    let key = EncodingKey::from_ec_pem(case("es256.pem").as_bytes()).unwrap();
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::ES256).unwrap();
    assert_eq!(status(&ask(&service, &format!("Authorization: Bearer {message}.{signature}==\r\n"))), 200);
}

#[test]
fn keys_are_read_again_when_one_is_missing_and_a_signer_and_a_proxy_can_be_asked_for() {
    let service = Service::of(desk(IDENTITY));
    let unknown = signed("es256.pem", Algorithm::ES256, Some("ec-2"), &claims());
    let book = service.kill();
    let set = case("keys.json").replace("ec-1", "ec-2");
    let service = Service::start(book);
    service.wait_until_shown();
    service.book.write("keys.json", set);
    assert_eq!(with(&service, &unknown), 200, "the new key is taken");
    let book = service.kill();
    book.write("keys.json", "{\"keys\": []}");
    let output = policybook(&book.root(), &["host"]);
    assert_eq!(output.status.code(), Some(2), "{}", talk(&output));
    assert!(talk(&output).contains("no public key that can be used"), "{}", talk(&output));
    // A balancer of somebody else is signed by the same region's keys.
    let service = Service::of(desk(&format!("{IDENTITY}signer = \"arn:aws:ours\"\n")));
    let by = |signer: &str| {
        let mut parts = ann(|_| {}).split('.').map(ToOwned::to_owned).collect::<Vec<_>>();
        parts[0] = URL_SAFE_NO_PAD.encode(json!({ "alg": "ES256", "kid": "ec-1", "signer": signer }).to_string());
        let message = parts[..2].join(".");
        let key = EncodingKey::from_ec_pem(case("es256.pem").as_bytes()).unwrap();
        format!("{message}.{}", jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::ES256).unwrap())
    };
    assert_eq!(with(&service, &by("arn:aws:ours")), 200);
    assert_eq!(with(&service, &by("arn:aws:theirs")), 403);
    assert_eq!(with(&service, &ann(|_| {})), 403);
    let service = Service::of(desk(&format!("{IDENTITY}trusted-proxies = [\"10.1.2.3\"]\n")));
    assert_eq!(with(&service, &ann(|_| {})), 403, "we are not the proxy");
}

#[test]
fn keys_are_fetched_from_a_server_that_somebody_vouches_for() {
    let book = desk(IDENTITY);
    book.write("served.json", case("keys.json").replace("ec-1", "ec-0"));
    let server = TlsServer::start(&["https", &book.root().join("served.json").display().to_string()]);
    let identity = IDENTITY.replace("keys.json", &format!("https://localhost:{}/keys", server.port));
    let start = |book: &Scratch, more: &str| {
        let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
        let (before, _) = text.split_once("mode = ").unwrap();
        book.write("book.toml", format!("{before}{identity}{more}"));
    };
    start(&book, "");
    let service = Service::of(book);
    assert_eq!(with(&service, &ann(|_| {})), 403, "nobody vouches for the server");
    let book = service.kill();
    trust(&book);
    start(&book, "ca-file = \"ca.pem\"\n");
    let service = Service::start(book);
    service.wait_until_shown();
    assert_eq!(with(&service, &signed("rs256.pem", Algorithm::RS256, Some("rsa-1"), &claims())), 200);
    assert_eq!(with(&service, &ann(|_| {})), 403, "the server does not name her key yet");
    drop(server);
    assert_eq!(
        with(&service, &signed("rs256.pem", Algorithm::RS256, Some("rsa-1"), &claims())),
        200,
        "known keys go on"
    );
}

#[test]
fn settings_that_leave_a_door_open_are_refused() {
    let table = [
        ("audience = \"policies\"\n", "", "has no `audience`"),
        ("algorithms = [\"ES256\", \"RS256\"]", "algorithms = [\"none\"]", "`none` is no algorithm"),
        ("algorithms = [\"ES256\", \"RS256\"]", "algorithms = [\"HS256\"]", "`HS256` is no algorithm"),
        ("algorithms = [\"ES256\", \"RS256\"]\n", "", "has no `algorithms`"),
        ("keys = \"keys.json\"", "keys = \"http://sign-in.test/keys\"", "fetch the keys by `https://`"),
        ("keys = \"keys.json\"", "keys = \"nothing.json\"", "nothing.json"),
        ("keys = \"keys.json\"\n", "", "has no `keys`"),
        ("token-header = \"Cf-Access-Jwt-Assertion\"\n", "", "has no `token-header`"),
    ];
    for (from, to, words) in table {
        let book = desk(&IDENTITY.replace(from, to));
        let output = policybook(&book.root(), &["host"]);
        assert_eq!(output.status.code(), Some(2), "{to}: {}", talk(&output));
        assert!(talk(&output).contains(words), "{to}: {}", talk(&output));
    }
}
