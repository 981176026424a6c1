//! Who has acknowledged what, for those who may see it.

use policybook::ledger::{Draft, Kind, Purpose, SigningKey, SqliteStore, Store as _, new_key};
use serde_json::{Value, json};

use super::service::{Service, body, book, header, json_of, publish, status};
use crate::ledger::scenario::{acknowledged, at, entropy, person, text};

#[test]
fn a_report_says_who_has_and_who_has_not() {
    let service = Service::new();
    service.acknowledge("POL-1", "ann");
    let report = json_of(&service.get("/api/v1/coverage?document=POL-1", "cleo"));
    assert_eq!(report["people"], 3);
    assert_eq!((&report["document"]["asked"], &report["document"]["done"]), (&3.into(), &1.into()), "{report}");
    let states: Vec<(&str, &str)> = report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["state"].as_str().unwrap()))
        .collect();
    assert_eq!(states, [("ann", "acknowledged"), ("bob", "overdue"), ("cleo", "overdue")]);
    let it = json_of(&service.get("/api/v1/coverage?document=POL-2", "cleo"));
    assert_eq!(it["rows"].as_array().unwrap().len(), 1, "it is for IT only");
    let page = service.get("/acknowledgements/report?document=POL-1", "cleo");
    assert!(page.contains("Ann Author") && page.contains("=Bob") && page.contains("Overdue"), "{page}");
    for path in ["/acknowledgements/report", "/acknowledgements/report.csv?document=POL-1", "/api/v1/coverage"] {
        assert_eq!(status(&service.get(path, "ann")), 403, "{path}");
        assert_eq!(status(&service.get(path, "cleo")), 200, "{path}");
    }
    // One person, or one group.
    let ann = json_of(&service.get("/api/v1/coverage?person=ann", "cleo"));
    let rows: Vec<(&str, &str)> = ann["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["doc"].as_str().unwrap(), row["state"].as_str().unwrap()))
        .collect();
    assert_eq!(rows, [("POL-1", "acknowledged"), ("POL-2", "overdue")]);
    let group = json_of(&service.get("/api/v1/coverage?document=POL-1&group=IT", "cleo"));
    assert_eq!((&group["people"], &group["document"]["asked"]), (&1.into(), &1.into()), "{group}");
    let page = service.get("/acknowledgements/report?person=ann&mode=strict", "cleo");
    assert!(
        page.contains("<h2 id=\"pb-people\">Ann Author <span class=\"quiet\">ann</span></h2>")
            && page.contains("Rules of POL-2"),
        "{page}"
    );
    assert!(page.contains("report.csv?person=ann&amp;mode=strict\""), "{page}");
    let file = service.get("/acknowledgements/report.csv?group=it&as_of=", "cleo");
    assert_eq!(body(&file).lines().count(), 3, "two documents of one person: {file}");
    // Somebody of the same name at another sign-in is somebody else, and groups come from the sign-in too.
    assert_eq!(status(&service.send("GET /api/v1/coverage HTTP/1.1\r\nHost: policies.test\r\nX-User: dora\r\nX-Groups: auditors\r\nConnection: close\r\n\r\n")), 200);
}

#[test]
fn a_table_for_a_spreadsheet_holds_no_formula() {
    let service = Service::new();
    let file = service.get("/acknowledgements/report.csv?document=POL-1", "cleo");
    assert_eq!(header(&file, "content-type"), Some("text/csv; charset=utf-8"));
    assert!(
        header(&file, "content-disposition").unwrap().starts_with("attachment; filename=\"acknowledgements-POL-1-")
    );
    assert!(body(&file).contains("bob,'=Bob,POL-1,1.0,en,overdue,2026-03-15,,,,\r\n"), "{file}");
}

#[test]
fn a_roster_is_read_again_when_it_changes_and_a_faulty_one_is_not_taken() {
    let service = Service::new();
    let people = || json_of(&service.get("/api/v1/coverage", "cleo"))["people"].clone();
    assert_eq!(people(), 3);
    service.book.write("people.csv", "id,groups\nann,\"broken\nann,x\n");
    service.wait("it was said", || service.said().contains("the one before stays"));
    assert_eq!(people(), 3);
    service.book.write("people.csv", "id,groups,left\nann,it,\nbob,,2020-01-01\ncleo,auditors,\ndora,,\neve,,\n");
    service.wait("the new roster", || people() == 4);
}

