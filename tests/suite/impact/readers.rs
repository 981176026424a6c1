//! Who has to acknowledge again, and why.

use super::{ACCESS, begun, json, policy};
use crate::scratch::Scratch;

fn outcome(change: impl FnOnce(&Scratch)) -> Vec<(String, String)> {
    let (book, _repository) = begun();
    change(&book);
    let impact = json(&book, &[]);
    let rows = impact["acknowledge"].as_array().unwrap().iter();
    rows.map(|row| (row["outcome"].as_str().unwrap().to_owned(), row["reason"].as_str().unwrap().to_owned())).collect()
}

fn access(version: &str, more: &str, text: &str) -> String {
    policy("POL-001", "Access", version, "A.5.15, A.5.18", text).replace("owner: IT\n", &format!("owner: IT\n{more}"))
}

#[test]
fn a_reader_is_told_why_to_acknowledge_again() {
    let text = ACCESS.replace("last", "very last");
    let cases = [
        (access("1.1", "", &text), "again", "version 1.1 replaces 1.0"),
        (access("1.0", "", &text), "again", "the text changed without a new version"),
        (
            access("1.1", "changes:\n  - { version: \"1.1\", summary: Words, material: true }\n", &text),
            "again",
            "version 1.1 replaces 1.0",
        ),
        (
            access("1.1", "changes:\n  - { version: \"1.1\", summary: Words, material: false }\n", &text),
            "not-again",
            "version 1.1 replaces 1.0, and its author calls it not material",
        ),
        (
            access("1.1", "changes:\n  - { version: \"1.1\", summary: Words, class: editorial }\n", &text),
            "not-again",
            "version 1.1 replaces 1.0, and its author calls it editorial",
        ),
        // What the author does not say is never taken for a change that does not matter.
        (
            access("1.1", "changes:\n  - { version: \"1.1\", summary: Words }\n", &text),
            "again",
            "version 1.1 replaces 1.0",
        ),
        (
            access("1.0", "changes:\n  - { version: \"1.0\", summary: Words, material: false }\n", &text),
            "again",
            "the text changed without a new version",
        ),
        (
            access("1.1", "", &text).replace("status: approved", "status: in-review"),
            "once-approved",
            "the text is in review now",
        ),
        (access("1.0", "", ACCESS).replace("status: approved", "status: retired"), "no-longer", "retired"),
        (
            access("1.0", "", ACCESS).replace("acknowledge: true\n", ""),
            "no-longer",
            "the document does not ask any more",
        ),
        (
            access("1.0", "", ACCESS).replace("[staff]", "[staff, contractors]"),
            "new",
            "the document is for them now too",
        ),
    ];
    for (text, what, reason) in cases {
        let rows = outcome(|book| book.write("content/access.md", &text));
        assert_eq!(rows, [(what.to_owned(), reason.to_owned())], "{text}");
    }
    // The record alone asks nobody.
    assert_eq!(
        outcome(|book| book.write("content/access.md", access("1.0", "classification: internal\n", ACCESS))),
        []
    );
}

#[test]
fn documents_that_come_and_go_ask_and_ask_no_longer() {
    let new = policy("POL-004", "New", "1.0", "A.5.1", "Text.\n");
    assert_eq!(outcome(|book| book.write("content/new.md", &new)), [("new".to_owned(), "new".to_owned())]);
    let draft = new.replace("status: approved", "status: draft");
    let rows = outcome(|book| book.write("content/new.md", &draft));
    assert_eq!(rows, [("once-approved".to_owned(), "new, and not approved yet".to_owned())]);
    let rows = outcome(|book| book.remove("content/old.md"));
    assert_eq!(rows, [("no-longer".to_owned(), "removed".to_owned())]);
}
