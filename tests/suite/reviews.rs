//! Reviews as records: which of them move the due date, what git shows of dates and
//! texts that moved without one, and what `review` writes.

mod command;
mod due;
mod past;

use crate::harness::{BookCase, findings_text};

/// Settings under which only reviews are spoken of.
const SETTINGS: &str = "[checks.severity]\napprover-not-in-evidence = \"off\"\nincomplete-approval = \"off\"\n\
                        label-reused = \"off\"\nreview-overdue = \"off\"\n";

/// Front matter of an approved policy with `fields`, and a body.
fn policy(fields: &str, body: &str) -> String {
    format!(
        "---\nid: POL-001\ntitle: Leave policy\ntype: policy\nversion: \"1.0\"\nstatus: approved\nowner: Head of People\n{fields}---\n\n{body}\n"
    )
}

/// A book with one policy, as commits `DATE FIELDS BODY` left it.
fn book(commits: &[(&str, &str, &str)]) -> BookCase {
    let mut book = BookCase::default().file("book.toml", SETTINGS);
    for (date, fields, body) in commits {
        let text = policy(fields, body);
        book = book.committed("content/leave.md", &format!("{date} Ann Author"), &text).file("content/leave.md", &text);
    }
    book
}

/// Returns what is found in `book`, without the help.
fn found(book: &BookCase) -> Vec<String> {
    let text = findings_text(&book.check());
    text.lines().filter(|line| !line.starts_with("  help")).map(str::to_owned).collect()
}