#[test]
fn who_had_to_is_on_record_whenever_it_changes_and_names_nobody() {
    let service = Service::new();
    let kinds = |service: &Service| {
        let kinds = service.verify()["kinds"].clone();
        (kinds["roster"].as_u64().unwrap_or_default(), kinds["obligation"].as_u64().unwrap_or_default())
    };
    service.wait("both are on record", || kinds(&service) == (1, 1));
    // The same again is not recorded again, after a restart either.
    let service = Service::start(service.kill());
    service.wait_until_shown();
    service.book.write("people.csv", "id,name,groups\nann,Ann Author,it\nbob,Bob,\ndora,Dora,it\n");
    service.wait("the new roster is on record", || kinds(&service) == (2, 1));
    service
        .book
        .write("content/it.md", super::service::policy("POL-2", "1.1", "audience: [staff]\n", "Patch it soon."));
    super::service::publish(&service.book);
    service.wait("the new texts are on record", || kinds(&service) == (2, 2));
    let export = service.book.root().join("out");
    assert!(crate::harness::policybook(&service.book.root(), &["log", "export", "out"]).status.success());
    let attachments: Vec<String> = std::fs::read_dir(export.join("attachments"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(attachments.len(), 4);
    let rosters: Vec<&String> = attachments.iter().filter(|text| text.contains("policybook-roster/1")).collect();
    assert_eq!(rosters.len(), 2);
    for roster in rosters {
        assert!(roster.contains("\"subject\"") && roster.contains("\"it\""), "{roster}");
        assert!(!["ann", "Ann", "bob", "dora", "Dora"].iter().any(|name| roster.contains(name)), "{roster}");
    }
}

#[test]
fn a_day_of_the_past_is_told_as_it_was_on_record_then() {
    const DAY: i64 = 86_400;
    let book = book();
    publish(&book);
    let data = book.root().join("host-data");
    std::fs::create_dir_all(&data).unwrap();
    // A log that began on 2026-03-01, when POL-1 had another text and Dan was there.
    let secret = new_key("policies.test/");
    std::fs::write(data.join("log.key"), &secret).unwrap();
    let key = SigningKey::parse(&secret).unwrap();
    let path = data.join("log.sqlite");
    let mut store = SqliteStore::open(&path, "policies.test/", Purpose::Evidence, key, "node-1", at(0)).unwrap();
    let then = text("POL-1", "0.9");
    let people = store.enrol(&[person("Alice"), person("Dan")]).unwrap();
    let rows: Vec<Value> = people
        .iter()
        .map(|person| json!({ "subject": person.subject.to_hex(), "groups": ["staff"], "joined": null, "left": null, "active": true }))
        .collect();
    let mut asked: Value =
        serde_json::from_slice(&std::fs::read(book.site().join("data/acknowledgements.json")).unwrap()).unwrap();
    asked["documents"].as_array_mut().unwrap().retain(|row| row["id"] == "POL-1");
    asked["documents"][0]["version"] = "0.9".into();
    asked["documents"][0]["fingerprint"] = format!("sha256:{}", then.fingerprint).into();
    let snapshot = |kind, file: Value, number| {
        let mut draft = Draft::new(kind, entropy(number));
        draft.attachments = vec![file.to_string().into_bytes()];
        draft
    };
    let roster = json!({ "schema": "policybook-roster/1", "people": rows });
    store.append(&[snapshot(Kind::Roster, roster, 1), snapshot(Kind::Obligations, asked, 2)], at(0)).unwrap();
    store.append(&[acknowledged("Dan", then, 3)], at(2 * DAY)).unwrap();
    drop(store);
    let service = Service::start(book);
    service.wait_until_shown();
    let on = |day: &str| {
        let answer = json_of(&service.get(&format!("/api/v1/coverage?document=POL-1&as_of={day}"), "cleo"));
        assert_eq!((&answer["day"], &answer["document"]["version"]), (&day.into(), &"0.9".into()), "{answer}");
        let rows = answer["rows"].as_array().unwrap();
        rows.iter()
            .map(|row| format!("{} {}", row["id"].as_str().unwrap(), row["state"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(on("2026-03-02"), ["alice to-read", "dan to-read"]);
    assert_eq!(on("2026-03-03"), ["alice to-read", "dan acknowledged"]);
    assert_eq!(on("2026-03-20"), ["alice overdue", "dan acknowledged"]);
    assert_eq!(status(&service.get("/api/v1/coverage?as_of=2026-02-28", "cleo")), 404, "nothing was on record");
    assert!(service.get("/acknowledgements/report.csv?document=POL-1&as_of=2026-03-20", "cleo").contains("dan,"));
    // Today is today: nobody of then, and the text of now.
    let today = json_of(&service.get("/api/v1/coverage?document=POL-1", "cleo"));
    assert_eq!((&today["document"]["version"], &today["document"]["done"]), (&"1.0".into(), &0.into()));
}
