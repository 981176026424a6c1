//! The API as `docs/reference/openapi.json` describes it: no call that the file does not name and
//! none that it only names, and no answer that differs from what it says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::service::{HOST, Service, body, book, header, status};
use crate::harness::repository;

/// The description, and which of its answers were seen.
struct Api {
    file: Value,
    service: Service,
    seen: std::cell::RefCell<BTreeSet<(String, u16)>>,
}

/// Who asks: nobody, somebody, somebody who may see everybody's, somebody who may record.
const WHO: [(&str, &str); 4] =
    [("nobody", ""), ("staff", "X-User: ann\r\n"), ("auditor", "X-User: cleo\r\n"), ("recorder", "X-User: rita\r\n")];

fn described() -> Value {
    serde_json::from_str(&std::fs::read_to_string(repository().join("docs/reference/openapi.json")).unwrap()).unwrap()
}

impl Api {
    fn new() -> Self {
        let book = book();
        let settings = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
        book.write("book.toml", settings.replace("[host]\n", "[host]\nrecorders = [\"rita\"]\n"));
        Self { file: described(), service: Service::of(book), seen: std::cell::RefCell::default() }
    }

    /// Asks, holds the answer against the description, and returns its status and body.
    fn ask(&self, method: &str, path: &str, who: &str, body_sent: Option<&Value>) -> (u16, Value) {
        let more = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n";
        self.ask_so(method, path, who, if body_sent.is_some() { more } else { "" }, body_sent)
    }

