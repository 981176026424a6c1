//! Acknowledging: who may, from where, which text, and how often it is written.

use std::sync::Arc;
use std::thread;

use serde_json::Value;

use super::service::{HOST, Service, body, book, header, json_of, policy, publish, status};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const OWN: &str = "Sec-Fetch-Site: same-origin\r\n";

/// Returns the fields of the form on a page.
fn form_of(page: &str) -> String {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
        let name = field.split('"').next().unwrap();
        let value = field.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
        format!("{name}={value}")
    });
    fields.collect::<Vec<_>>().join("&")
}

#[test]
fn a_reader_confirms_by_the_form_of_the_page_and_gets_a_receipt() {
    let service = Service::new();
    let page = service.get("/rules/", "ann");
    assert!(page.contains("I have read and understood this document.</button>"), "{page}");
    assert!(page.contains("That day has passed."), "asked for since 2026-03-01: {page}");
    let answer = service.post("/acknowledgements/give", "ann", FORM, OWN, &form_of(&page));
    assert_eq!(status(&answer), 303, "{answer}");
    let receipt = service.get(header(&answer, "location").unwrap(), "ann");
    assert!(receipt.contains("Your acknowledgement is on record.") && receipt.contains("Rules of POL-1"), "{receipt}");
    let page = service.get("/rules/", "ann");
    assert!(page.contains("Acknowledged on ") && !page.contains("<form"), "{page}");
    // It is hers alone.
    assert!(service.get("/rules/", "bob").contains("<form"));
    assert_eq!(service.row("POL-1", "ann")["state"], "acknowledged");
    assert_eq!(service.row("POL-1", "bob")["state"], "overdue");
    assert_eq!(service.acks(), 1);
}

#[test]
fn a_receipt_proves_itself_and_only_to_whom_it_belongs() {
    let service = Service::new();
    let receipt = json_of(&service.acknowledge("POL-1", "ann"));
    assert_eq!(receipt["person"]["id"], "ann");
    let record: Value = serde_json::from_str(receipt["record"].as_str().unwrap()).unwrap();
    assert_eq!(record["kind"], "ack");
    assert_eq!(record["auth_mode"], "header");
    assert_eq!(record["auth_proxy"], "127.0.0.1");
    assert!(!receipt["record"].as_str().unwrap().contains("ann"), "the record names nobody");
    let id = record["id"].as_str().unwrap();
    for path in [
        format!("/api/v1/acks/{id}/receipt"),
        format!("/acknowledgements/receipt?id={id}"),
        format!("/acknowledgements/receipt.json?id={id}"),
    ] {
        assert_eq!(status(&service.get(&path, "ann")), 200, "{path}");
        // That it exists says something of a colleague.
        assert_eq!(status(&service.get(&path, "bob")), 404, "{path}");
        let audited = service.get(&path, "cleo");
        assert_eq!(status(&audited), 200, "{path}");
        assert!(!audited.contains("salt\": \"") && !audited.contains("\"salt\":\""), "{audited}");
    }
    assert_eq!(status(&service.get("/api/v1/acks/01AAAAAAAAAAAAAAAAAAAAAAAA/receipt", "ann")), 404);
}

#[test]
fn only_a_page_of_the_site_may_send_it() {
    let service = Service::new();
    let wish = service.wish("POL-1", "ann");
    let form = form_of(&service.get("/rules/", "ann"));
    let refused = [
        "",
        "Sec-Fetch-Site: same-site\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: none\r\n",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.test\r\n",
        "Origin: http://evil.test\r\n",
        "Origin: null\r\n",
        "Origin: https://policies.test\r\n",
        "Origin: http://policies.test.evil.test\r\n",
        "Origin: http://policies.test\r\nOrigin: http://evil.test\r\n",
        "Referer: http://policies.test/rules/\r\n",
    ];
    for headers in refused {
        let api = service.post("/api/v1/acks", "ann", JSON, headers, &wish);
        assert_eq!(status(&api), 403, "{headers}: {api}");
        assert_eq!(json_of(&api)["code"], "cross-origin");
        assert_eq!(status(&service.post("/acknowledgements/give", "ann", FORM, headers, &form)), 403, "{headers}");
    }
    // A form of another site can send these types without being asked.
    for kind in ["text/plain", "multipart/form-data", FORM, "application/json2", ""] {
        assert_eq!(status(&service.post("/api/v1/acks", "ann", kind, OWN, &wish)), 415, "{kind}");
    }
    for kind in ["text/plain", JSON] {
        assert_eq!(status(&service.post("/acknowledgements/give", "ann", kind, OWN, &form)), 415, "{kind}");
    }
    for method in ["GET", "PUT"] {
        let head = "Host: policies.test\r\nX-User: ann\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n";
        assert_eq!(status(&service.send(format!("{method} /acknowledgements/give?{form} HTTP/1.1\r\n{head}"))), 405);
    }
    assert_eq!(service.acks(), 0, "nothing was written");
    for headers in
        [OWN, "Origin: http://policies.test\r\n", "Sec-Fetch-Site: same-origin\r\nOrigin: http://policies.test\r\n"]
    {
        assert!(matches!(status(&service.post("/api/v1/acks", "ann", JSON, headers, &wish)), 200 | 201), "{headers}");
    }
    assert_eq!(service.acks(), 1);
}

