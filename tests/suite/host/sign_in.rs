//! The built-in login: what is sent to an identity provider and back, and what is tried in vain.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::provider::{CLIENT, Provider, SECRET, fields};
use super::service::{Service, body, book, header, json_of, status};
use super::visitor::{BROWSER, Browser, HOST, SESSION};
use crate::harness::{policybook, talk};
use crate::scratch::Scratch;

fn desk(issuer: &str, more: &str) -> Scratch {
    let book = book();
    let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
    let (before, _) = text.split_once("mode = \"header\"").unwrap();
    let before = before.replace("http://policies.test/", &format!("http://{HOST}/"));
    let identity = format!(
        "mode = \"oidc\"\nissuer = \"{issuer}\"\nclient-id = \"{CLIENT}\"\nclient-secret-file = \"secret\"\n{more}"
    );
    book.write("book.toml", format!("{before}{identity}"));
    book.write("secret", format!("{SECRET}\n"));
    book
}

#[test]
fn who_opens_a_page_signs_in_and_comes_back_to_it() {
    let provider = Provider::new();
    let service = Service::of(desk(&provider.issuer, "groups-claim = \"groups\"\n"));
    let mut browser = Browser::new(&service);
    let sent = browser.leave("/rules/?x=1", &provider);
    let state = sent["state"].clone();
    let expected = [
        ("tenant", "1"),
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "http://localhost:8443/sign-in/return"),
        ("scope", "openid profile email"),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in expected {
        assert_eq!(sent[name], value, "{name}");
    }
    assert!(state.len() >= 43 && sent["nonce"].len() >= 43);
    let answer = browser.come_back(&state);
    assert_eq!((status(&answer), header(&answer, "location")), (303, Some("http://localhost:8443/rules/?x=1")));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    // The code was changed for a token by who began, and by this service.
    let (authorization, form) = provider.asked().unwrap();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    assert_eq!(challenge, sent["code_challenge"]);
    assert_eq!((form["grant_type"].as_str(), form["code"].as_str()), ("authorization_code", "one-code"));
    assert_eq!(form["redirect_uri"], sent["redirect_uri"]);
    let basic = String::from_utf8(STANDARD.decode(authorization.strip_prefix("Basic ").unwrap()).unwrap()).unwrap();
    let (user, password) = basic.split_once(':').unwrap();
    assert_eq!((user, fields(&format!("x={password}"))["x"].as_str()), (CLIENT, SECRET));
    // Nothing of the attempt is left, and the session is hers.
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), [SESSION]);
    let me = json_of(&browser.ask("/api/v1/me"));
    assert_eq!((&me["id"], &me["issuer"], &me["id_type"]), (&json!("ann"), &json!(provider.issuer), &json!("sub")));
    assert_eq!(me["documents"].as_array().unwrap().len(), 2, "the token says that she is in IT: {me}");
    let row = &me["documents"][0];
    let wish: serde_json::Map<String, Value> = ["doc", "version", "lang", "content_hash", "statement_hash", "cycle"]
        .iter()
        .map(|name| ((*name).to_owned(), row[*name].clone()))
        .collect();
    let wish = Value::Object(wish).to_string();
    assert_eq!(status(&browser.post("/api/v1/acks", "cross-site", "application/json", &wish)), 403);
    let receipt = browser.post("/api/v1/acks", "same-origin", "application/json", &wish);
    assert_eq!(status(&receipt), 201, "{receipt}");
    let record: Value = serde_json::from_str(json_of(&receipt)["record"].as_str().unwrap()).unwrap();
    assert_eq!((&record["auth_mode"], &record["auth_strength"]), (&json!("oidc"), &json!("mfa")));
    service.verify();
    // Her page names her, and lets her go.
    let mine = browser.open("/acknowledgements/");
    assert!(body(&mine).contains("Signed in as Ann.") && body(&mine).contains("../sign-in/end"), "{mine}");
    assert_eq!(status(&browser.post("/sign-in/end", "cross-site", "text/plain", "")), 403);
    assert_eq!(status(&browser.open("/sign-in/end")), 405);
    assert_eq!(browser.status_of_me(), 200, "another site cannot sign her out");
    let before = browser.cookies.clone();
    let ended = browser.post("/sign-in/end", "same-origin", "application/x-www-form-urlencoded", "");
    assert_eq!(header(&ended, "location"), Some("http://localhost:8443/sign-in/ended"));
    assert!(body(&browser.open("/sign-in/ended")).contains("Sign in as somebody else"));
    browser.cookies = before;
    assert_eq!(browser.status_of_me(), 401, "the session is over, whoever kept its cookie");
    let other = browser.open("/sign-in/?as=other");
    assert_eq!(fields(header(&other, "location").unwrap().split_once('?').unwrap().1)["prompt"], "login");
}

