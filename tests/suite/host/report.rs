//! Who has acknowledged what, for those who may see it.

use super::service::{Service, body, header, json_of, status};

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
        .map(|row| (row["id"].as_str().unwrap(), row["text"]["state"].as_str().unwrap()))
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
