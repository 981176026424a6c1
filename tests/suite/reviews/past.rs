//! What git shows of dates and texts that moved without a review.

use std::fs;

use tempfile::TempDir;

use super::{book, found, policy};
use crate::harness::{TODAY, data, policybook};

const APPROVED: &str = "approved_by: Jane Doe\napproved_on: 2025-06-01\n";
const RECORD: &str = "reviews:\n  - { on: 2026-05-30, outcome: unchanged }\n";

/// Returns what is found when the fields went through `steps`, `DATE FIELDS` each.
fn moved(steps: &[(&str, &str)]) -> Vec<String> {
    let fields: Vec<String> = steps.iter().map(|(_, fields)| format!("{APPROVED}{fields}")).collect();
    let commits: Vec<(&str, &str, &str)> =
        steps.iter().zip(&fields).map(|((date, _), fields)| (*date, fields.as_str(), "Text.")).collect();
    found(&book(&commits))
}

/// Asserts that one finding of `rule` says all of `parts`.
fn assert_one(found: &[String], rule: &str, parts: &[&str]) {
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("warning {rule} ")), "{found:?}");
    for part in parts {
        assert!(found[0].contains(part), "{part} in {found:?}");
    }
}

#[test]
fn a_day_that_is_there_from_the_first_or_goes_back_is_no_move() {
    assert_eq!(moved(&[("2026-06-01", "last_reviewed: 2026-06-01\n")]), [""; 0]);
    assert_eq!(
        moved(&[("2025-06-01", "next_review: 2027-06-01\n"), ("2026-05-30", "next_review: 2027-01-31\n")]),
        [""; 0]
    );
    assert_eq!(moved(&[("2025-06-01", ""), ("2025-07-01", "next_review: 2026-05-01\n")]), [""; 0], "an earlier day");
}

/// Somebody who begins to write dates down has moved none.
#[test]
fn the_first_date_of_a_text_that_had_no_due_date_is_no_move() {
    assert_eq!(
        found(&book(&[("2025-06-01", "", "Text."), ("2026-06-01", "last_reviewed: 2026-06-01\n", "Text.")])),
        [""; 0]
    );
}

#[test]
fn the_first_date_of_an_approved_text_is_a_move_when_the_review_is_put_off_by_it() {
    let found = moved(&[("2025-06-01", ""), ("2026-06-01", "last_reviewed: 2026-06-01\n")]);
    assert_one(&found, "review-date-moved", &["renewed last on 2025-06-01", "0000000002"]);
}

#[test]
fn the_commit_that_moved_the_day_is_named_also_behind_a_detour() {
    let found = moved(&[
        ("2025-06-01", "next_review: 2026-06-01\n"),
        ("2026-05-01", "next_review: 2028-06-01\n"),
        ("2026-05-02", "next_review: 2027-06-01\n"),
        ("2026-05-03", "next_review: 2027-06-01\nclassification: internal\n"),
    ]);
    assert_one(
        &found,
        "review-date-moved",
        &["from 2026-06-01 to 2027-06-01", "by 0000000003 (2026-05-02, Ann Author), 0000000002"],
    );
}

#[test]
fn only_the_last_move_is_told_and_only_while_it_counts() {
    let dates = ["last_reviewed: 2025-06-10\n", "last_reviewed: 2025-12-01\n", "last_reviewed: 2026-05-01\n"];
    let mut steps = vec![("2025-06-10", dates[0]), ("2025-12-01", dates[1]), ("2026-05-01", dates[2])];
    assert_one(&moved(&steps), "review-date-moved", &["from 2025-12-01 to 2026-05-01", "0000000003"]);
    let recorded = format!("{}{RECORD}", dates[2]);
    steps.push(("2026-05-30", &recorded));
    assert_eq!(moved(&steps), [""; 0], "a record came later");
}

#[test]
fn a_review_on_record_stands_behind_a_move() {
    let before = ("2025-06-01", "next_review: 2026-06-01\n");
    let after = format!("next_review: 2027-06-01\n{RECORD}");
    assert_eq!(moved(&[before, ("2026-05-30", &after)]), [""; 0], "in one commit");
    let recorded = format!("next_review: 2026-06-01\n{RECORD}");
    assert_eq!(moved(&[before, ("2026-05-30", &recorded), ("2026-06-01", &after)]), [""; 0], "record first");
    let moved_first = ("2026-05-30", "next_review: 2027-06-01\n");
    assert_eq!(moved(&[before, moved_first, ("2026-05-31", &after)]), [""; 0], "record later");
    // The record stands behind one move and not behind the next.
    let again = format!("next_review: 2028-06-01\n{RECORD}");
    let found = moved(&[before, ("2026-05-30", &after), ("2026-07-01", &again)]);
    assert_one(&found, "review-date-moved", &["from 2027-06-01 to 2028-06-01"]);
}

