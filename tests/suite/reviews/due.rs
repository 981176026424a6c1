//! Which reviews move the due date.

use super::{book, found, policy};
use crate::harness::BookCase;

const APPROVED: &str = "approved_by: Jane Doe\napproved_on: 2026-01-10\n";
/// Of the text `Text.` of the policy.
const OTHER: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Returns the field of the only document in `data/documents.json`.
fn row(book: &BookCase, field: &str) -> String {
    let (_, files) = book.run();
    let rows: serde_json::Value = serde_json::from_str(&files["data/documents.json"]).expect("JSON");
    rows["documents"][0][field].as_str().unwrap_or("none").to_owned()
}

fn of(fields: &str) -> BookCase {
    BookCase::default().file("content/leave.md", &policy(fields, "Text."))
}

fn due(fields: &str) -> String {
    row(&of(fields), "next_review")
}

#[test]
fn only_a_review_that_lets_the_text_stand_moves_the_due_date() {
    for (record, expected) in [
        ("outcome: unchanged", "2027-06-01"),
        ("outcome: changed", "2027-06-01"),
        ("by: Jane Doe", "2027-06-01"),
        ("outcome: change-needed", "2027-01-10"),
        ("outcome: retire", "2027-01-10"),
    ] {
        let fields = format!("{APPROVED}reviews:\n  - {{ on: 2026-06-01, {record} }}\n");
        assert_eq!(due(&fields), expected, "{record}");
        // That it was held is told in any case.
        assert_eq!(row(&of(&fields), "last_reviewed"), "2026-06-01", "{record}");
    }
}

#[test]
fn a_review_that_is_still_to_come_counts_for_nothing() {
    let fields = format!("{APPROVED}reviews:\n  - {{ on: 2026-12-24, outcome: unchanged }}\n");
    assert_eq!(due(&fields), "2027-01-10");
    assert_eq!(row(&of(&fields), "last_reviewed"), "none");
    assert_eq!(due(&format!("{APPROVED}last_reviewed: 2026-12-24\n")), "2027-01-10");
    assert_eq!(due("approved_by: Jane Doe\napproved_on: 2026-12-24\n"), "none");
    let (_, files) = of(&fields).run();
    assert!(!files["reviews/index.html"].contains("2026-12-24"), "the calendar tells only what was done");
    // On its day it counts.
    assert_eq!(row(&of(&fields).on("2026-12-24"), "next_review"), "2027-12-24");
}

#[test]
fn a_review_of_another_text_leaves_the_due_date() {
    let record = format!("reviews:\n  - {{ on: 2026-06-01, outcome: unchanged, fingerprint: \"{OTHER}\" }}\n");
    assert_eq!(due(&format!("{APPROVED}{record}")), "2027-01-10");
    let older = format!("{record}  - {{ on: 2026-03-01, outcome: unchanged }}\n");
    assert_eq!(due(&format!("{APPROVED}{older}")), "2027-03-01", "the review before it still counts");
    // A new version is being written: what was reviewed is the one in force.
    let draft = policy(&format!("{APPROVED}{record}"), "Text.").replace("status: approved", "status: draft");
    let draft = BookCase::default().file("content/leave.md", &draft);
    assert_eq!(row(&draft, "next_review"), "2027-06-01");
    assert!(!found(&draft).iter().any(|line| line.contains("review-of-another-text")), "{:?}", found(&draft));
}

/// Whoever changes a text must not get rid of its due date by that.
#[test]
fn a_due_date_does_not_vanish_with_the_text_that_was_reviewed() {
    let record = |day: &str| format!("  - {{ on: {day}, outcome: unchanged, fingerprint: \"{OTHER}\" }}\n");
    let fields = format!("reviews:\n{}{}", record("2026-06-01"), record("2025-06-01"));
    assert_eq!(due(&fields), "2026-06-01");
    assert_eq!(due("reviews:\n  - { on: 2026-06-01, outcome: change-needed }\n"), "none");
}

#[test]
fn a_day_of_its_own_stands_whatever_was_reviewed() {
    let fields = format!("{APPROVED}next_review: 2026-12-01\nreviews:\n  - {{ on: 2026-06-01, outcome: unchanged }}\n");
    assert_eq!(due(&fields), "2026-12-01");
}

#[test]
fn the_page_says_why_a_review_does_not_count() {
    let fields = format!("{APPROVED}reviews:\n  - {{ on: 2026-06-01, outcome: change-needed }}\n");
    let (_, files) = of(&fields).run();
    let page = &files["leave/index.html"];
    assert!(page.contains("change needed: the next one stays due"), "{page}");
    let calendar = &files["reviews/index.html"];
    assert!(calendar.contains("2026-01-10") && calendar.contains("Change needed"), "{calendar}");
    let counts = fields.replace("change-needed", "unchanged");
    assert!(!of(&counts).run().1["leave/index.html"].contains("stays due"));
}

#[test]
fn a_review_of_another_text_is_found_once_and_for_the_last_record_only() {
    let record = |day: &str, print: &str| format!("  - {{ on: {day}, outcome: unchanged{print} }}\n");
    let other = format!(", fingerprint: \"{OTHER}\"");
    let lines = |records: &str| found(&book(&[("2026-06-02", &format!("{APPROVED}reviews:\n{records}"), "Text.")]));
    assert_eq!(lines(&record("2026-06-01", "")), [""; 0]);
    assert_eq!(lines(&(record("2026-06-02", "") + &record("2026-06-01", &other))), [""; 0], "an older one");
    let found = lines(&record("2026-06-01", &other));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("warning review-of-another-text content/leave.md:11:5 "), "{found:?}");
    assert_eq!(lines(&record("2026-01-10", &other)), [""; 0], "approved on that day");
}

#[test]
fn the_version_that_was_reviewed_is_named_when_an_approval_tells_it() {
    let first = format!("{APPROVED}approved_fingerprint: \"sha256:{OTHER}\"\n");
    let record = format!("reviews:\n  - {{ on: 2026-06-01, outcome: unchanged, fingerprint: \"{OTHER}\" }}\n");
    let then = format!("approved_by: Jane Doe\napproved_on: 2026-05-01\n{record}");
    let found = found(&book(&[("2026-01-10", &first, "Text."), ("2026-06-02", &then, "Text, changed.")]));
    assert!(found.iter().any(|line| line.contains("(that of version `1.0`)")), "{found:?}");
}