#[test]
fn who_has_not_signed_in_sees_nothing_and_only_pages_send_away() {
    let provider = Provider::new();
    let service = Service::of(desk(&provider.issuer, ""));
    let mut browser = Browser::new(&service);
    for path in
        ["/api/v1/me", "/", "/rules/", "/data/acknowledgements.json", "/theme/none.css", "/acknowledgements/report.csv"]
    {
        assert_eq!(status(&browser.ask(path)), 401, "{path}");
    }
    let form = "application/x-www-form-urlencoded";
    let posted = browser.post("/acknowledgements/give", "same-origin", form, "doc=POL-1");
    assert_eq!(status(&posted), 401);
    assert!(body(&posted).contains("../sign-in/"), "{posted}");
    for guess in ["A".repeat(43), "ann".to_owned(), String::new()] {
        browser.cookies.insert(SESSION.to_owned(), guess);
        assert_eq!(browser.status_of_me(), 401);
    }
    // Other sources are not asked.
    for other in ["X-User: ann", "Authorization: Bearer x", "Remote-User: ann"] {
        let answer =
            service.send(format!("GET /api/v1/me HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{other}\r\n\r\n"));
        assert_eq!(status(&answer), 401, "{other}");
    }
    assert_eq!(provider.ask_count(), 0);
    // An address cannot send people to another site, nor can a long one break the way.
    for path in ["//evil.test/x", "/\\evil.test", "/%5cevil.test/", "/https://evil.test/"] {
        let mut browser = Browser::new(&service);
        let answer = browser.sign_in(path, &provider);
        let location = header(&answer, "location").unwrap();
        assert!(location.starts_with("http://localhost:8443/"), "{path}: {location}");
        assert_eq!(&location["http://localhost:8443".len()..], path);
    }
    let mut browser = Browser::new(&service);
    let long = browser.sign_in(&format!("/rules/?{}", "x".repeat(2000)), &provider);
    assert_eq!(header(&long, "location"), Some("http://localhost:8443"));
}