#[test]
fn a_review_that_asked_for_more_or_is_older_stands_behind_nothing() {
    let before = ("2026-03-01", "next_review: 2026-06-01\nlast_reviewed: 2026-03-01\n");
    for record in ["on: 2026-05-30, outcome: change-needed", "on: 2026-02-01, outcome: unchanged"] {
        let after = format!("next_review: 2027-06-01\nlast_reviewed: 2026-03-01\nreviews:\n  - {{ {record} }}\n");
        assert_one(&moved(&[before, ("2026-05-30", &after)]), "review-date-moved", &["0000000002"]);
    }
}

#[test]
fn an_approval_stands_behind_a_move() {
    let approved = "approved_by: Jane Doe\napproved_on: 2026-05-30\nnext_review: 2027-06-01\n";
    let before = format!("{APPROVED}next_review: 2026-06-01\n");
    assert_eq!(found(&book(&[("2025-06-01", &before, "Text."), ("2026-05-30", approved, "Text, new.")])), [""; 0]);
}

#[test]
fn a_move_that_is_not_committed_is_told() {
    let before = format!("{APPROVED}last_reviewed: 2025-06-10\n");
    let now = policy(&format!("{APPROVED}last_reviewed: 2026-06-10\n"), "Text.");
    let book = book(&[("2025-06-10", &before, "Text.")]).file("content/leave.md", &now);
    let found = found(&book);
    assert!(found.iter().any(|line| line.contains("by changes that are not committed, without")), "{found:?}");
    assert_eq!(found.len(), 2, "with uncommitted-changes: {found:?}");
}

#[test]
fn a_field_is_called_as_the_book_calls_it() {
    let settings = format!("{}[documents.fields]\nlast_reviewed = \"last_updated\"\n", super::SETTINGS);
    let step = |day: &str| format!("{APPROVED}last_updated: {day}\n");
    let book = book(&[("2025-06-10", &step("2025-06-10"), "Text."), ("2026-06-10", &step("2026-06-10"), "Text.")])
        .file("book.toml", &settings);
    assert_one(&found(&book), "review-date-moved", &["`last_updated` of `POL-001` was moved"]);
}

#[test]
fn a_text_that_is_being_written_or_retired_may_move_its_dates() {
    for status in ["draft", "in-review", "retired"] {
        let step = |day: &str| {
            policy(&format!("{APPROVED}next_review: {day}\n"), "Text.")
                .replace("status: approved", &format!("status: {status}"))
        };
        let (old, new) = (step("2026-06-01"), step("2027-06-01"));
        let book = book(&[])
            .committed("content/leave.md", "2025-06-01 Ann", &old)
            .committed("content/leave.md", "2026-06-01 Ann", &new)
            .file("content/leave.md", &new);
        assert_eq!(found(&book), [""; 0], "{status}");
    }
}

/// Returns what is found when a policy that nobody is on record to have approved went
/// through `steps`, `DATE FIELDS BODY` each.
fn changed(steps: &[(&str, &str, &str)]) -> Vec<String> {
    found(&book(steps))
}

#[test]
fn a_change_of_the_day_of_the_review_counts_as_reviewed() {
    assert_eq!(changed(&[("2025-06-01", "", "Text."), ("2026-05-30", RECORD, "New text.")]), [""; 0]);
    let before = ("2026-05-30", RECORD, "Text.");
    assert_eq!(changed(&[before, ("2026-05-30", RECORD, "New text.")]), [""; 0]);
    assert_one(&changed(&[before, ("2026-05-31", RECORD, "New text.")]), "review-older-than-text", &["0000000002"]);
}

#[test]
fn a_text_that_is_again_what_was_reviewed_needs_no_other_review() {
    let before = ("2026-05-30", RECORD, "Text.");
    let there = ("2026-06-02", RECORD, "New text.");
    assert_eq!(changed(&[before, there, ("2026-06-03", RECORD, "Text.")]), [""; 0]);
    let on = changed(&[before, there, ("2026-06-03", RECORD, "Newer text.")]);
    assert_one(&on, "review-older-than-text", &["0000000003 (2026-06-03, Ann Author), 0000000002 (2026-06-02"]);
}

#[test]
fn what_came_together_was_reviewed_together() {
    assert_eq!(changed(&[("2025-06-01", "", "Text."), ("2026-06-03", RECORD, "New text.")]), [""; 0]);
    // A record that came alone is about the text of its day.
    let late = [("2025-06-01", "", "Text."), ("2026-06-03", "", "New text."), ("2026-06-04", RECORD, "New text.")];
    assert_one(&changed(&late), "review-older-than-text", &["reviewed on 2026-05-30", "0000000002"]);
}

#[test]
fn a_file_that_is_younger_than_its_review_was_not_changed_by_that() {
    assert_eq!(changed(&[("2026-08-01", RECORD, "Text.")]), [""; 0]);
    let found = changed(&[("2026-08-01", RECORD, "Text."), ("2026-08-02", RECORD, "New text.")]);
    assert_one(&found, "review-older-than-text", &["0000000002"]);
}

