//! Where the book's days begin: what is due, overdue and done on which day.

use std::process::Command;

use policybook::model::{Instant, Zone};

use crate::harness::{data, talk};
use crate::host::service::{Service, book, status};
use crate::scratch::Scratch;

/// Seconds of 2026-03-01T16:00Z, which is the next day in Tokyo.
const AFTERNOON: &str = "1772380800";

#[test]
fn the_day_it_is_depends_on_where_the_book_is() {
    let book = Scratch::new();
    book.write(
        "content/a.md",
        "---\nid: POL-1\ntitle: A\ntype: policy\nversion: \"1.0\"\nstatus: approved\nowner: IT\napproved_by: Jane\n\
         approved_on: 2026-01-01\nnext_review: 2026-03-01\n---\n\nText.\n",
    );
    let is_overdue = |zone: &str| {
        book.write("book.toml", format!("[book]\ntitle = \"Book\"\n{zone}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_policybook"));
        let output = command.arg("check").current_dir(book.root()).env("SOURCE_DATE_EPOCH", AFTERNOON).output();
        let output = output.unwrap();
        let said = data(&output) + &talk(&output);
        assert!(said.contains("POL-1") || said.contains("content/a.md"), "{said}");
        said.contains("review-overdue")
    };
    assert!(!is_overdue(""));
    assert!(!is_overdue("time-zone = \"America/New_York\"\n"));
    assert!(is_overdue("time-zone = \"Asia/Tokyo\"\n"));
    // What holds in summer is not what holds in winter.
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let day = |text: &str| zone.day_of(text.parse::<Instant>().unwrap()).to_string();
    assert_eq!(day("2026-06-30T22:30:00.000000Z"), "2026-07-01");
    assert_eq!(day("2026-12-31T22:30:00.000000Z"), "2026-12-31");
    assert_eq!(day("2026-12-31T23:30:00.000000Z"), "2027-01-01");
}

#[test]
fn an_acknowledgement_is_of_the_day_where_the_book_is() {
    // At any moment one of the two has another day than UTC.
    for name in ["Pacific/Kiritimati", "Etc/GMT+12"] {
        let book = book();
        let settings = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
        book.write("book.toml", settings.replace("language =", &format!("time-zone = \"{name}\"\nlanguage =")));
        let service = Service::of(book);
        let answer = service.acknowledge("POL-1", "ann");
        assert_eq!(status(&answer), 201, "{answer}");
        let at: Instant = service.row("POL-1", "ann")["acknowledged_at"].as_str().unwrap().parse().unwrap();
        let day = name.parse::<Zone>().unwrap().day_of(at).to_string();
        assert!(service.get("/rules/", "ann").contains(&format!("datetime=\"{day}\"")), "{name}: {day}");
        let report = crate::harness::policybook(&service.book.root(), &["ack", "report", "--format", "csv"]);
        assert!(data(&report).contains(&day), "{name}: {}", data(&report));
    }
}