#[test]
fn what_comes_back_in_another_way_than_it_went_signs_nobody_in() {
    let provider = Provider::new();
    let service = Service::of(desk(&provider.issuer, "algorithms = [\"RS256\"]\nrequired-claims = [\"tid=1\"]\n"));
    let tid = ("tid", json!("1"));
    provider.claims(std::slice::from_ref(&tid));
    let refused = |browser: &mut Browser<'_>, answer: &str, what: &str| {
        assert!(matches!(status(answer), 401 | 403 | 503), "{what}: {answer}");
        assert!(!browser.cookies.contains_key(SESSION), "{what}");
        assert_eq!(browser.status_of_me(), 401, "{what}");
        assert!(body(answer).contains("../sign-in/"), "{what} shows the way: {answer}");
    };
    let fresh = || {
        let mut browser = Browser::new(&service);
        let sent = browser.leave("/rules/", &provider);
        (browser, sent["state"].clone())
    };
    // What the browser brings.
    let (mut browser, state) = fresh();
    browser.cookies.clear();
    let answer = browser.come_back(&state);
    refused(&mut browser, &answer, "a browser that did not begin");
    let (_, of_another) = fresh();
    let (mut browser, state) = fresh();
    let answer = browser.come_back(&of_another);
    refused(&mut browser, &answer, "the state of another browser");
    let (payload, seal) = state.split_once('.').unwrap();
    let elsewhere = URL_SAFE_NO_PAD
        .encode(String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap().replace("/rules/", "/other/"));
    for state in ["", "x", ".", payload, &format!("{payload}."), &format!("{elsewhere}.{seal}"), &format!("x{state}")] {
        let answer = browser.come_back(state);
        refused(&mut browser, &answer, &format!("the state `{state}`"));
    }
    for query in [
        String::new(),
        format!("state={state}"),
        format!("code=&state={state}"),
        format!("code=a&code=b&state={state}"),
        format!("code=a&state={state}&state={state}"),
        format!("error=access_denied&error_description=%3Cscript%3E&state={state}"),
        format!("code=a&error=access_denied&state={state}"),
        format!("code=a&iss=https%3A%2F%2Fevil.test&state={state}"),
    ] {
        let answer = browser.open(&format!("/sign-in/return?{query}"));
        refused(&mut browser, &answer, &query);
        assert!(!answer.contains("<script>"));
    }
    assert_eq!(provider.ask_count(), 0, "nothing of that is worth a question");
    // What the provider brings.
    let claims: Vec<(&str, Value)> = vec![
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("aud", json!("somebody-else")),
        ("aud", json!([CLIENT, "somebody-else"])),
        ("azp", json!("somebody-else")),
        ("iss", json!("https://evil.test")),
        ("exp", json!(1)),
        ("sub", json!("")),
        ("tid", json!("2")),
        ("tid", Value::Null),
    ];
    for (name, value) in claims {
        provider.claims(&[tid.clone(), (name, value.clone())]);
        let (mut browser, state) = fresh();
        let answer = browser.come_back(&state);
        refused(&mut browser, &answer, &format!("{name}: {value}"));
    }
    provider.claims(std::slice::from_ref(&tid));
    for key in [
        ("other.pem", Algorithm::ES256, "ec-1"),
        ("es256.pem", Algorithm::ES256, "ec-1"),
        ("rs256.pem", Algorithm::RS256, "none"),
    ] {
        provider.signs(Some(key));
        let (mut browser, state) = fresh();
        let answer = browser.come_back(&state);
        refused(&mut browser, &answer, &format!("signed by {key:?}"));
    }
    provider.signs(None);
    for (code, text) in [
        (400, r#"{"error":"invalid_grant"}"#),
        (500, "down"),
        (200, "{}"),
        (200, r#"{"access_token":"x","token_type":"Bearer"}"#),
        (200, r#"{"access_token":"x","token_type":"Bearer","id_token":"a.b.c"}"#),
        (302, ""),
    ] {
        provider.answers(Some((code, text)));
        let (mut browser, state) = fresh();
        let answer = browser.come_back(&state);
        refused(&mut browser, &answer, text);
    }
    // And after all that an honest one does.
    provider.answers(None);
    provider.claims(&[tid.clone(), ("aud", json!([CLIENT, "somebody-else"])), ("azp", json!(CLIENT))]);
    let (mut browser, state) = fresh();
    assert_eq!(status(&browser.come_back(&state)), 303);
    assert_eq!(browser.status_of_me(), 200);
    // Signing in again is another session, and the one before is over.
    let before = browser.cookies[SESSION].clone();
    let again = browser.open("/sign-in/");
    let sent = fields(header(&again, "location").unwrap().split_once('?').unwrap().1);
    provider.nonce(&sent["nonce"]);
    assert_eq!(header(&browser.come_back(&sent["state"]), "location"), Some("http://localhost:8443/acknowledgements/"));
    assert_ne!(browser.cookies[SESSION], before);
    browser.cookies.insert(SESSION.to_owned(), before);
    assert_eq!(browser.status_of_me(), 401);
    assert_eq!(service.verify()["kinds"]["ack"], Value::Null);
}

#[test]
fn what_a_provider_says_outside_of_its_token_is_taken_when_it_is_of_the_same_person() {
    let provider = Provider::new();
    let service = Service::of(desk(&provider.issuer, "id-claim = \"email\"\nuser-is = \"email\"\n"));
    let mut browser = Browser::new(&service);
    provider.claims(&[("name", Value::Null), ("email", Value::Null), ("groups", json!(["it"]))]);
    let more = |id: &str, verified: bool| {
        let groups = json!(["auditors"]);
        [
            ("sub", json!(id)),
            ("name", json!("Anne")),
            ("email", json!("ann@example.org")),
            ("groups", groups),
            ("email_verified", json!(verified)),
        ]
    };
    for (id, verified) in [("bob", true), ("", true), ("ann", false)] {
        provider.says_of_people(&more(id, verified));
        let answer = browser.sign_in("/", &provider);
        assert_eq!((status(&answer), browser.status_of_me()), (403, 401), "{id} {verified}: {answer}");
    }
    provider.says_of_people(&more("ann", true));
    assert_eq!(status(&browser.sign_in("/", &provider)), 303);
    let me = json_of(&browser.ask("/api/v1/me"));
    assert_eq!((&me["id"], &me["name"], &me["id_type"]), (&json!("ann@example.org"), &json!("Anne"), &json!("email")));
    assert_eq!(me["is_auditor"], json!(false), "the token names the groups, and it decides: {me}");
    provider.says("userinfo_endpoint", json!(format!("{}/gone", provider.issuer)));
}

#[test]
fn two_windows_of_a_browser_can_sign_in_at_once() {
    let provider = Provider::new();
    let service = Service::of(desk(&provider.issuer, ""));
    let mut browser = Browser::new(&service);
    let first = browser.leave("/rules/", &provider);
    let kept = browser.cookies[BROWSER].clone();
    let second = browser.leave("/it/", &provider);
    assert_eq!(browser.cookies[BROWSER], kept);
    assert_ne!((&first["state"], &first["nonce"]), (&second["state"], &second["nonce"]));
    assert_ne!(first["code_challenge"], second["code_challenge"]);
    // The nonce of one does not do for the other.
    let answer = browser.come_back(&first["state"]);
    assert_eq!(status(&answer), 403, "{answer}");
    provider.nonce(&first["nonce"]);
    let answer = browser.come_back(&first["state"]);
    assert_eq!(header(&answer, "location"), Some("http://localhost:8443/rules/"));
}

#[test]
fn a_provider_that_is_gone_or_another_one_is_said() {
    let provider = Provider::new();
    let service = Service::of(desk(&provider.issuer, ""));
    let mut browser = Browser::new(&service);
    for (name, value, words) in [
        ("issuer", json!("https://evil.test"), "is of `https://evil.test`"),
        ("token_endpoint", json!("ftp://evil.test/"), "not protected"),
        ("jwks_uri", Value::Null, "not understood"),
    ] {
        provider.says(name, value);
        let answer = browser.open("/");
        assert_eq!((status(&answer), header(&answer, "retry-after")), (503, Some("30")), "{answer}");
        assert!(body(&answer).contains(words), "{answer}");
        let honest = match name {
            "issuer" => json!(provider.issuer),
            "token_endpoint" => json!(format!("{}/token", provider.issuer)),
            _ => json!(format!("{}/keys", provider.issuer)),
        };
        provider.says(name, honest);
    }
    // One that says that it names itself has to.
    provider.says("authorization_response_iss_parameter_supported", json!(true));
    let state = browser.leave("/", &provider)["state"].clone();
    assert_eq!(status(&browser.come_back(&state)), 403);
    let issuer = provider.issuer.replace(':', "%3A").replace('/', "%2F");
    let answer = browser.open(&format!("/sign-in/return?code=a&state={state}&iss={issuer}"));
    assert_eq!(status(&answer), 303, "{answer}");
    // A session goes on without the provider.
    let issuer = provider.issuer.clone();
    drop(provider);
    assert_eq!(browser.status_of_me(), 200);
    let service = Service::of(desk(&issuer.replace("127.0.0.1:", "127.0.0.1:1"), ""));
    let answer = Browser::new(&service).open("/");
    assert!(status(&answer) == 503 && body(&answer).contains("cannot be reached"), "{answer}");
}

#[test]
fn settings_that_leave_a_door_open_are_refused() {
    let table = [
        ("client-id = \"policybook\"\n", "", "has no `client-id`"),
        ("issuer = \"https://sign-in.test\"", "issuer = \"http://sign-in.test\"", "`issuer` is `http://sign-in.test`"),
        ("http://localhost:8443/", "http://policies.test/", "people would sign in at `http://policies.test`"),
        ("client-secret-file = \"secret\"", "client-secret-file = \"nothing\"", "nothing"),
        ("mode = \"oidc\"", "mode = \"oidc\"\nsession-hours = 48", "`session-hours` is 48"),
        ("mode = \"oidc\"", "mode = \"oidc\"\nalgorithms = [\"none\"]", "`none` is no algorithm"),
        ("mode = \"oidc\"", "mode = \"oidc\"\nrequired-claims = [\"tid\"]", "`tid` names no claim with a value"),
        ("mode = \"oidc\"", "mode = \"oidc\"\nuser-header = \"X-User\"", "`user-header` is not a known key"),
        ("mode = \"oidc\"", "mode = \"oidc\"\nca-file = \"secret\"", "has no certificate"),
    ];
    for (from, to, words) in table {
        let book = desk("https://sign-in.test", "");
        let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        book.write("book.toml", text.replace(from, to));
        let output = policybook(&book.root(), &["host"]);
        assert_eq!(output.status.code(), Some(2), "{to}: {}", talk(&output));
        assert!(talk(&output).contains(words), "{to}: {}", talk(&output));
    }
}