#[test]
fn only_the_text_that_is_asked_for_can_be_confirmed() {
    let service = Service::new();
    let wish: Value = serde_json::from_str(&service.wish("POL-1", "ann")).unwrap();
    let with = |name: &str, value: Value| {
        let mut other = wish.clone();
        other[name] = value;
        other.to_string()
    };
    let zeros = "0".repeat(64);
    let refused = [
        (409, "stale", with("content_hash", zeros.clone().into())),
        (409, "stale", with("content_hash", "".into())),
        (409, "stale", with("version", "1.1".into())),
        (409, "stale", with("version", "".into())),
        (409, "stale", with("statement_hash", zeros.into())),
        (409, "stale", with("cycle", "2031".into())),
        (409, "not-asked", with("lang", "de".into())),
        (409, "not-asked", with("doc", "POL-9".into())),
        (422, "not-understood", with("subject", "bob".into())),
        (422, "not-understood", with("doc", 5.into())),
        (422, "not-understood", "{}".to_owned()),
        (422, "not-understood", "[".to_owned()),
    ];
    for (expected, code, body) in refused {
        let answer = service.post("/api/v1/acks", "ann", JSON, OWN, &body);
        assert_eq!((status(&answer), json_of(&answer)["code"].as_str()), (expected, Some(code)), "{body}: {answer}");
    }
    for form in ["doc=POL-1", "doc=POL-1&doc=POL-1", "%ff=1", ""] {
        assert_eq!(status(&service.post("/acknowledgements/give", "ann", FORM, OWN, form)), 422, "{form}");
    }
    assert_eq!(service.acks(), 0, "nothing was written");
}

#[test]
fn a_text_that_was_replaced_while_it_was_read_is_answered_with_the_new_one() {
    let service = Service::new();
    let form = form_of(&service.get("/rules/", "ann"));
    let wish = service.wish("POL-1", "ann");
    let more = "audience: [staff]\nchanges:\n  - { version: \"2.0\", summary: Lock it twice, class: major }\n";
    service.book.write("content/rules.md", policy("POL-1", "2.0", more, "Lock your screen twice."));
    publish(&service.book);
    service.wait("the new text is shown", || service.get("/rules/", "ann").contains("Lock your screen twice."));
    let api = service.post("/api/v1/acks", "ann", JSON, OWN, &wish);
    assert_eq!((status(&api), json_of(&api)["code"].as_str()), (409, Some("stale")), "{api}");
    assert_eq!(json_of(&api)["current"]["version"], "2.0");
    let page = service.post("/acknowledgements/give", "ann", FORM, OWN, &form);
    assert_eq!(status(&page), 409);
    assert!(
        page.contains("Nothing was recorded.") && page.contains("../rules/") && page.contains("version 2.0"),
        "{page}"
    );
    assert_eq!(service.acks(), 0);
    assert_eq!(status(&service.acknowledge("POL-1", "ann")), 201);
}

#[test]
fn a_repeated_request_is_the_first_one_again() {
    let service = Arc::new(Service::new());
    let wish = service.wish("POL-1", "ann");
    let threads: Vec<_> = (0..100)
        .map(|_| {
            let (service, wish) = (Arc::clone(&service), wish.clone());
            thread::spawn(move || service.post("/api/v1/acks", "ann", JSON, OWN, &wish))
        })
        .collect();
    let answers: Vec<String> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    let done: Vec<&String> = answers.iter().filter(|answer| matches!(status(answer), 200 | 201)).collect();
    assert_eq!(done.iter().filter(|answer| status(answer) == 201).count(), 1);
    // The others came more often than anybody can read, and nothing was made of them.
    assert!(answers.iter().all(|answer| matches!(status(answer), 200 | 201 | 429)), "{answers:?}");
    assert_eq!(done.len(), 10);
    let records: Vec<Value> = done.iter().map(|answer| json_of(answer)["record"].clone()).collect();
    assert!(records.iter().all(|record| *record == records[0]));
    let refused = answers.iter().find(|answer| status(answer) == 429).unwrap();
    assert!(header(refused, "retry-after").unwrap().parse::<u32>().unwrap() <= 61, "{refused}");
    assert_eq!(service.acks(), 1);
    // Another person is not held up by that.
    assert_eq!(status(&service.acknowledge("POL-1", "bob")), 201);
}