#[test]
fn what_is_not_read_does_not_count_as_a_change() {
    let before = ("2026-05-30", RECORD, "Text.");
    let owner = format!("{RECORD}classification: internal\n");
    assert_eq!(changed(&[before, ("2026-06-02", &owner, "Text.")]), [""; 0]);
}

#[test]
fn an_approval_after_the_change_settles_it() {
    let approved = format!("approved_by: Jane Doe\n{RECORD}");
    assert_eq!(changed(&[("2026-05-30", RECORD, "Text."), ("2026-06-02", &approved, "New text.")]), [""; 0]);
}

#[test]
fn a_change_under_an_approval_is_told_once() {
    let fields = format!("{APPROVED}{RECORD}");
    let found = changed(&[("2026-05-30", &fields, "Text."), ("2026-06-02", &fields, "New text.")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error changed-since-approval "), "{found:?}");
}

#[test]
fn a_change_that_is_not_committed_is_later_than_a_review_of_yesterday() {
    let record = |day: &str| format!("reviews:\n  - {{ on: {day}, outcome: unchanged }}\n");
    for (day, is_found) in [("2026-11-22", true), ("2026-11-23", false)] {
        let now = policy(&record(day), "New text.");
        let book = book(&[("2026-11-22", &record(day), "Text.")]).file("content/leave.md", &now);
        let found = found(&book).iter().any(|line| line.contains("changed later by changes that are not committed"));
        assert_eq!(found, is_found, "{day}");
    }
}

#[test]
fn a_fingerprint_tells_more_than_dates() {
    let print = "9".repeat(64);
    let fields = format!("reviews:\n  - {{ on: 2026-05-30, outcome: unchanged, fingerprint: \"{print}\" }}\n");
    let found = changed(&[("2026-05-30", &fields, "Text."), ("2026-06-02", &fields, "New text.")]);
    assert_one(&found, "review-of-another-text", &["2026-05-30"]);
}

#[test]
fn a_new_version_that_is_being_written_needs_no_review() {
    for status in ["draft", "in-review", "retired"] {
        let text = |body: &str| policy(RECORD, body).replace("status: approved", &format!("status: {status}"));
        let book = book(&[("2026-05-30", RECORD, "Text.")])
            .committed("content/leave.md", "2026-06-02 Ann", &text("New text."))
            .file("content/leave.md", &text("New text."));
        assert_eq!(found(&book), [""; 0], "{status}");
    }
}

/// A date without a record says too little to be held against the text.
#[test]
fn a_bare_date_is_not_held_against_the_text() {
    let fields = "last_reviewed: 2026-05-30\n";
    assert_eq!(changed(&[("2026-05-30", fields, "Text."), ("2026-06-02", fields, "New text.")]), [""; 0]);
}

/// What was written on a branch and reviewed there is merged some days later.
#[test]
fn a_text_is_as_old_as_its_author_says_and_not_as_its_merge() {
    let folder = TempDir::new().expect("a folder");
    let repository = git2::Repository::init(folder.path()).expect("a repository");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    let commit = |branch: Option<&str>, day: &str, text: &str, parents: &[git2::Oid]| {
        fs::write(folder.path().join("book.toml"), super::SETTINGS).expect("a file");
        fs::write(folder.path().join("content/leave.md"), text).expect("a file");
        let mut index = repository.index().expect("an index");
        index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("files are added");
        index.write().expect("the index is written");
        let tree = repository.find_tree(index.write_tree().expect("a tree")).expect("a tree");
        let days: i64 = day.parse().expect("a day of May");
        let time = git2::Time::new(1_777_593_600 + (days - 1) * 86_400, 0);
        let author = git2::Signature::new("Ann", "ann@example.org", &time).expect("a signature");
        let parents: Vec<_> = parents.iter().map(|id| repository.find_commit(*id).expect("a commit")).collect();
        let parents: Vec<_> = parents.iter().collect();
        repository.commit(branch, &author, &author, "A change", &tree, &parents).expect("a commit")
    };
    let new = policy("", "New text.");
    let start = commit(Some("HEAD"), "1", &policy("", "Text."), &[]);
    let topic = commit(None, "20", &new, &[start]);
    let merge = commit(Some("HEAD"), "28", &new, &[start, topic]);
    let is_found = |reviewed: &str, last: git2::Oid| {
        let record = format!("reviews:\n  - {{ on: {reviewed}, outcome: unchanged }}\n");
        let head = commit(Some("HEAD"), "29", &policy(&record, "New text."), &[last]);
        let report = data(&policybook(folder.path(), &["check", "--date", TODAY]));
        assert!(!report.contains("uncommitted"), "{report}");
        (report.contains("warning[review-older-than-text]"), head)
    };
    let (early, head) = is_found("2026-05-19", merge);
    assert!(early, "reviewed before it was written");
    assert!(!is_found("2026-05-21", head).0, "reviewed before it was merged");
}