    fn ask_so(&self, method: &str, path: &str, who: &str, more: &str, body_sent: Option<&Value>) -> (u16, Value) {
        let sent = body_sent.map(Value::to_string).unwrap_or_default();
        let identity = WHO
            .iter()
            .find(|(name, _)| *name == who)
            .map_or_else(|| format!("X-User: {who}\r\n"), |(_, line)| (*line).to_owned());
        let length = if method == "POST" { format!("Content-Length: {}\r\n", sent.len()) } else { String::new() };
        let request = format!(
            "{method} /{path} HTTP/1.1\r\nHost: {HOST}\r\n{identity}{more}{length}Connection: close\r\n\r\n{sent}"
        );
        let answer = self.service.send(request);
        let status = status(&answer);
        let plain = path.split('?').next().unwrap();
        let template = match plain.strip_prefix("api/v1/acks/").and_then(|rest| rest.strip_suffix("/receipt")) {
            Some(_) => "/api/v1/acks/{id}/receipt".to_owned(),
            None => format!("/{plain}"),
        };
        let operation = &self.file["paths"][&template][method.to_ascii_lowercase()];
        let said = &operation["responses"][status.to_string()];
        assert!(said.is_object(), "{method} {path} as {who}: {status} is not described\n{answer}");
        let kind = header(&answer, "content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap();
        let content = &said["content"][kind];
        assert!(content.is_object(), "{method} {path}: {status} as {kind} is not described");
        let value = if kind.ends_with("json") {
            serde_json::from_str(body(&answer)).unwrap()
        } else {
            Value::from(body(&answer))
        };
        self.hold(&content["schema"], &value, &format!("{method} {path}: {status}"));
        if let Some(sent) = body_sent.filter(|_| status < 300) {
            self.hold(&operation["requestBody"]["content"]["application/json"]["schema"], sent, path);
        }
        self.seen.borrow_mut().insert((operation["operationId"].as_str().unwrap().to_owned(), status));
        (status, value)
    }

    fn hold(&self, schema: &Value, value: &Value, what: &str) {
        let whole = json!({ "allOf": [schema], "components": self.file["components"] });
        let validator = jsonschema::validator_for(&whole).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{what}: {faults:#?}\n{value:#}");
    }

    fn wish(&self, document: &str, who: &str) -> Value {
        serde_json::from_str(&self.service.wish(document, who)).unwrap()
    }
}

#[test]
fn the_description_names_every_call_and_no_other() {
    let file = described();
    let of_file: BTreeSet<(String, String)> = file["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let path = path.trim_start_matches('/').to_owned();
            methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let of_program: BTreeSet<(String, String)> =
        policybook::host::calls().map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    assert_eq!(of_file, of_program);
    // Every word that an answer may carry is in the list of words, and the other way round.
    let words = &file["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    let listed: BTreeSet<&str> = words.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let mut said = BTreeSet::new();
    let mut folders = vec![repository().join("src/host")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for part in text.split("StatusCode::").skip(1) {
                let Some((status, rest)) = part.split_once(',') else { continue };
                let is_status = status.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                let word = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                said.extend(word.filter(is_word).filter(|_| is_status).map(ToOwned::to_owned));
            }
        }
    }
    // Of pages, of signing in, and of what is refused before it is known what is asked for.
    for plain in
        ["address-too-long", "bad-request", "body-too-long", "method", "template", "unknown-host", "unreadable"]
    {
        assert!(said.remove(plain), "{plain}");
    }
    assert_eq!(said.iter().map(String::as_str).collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_call_answers_each_person_as_it_is_described() {
    let api = Api::new();
    let receipt = api.ask("POST", "api/v1/acks", "staff", Some(&api.wish("POL-1", "ann")));
    assert_eq!(receipt.0, 201);
    let id = serde_json::from_str::<Value>(receipt.1["record"].as_str().unwrap()).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = api.wish("POL-2", "ann");
    let on_behalf = json!({ "person": "bob", "doc": "POL-1", "lang": "en", "content_hash": text_hash(&api), "method": "paper", "claimed_on": "2026-03-02" });
    let exemption = json!({ "person": "bob", "doc": "POL-2", "reason": "away", "until": "2031-01-01" });
    let receipt_path = format!("api/v1/acks/{id}/receipt");
    let nothing = json!({});
    // Nobody, staff, auditor, recorder.
    let rows: [(&str, &str, Option<&Value>, [u16; 4]); 13] = [
        ("GET", "api/v1/me", None, [401, 200, 200, 200]),
        ("GET", "api/v1/acks", None, [401, 200, 200, 200]),
        ("POST", "api/v1/acks", Some(&nothing), [401, 422, 422, 422]),
        ("POST", "api/v1/declines", Some(&nothing), [401, 422, 422, 422]),
        // What is about somebody else is not there at all.
        ("GET", &receipt_path, None, [401, 200, 200, 404]),
        ("POST", "api/v1/acks/on-behalf", Some(&nothing), [401, 403, 403, 422]),
        ("POST", "api/v1/exemptions", Some(&nothing), [401, 403, 403, 422]),
        ("POST", "api/v1/withdrawals", Some(&nothing), [401, 403, 403, 422]),
        ("GET", "api/v1/coverage?document=POL-1", None, [401, 403, 200, 403]),
        ("GET", "api/v1/log/checkpoint", None, [401, 200, 200, 200]),
        ("GET", "api/v1/log/leaves", None, [401, 200, 200, 200]),
        ("GET", "api/v1/log/proof?seq=1", None, [401, 200, 200, 200]),
        ("GET", "api/v1/log/consistency?from=1", None, [401, 200, 200, 200]),
    ];
    let asked: BTreeSet<(&str, &str)> =
        rows.iter().map(|(method, path, ..)| (*method, path.split('?').next().unwrap())).collect();
    assert_eq!(asked.len(), policybook::host::calls().count(), "each call has its row");
    for (method, path, sent, expected) in rows {
        let statuses = WHO.map(|(who, _)| api.ask(method, path, who, sent).0);
        assert_eq!(statuses, expected, "{method} {path}");
        // Another method is none, and what is not from the site writes nothing.
        let other = if method == "GET" { "DELETE" } else { "PUT" };
        let answer = api
            .service
            .send(format!("{other} /{path} HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nConnection: close\r\n\r\n"));
        assert_eq!(status(&answer), 405, "{answer}");
        assert!(header(&answer, "allow").unwrap().contains(method), "{answer}");
        if method == "POST" {
            assert_eq!(api.ask_so(method, path, "recorder", "Content-Type: application/json\r\n", sent).0, 403);
            let more = "Content-Type: text/plain\r\nSec-Fetch-Site: same-origin\r\n";
            assert_eq!(api.ask_so(method, path, "recorder", more, sent).0, 415);
        }
    }
    // The rest of what is described.
    let expect = |status: u16, method: &str, path: &str, who: &str, sent: Option<&Value>| {
        let answer = api.ask(method, path, who, sent);
        assert_eq!(answer.0, status, "{method} {path} as {who}: {}", answer.1);
        answer.1
    };
    expect(200, "POST", "api/v1/acks", "staff", Some(&api_known(&api)));
    let mut stale = text.clone();
    stale["version"] = "0.1".into();
    assert!(expect(409, "POST", "api/v1/acks", "staff", Some(&stale))["current"].is_object());
    expect(409, "POST", "api/v1/declines", "staff", Some(&stale));
    expect(201, "POST", "api/v1/declines", "staff", Some(&text));
    expect(200, "POST", "api/v1/declines", "staff", Some(&text));
    expect(201, "POST", "api/v1/acks/on-behalf", "recorder", Some(&on_behalf));
    expect(200, "POST", "api/v1/acks/on-behalf", "recorder", Some(&on_behalf));
    expect(409, "POST", "api/v1/acks/on-behalf", "recorder", Some(&with(&on_behalf, "doc", "POL-9")));
    let exempted = expect(201, "POST", "api/v1/exemptions", "recorder", Some(&exemption));
    expect(409, "POST", "api/v1/exemptions", "recorder", Some(&with(&exemption, "doc", "POL-9")));
    let withdrawal = json!({ "record": exempted["id"], "reason": "came back" });
    expect(201, "POST", "api/v1/withdrawals", "recorder", Some(&withdrawal));
    expect(404, "POST", "api/v1/withdrawals", "recorder", Some(&with(&withdrawal, "record", "nothing")));
    for (status, query) in [
        (200, ""),
        (200, "?document=POL-2&language=en&mode=strict"),
        (404, "?document=POL-9"),
        (200, "?group=it&person=ann"),
        (404, "?group=nobody"),
        (404, "?person=nobody"),
        (422, "?mode=some"),
        (422, "?as_of=yesterday"),
        (422, "?as_of=2999-01-01"),
        (404, "?as_of=2020-01-01"),
    ] {
        expect(status, "GET", &format!("api/v1/coverage{query}"), "auditor", None);
    }
    for path in ["log/leaves?from=x", "log/proof?seq=0", "log/proof", "log/consistency?from=9999"] {
        expect(422, "GET", &format!("api/v1/{path}"), "staff", None);
    }
    for (call, document) in [("acks", "POL-1"), ("declines", "POL-1")] {
        let wish = api.wish(document, "bob");
        let mut answers = (0..12).map(|_| api.ask("POST", &format!("api/v1/{call}"), "bob", Some(&wish)).0);
        assert!(answers.any(|status| status == 429), "{call}");
    }
    assert_eq!(status(&api.service.get("/api/v1/nothing", "ann")), 404);
    // Everything that is described was seen, but what only a broken log answers.
    let described: BTreeSet<(String, u16)> = api.file["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|methods| methods.as_object().unwrap().values())
        .flat_map(|operation| {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            operation["responses"].as_object().unwrap().keys().map(move |status| (id.clone(), status.parse().unwrap()))
        })
        .collect();
    let seen = api.seen.borrow();
    let unseen: Vec<_> = described.difference(&seen).filter(|(_, status)| *status != 503).collect();
    let unseen: Vec<_> = unseen.into_iter().filter(|one| !UNSEEN.contains(&(one.0.as_str(), one.1))).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
    assert_eq!(api.service.verify()["kinds"]["withdraw"], 1);
}

/// What no test can bring about: a log always has a checkpoint, and 403 for a read is a forged
/// identity, which `identity` tries.
const UNSEEN: [(&str, u16); 8] = [
    ("checkpoint", 404),
    ("me", 403),
    ("records", 403),
    ("receipt", 403),
    ("checkpoint", 403),
    ("leaves", 403),
    ("proof", 403),
    ("consistency", 403),
];

fn with(value: &Value, name: &str, text: &str) -> Value {
    let mut value = value.clone();
    value[name] = text.into();
    value
}

fn text_hash(api: &Api) -> String {
    api.wish("POL-1", "bob")["content_hash"].as_str().unwrap().to_owned()
}

fn api_known(api: &Api) -> Value {
    api.wish("POL-1", "ann")
}