#[test]
fn many_people_at_once_are_each_written_once() {
    let service = Arc::new(Service::new());
    let wish = service.wish("POL-1", "ann");
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let (service, wish) = (Arc::clone(&service), wish.clone());
            thread::spawn(move || {
                for person in 0..15 {
                    let who = format!("p{thread}-{person}");
                    let answer = service.post("/api/v1/acks", &who, JSON, OWN, &wish);
                    assert_eq!(status(&answer), 201, "{answer}");
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let report = service.verify();
    assert_eq!(report["kinds"]["ack"], 120);
    assert_eq!(report["people"], 123, "and the three of the roster");
}

#[test]
fn the_pages_of_the_service_belong_to_the_site() {
    let service = Service::new();
    service.acknowledge("POL-2", "ann");
    let mine = service.get("/acknowledgements/", "ann");
    assert!(mine.contains("<title>My documents</title>") && mine.contains("class=\"site-nav\""), "{mine}");
    let (open, done) = mine.split_once("id=\"pb-done\"").unwrap();
    assert!(open.contains("Rules of POL-1") && !open.contains("Rules of POL-2"), "{mine}");
    assert!(done.contains("Rules of POL-2") && done.contains("Everything on record about you"), "{mine}");
    assert!(!service.get("/acknowledgements/", "bob").contains("Rules of POL-2"), "it is for IT only");
    assert!(body(&service.get("/it/", "bob")).contains("This document is not asked of you."));
    assert!(service.get("/acknowledgements/nothing", "ann").starts_with("HTTP/1.1 404"));
}

#[test]
fn who_does_not_confirm_says_so_and_still_has_to() {
    let service = Service::new();
    let page = service.get("/rules/", "ann");
    assert!(page.contains("I do not confirm this text"), "{page}");
    let fields = form_of(&page);
    let answer = service.post("/acknowledgements/decline", "ann", FORM, OWN, &fields);
    assert_eq!(status(&answer), 303, "{answer}");
    let receipt = header(&answer, "location").unwrap().trim_start_matches("http://policies.test").to_owned();
    assert!(service.get(&receipt, "ann").contains("It is on record that you do not confirm this text."));
    assert!(service.get("/rules/", "ann").contains("You said on "));
    let row = service.row("POL-1", "ann");
    assert_eq!((&row["state"], row["declined_on"].is_string()), (&"overdue".into(), true), "{row}");
    // By a program, and once.
    for expected in [201, 200] {
        let answer = service.post("/api/v1/declines", "ann", JSON, OWN, &service.wish("POL-2", "ann"));
        assert_eq!(status(&answer), expected, "{answer}");
    }
    assert_eq!(service.acks(), 0);
    assert_eq!(service.verify()["kinds"]["decline"], 2);
    // Who may see everybody's sees that.
    let report = service.get("/acknowledgements/report.csv?document=POL-1", "cleo\r\nX-Groups: auditors");
    let line = body(&report).lines().find(|line| line.starts_with("ann,")).unwrap_or_default().to_owned();
    assert!(line.contains(row["declined_on"].as_str().unwrap()), "{report}");
    // It stands in nobody's way, and a confirmation is not taken back by it.
    assert_eq!(status(&service.acknowledge("POL-1", "ann")), 201);
    assert_eq!(service.row("POL-1", "ann")["state"], "acknowledged");
    let answer = service.post("/api/v1/declines", "ann", JSON, OWN, &service.wish("POL-1", "ann"));
    assert_eq!((status(&answer), &json_of(&answer)["code"]), (409, &"acknowledged-before".into()), "{answer}");
    // What is no longer the text is not declined either, and nobody declines from another site.
    let mut stale = serde_json::from_str::<Value>(&service.wish("POL-2", "ann")).unwrap();
    stale["version"] = "0.9".into();
    let answer = service.post("/api/v1/declines", "bob", JSON, OWN, &stale.to_string());
    assert_eq!((status(&answer), &json_of(&answer)["code"]), (409, &"stale".into()), "{answer}");
    for (path, kind, text) in
        [("/api/v1/declines", JSON, service.wish("POL-1", "bob")), ("/acknowledgements/decline", FORM, fields)]
    {
        let answer = service.post(path, "bob", kind, "Sec-Fetch-Site: same-site\r\n", &text);
        assert_eq!(status(&answer), 403, "{answer}");
        assert_eq!(status(&service.get(path, "bob")), 405);
    }
    assert_eq!(service.verify()["kinds"]["decline"], 2);
}

#[test]
fn when_a_text_was_opened_is_on_record_only_where_it_is_asked_for() {
    let opened = |settings: &str| {
        let book = book();
        let toml = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
        book.write("book.toml", toml.replace("[host]\n", &format!("[host]\n{settings}")));
        let service = Service::of(book);
        let head =
            service.send(format!("HEAD /rules/ HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nConnection: close\r\n\r\n"));
        assert_eq!(status(&head), 200);
        service.get("/it/", "bob");
        let mut all = Vec::new();
        for who in ["ann", "bob"] {
            if who == "bob" {
                service.get("/rules/", who);
            }
            let record: Value =
                serde_json::from_str(json_of(&service.acknowledge("POL-1", who))["record"].as_str().unwrap()).unwrap();
            if let Some(at) = record["opened_at"].as_str() {
                assert!(at <= record["recorded_at"].as_str().unwrap(), "{record}");
            }
            all.push(record["opened_at"].is_string());
        }
        assert!(service.verify()["checkpoint"].is_string());
        all
    };
    assert_eq!(opened(""), [false, false]);
    // Nobody showed Ann the page; Bob was shown it, and another one.
    assert_eq!(opened("record-opening = true\n"), [false, true]);
}
