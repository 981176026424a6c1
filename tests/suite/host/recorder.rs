//! What some people put on record about others, and who may not.

use std::fs;

use serde_json::{Value, json};

use super::service::{Service, book, json_of, policy, publish, status};

const OWN: &str = "Sec-Fetch-Site: same-origin\r\n";

fn desk() -> Service {
    let book = book();
    let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", text.replace("[host]\n", "[host]\nrecorders = [\"rita\", \"group:hr\"]\n"));
    Service::of(book)
}

fn send(service: &Service, call: &str, who: &str, body: &Value) -> String {
    service.post(&format!("/api/v1/{call}"), who, "application/json", OWN, &body.to_string())
}

/// Returns the body that records what somebody confirmed on paper.
fn on_paper(service: &Service, person: &str) -> Value {
    let row = service.row("POL-1", "ann");
    json!({
        "person": person, "doc": "POL-1", "lang": "en", "content_hash": row["content_hash"], "method": "paper",
        "claimed_on": "2026-03-05",
    })
}

#[test]
fn a_recorder_records_about_others_and_it_is_told_apart() {
    let service = desk();
    let first = send(&service, "acks/on-behalf", "rita", &on_paper(&service, "bob"));
    assert_eq!(status(&first), 201, "{first}");
    let again = send(&service, "acks/on-behalf", "rita", &on_paper(&service, "bob"));
    assert_eq!((status(&again), &json_of(&again)["id"]), (200, &json_of(&first)["id"]));
    assert_eq!(service.row("POL-1", "bob")["state"], "acknowledged");
    assert_eq!(service.acks(), 0, "it is not his own acknowledgement");
    assert_eq!(service.verify()["kinds"]["on_behalf"], 1);
    let exempt = json!({ "person": "ann", "doc": "POL-2", "reason": "on leave", "until": "2099-01-01" });
    assert_eq!(status(&send(&service, "exemptions", "rita", &exempt)), 201);
    assert_eq!(service.row("POL-2", "ann")["state"], "exempt");
    // A group of the sign-in may be one of recorders.
    let withdraw = json!({ "record": json_of(&first)["id"], "reason": "the sheet was another one" });
    let answer = service.post(
        "/api/v1/withdrawals",
        "hugo",
        "application/json",
        &format!("{OWN}X-Groups: hr\r\n"),
        &withdraw.to_string(),
    );
    assert_eq!(status(&answer), 201, "{answer}");
    assert_ne!(service.row("POL-1", "bob")["state"], "acknowledged");
    let anew = send(&service, "acks/on-behalf", "rita", &on_paper(&service, "bob"));
    assert_eq!(status(&anew), 201, "what was withdrawn can be given again: {anew}");
    assert_eq!(service.row("POL-1", "bob")["state"], "acknowledged");
    service.verify();
}

#[test]
fn nobody_else_records_about_others_and_nothing_that_is_not_so() {
    let service = desk();
    let good = on_paper(&service, "bob");
    for who in ["bob", "ann", "cleo", "hugo"] {
        for call in ["acks/on-behalf", "exemptions", "withdrawals"] {
            assert_eq!(status(&send(&service, call, who, &good)), 403, "{who} {call}");
        }
    }
    let cross = service.post(
        "/api/v1/acks/on-behalf",
        "rita",
        "application/json",
        "Sec-Fetch-Site: same-site\r\n",
        &good.to_string(),
    );
    assert_eq!(status(&cross), 403);
    assert_eq!(status(&service.post("/api/v1/acks/on-behalf", "rita", "text/plain", OWN, &good.to_string())), 415);
    assert_eq!(status(&service.get("/api/v1/exemptions", "rita")), 405);
    let changed = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    let table = [
        (422, "acks/on-behalf", changed("person", json!("nobody"))),
        (422, "acks/on-behalf", changed("person", json!("rita"))),
        (422, "acks/on-behalf", changed("method", json!(" "))),
        (422, "acks/on-behalf", changed("method", json!("a\nb"))),
        (422, "acks/on-behalf", changed("method", json!("x".repeat(501)))),
        (422, "acks/on-behalf", changed("claimed_on", json!("2999-01-01"))),
        (422, "acks/on-behalf", changed("claimed_on", json!("soon"))),
        (422, "acks/on-behalf", changed("kind", json!("ack"))),
        (409, "acks/on-behalf", changed("doc", json!("POL-9"))),
        (409, "acks/on-behalf", changed("lang", json!("de"))),
        (409, "acks/on-behalf", changed("content_hash", json!("00".repeat(32)))),
        (409, "exemptions", json!({ "person": "ann", "doc": "POL-9", "reason": "x" })),
        (422, "exemptions", json!({ "person": "ann", "doc": "POL-1" })),
        (422, "exemptions", json!({ "person": "ann", "doc": "POL-1", "reason": "x", "until": "never" })),
        (404, "withdrawals", json!({ "record": "none", "reason": "x" })),
    ];
    for (expected, call, body) in table {
        let answer = send(&service, call, "rita", &body);
        assert_eq!(status(&answer), expected, "{call} {body}: {answer}");
    }
    // A text that took the place of the one on the sheet is not what was confirmed.
    service.book.write("content/rules.md", policy("POL-1", "2.0", "audience: [staff]\n", "Another text."));
    publish(&service.book);
    service.wait("the other text is shown", || service.row("POL-1", "ann")["version"] == "2.0");
    assert_eq!(status(&send(&service, "acks/on-behalf", "rita", &good)), 409);
    let kinds = service.verify()["kinds"].clone();
    assert_eq!((&kinds["on_behalf"], &kinds["exempt"], &kinds["withdraw"]), (&Value::Null, &Value::Null, &Value::Null));
}
