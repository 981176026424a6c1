//! The starter book: the policies that come with the program, turned into drafts
//! of an organisation that has not decided on them yet.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "content/"]
struct Content;

#[derive(RustEmbed)]
#[folder = "controls/"]
struct Controls;

/// Returns the files of a new book: paths from its folder, and texts.
///
/// Nothing in it is approved: an approval is a person's, and nobody has read
/// these texts for this organisation. Every document is a draft of version 0.1,
/// and the statement of applicability is not approved and promises nothing.
pub(super) fn starter_files(organisation: &str) -> Vec<(String, String)> {
    let mut files = vec![("book.toml".to_owned(), book_toml(organisation))];
    for name in Content::iter() {
        if let Some(text) = Content::get(&name).and_then(|file| String::from_utf8(file.data.into_owned()).ok()) {
            files.push((format!("content/{name}"), as_draft(&text)));
        }
    }
    let statement = Controls::get("applicability.toml").and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    if let Some(text) = statement {
        files.push(("controls/applicability.toml".to_owned(), as_proposal(&text)));
    }
    files.push((".gitignore".to_owned(), "/site\n/.policybook\n".to_owned()));
    files
}

/// Returns the files of a book without the starter policies.
pub(super) fn empty_files(organisation: &str) -> Vec<(String, String)> {
    let index = "---\ntitle: Policies\n---\n\nWelcome. `policybook new policy \"Access control policy\"` writes the first document.\n";
    vec![
        ("book.toml".to_owned(), book_toml(organisation)),
        ("content/index.md".to_owned(), index.to_owned()),
        (".gitignore".to_owned(), "/site\n/.policybook\n".to_owned()),
    ]
}

fn book_toml(organisation: &str) -> String {
    let name = serde_json::to_string(organisation).expect("a text always serialises");
    format!(
        "# The settings of this book. Every key: docs/reference/book-toml.md of policybook.

[book]
title = \"Information security policies\"
language = \"en\"

[organisation]
name = {name}

# Values that a text takes with {{{{ name }}}}.
[variables]
security_contact = \"security@example.org\"
incident_phone = \"+44 20 7946 0000\"

[build]
# Show the texts of drafts. Take this out when the first policies are approved.
drafts = true

[reviews]
cycle = \"12 months\"
due-soon = \"30 days\"

[frameworks]
use = [\"iso27001-2022\"]

# Severities of rules, and findings that are accepted for a while:
# [checks.severity]
# review-due-soon = \"warning\"
# [[checks.allow]]
# rule = \"review-overdue\"
# document = \"POL-001\"
# reason = \"the owner is on leave\"
# until = 2027-01-31
"
    )
}

/// Turns an approved document of the example into a draft.
fn as_draft(text: &str) -> String {
    const DROPPED: [&str; 4] = ["approved_by:", "approved_on:", "effective_from:", "approved_fingerprint:"];
    let Some(end) = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---")).map(|at| at + 4) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    for line in text[..end].lines() {
        if DROPPED.iter().any(|key| line.starts_with(key)) {
            continue;
        }
        if line.starts_with("version:") {
            out.push_str("version: \"0.1\"");
        } else if line.starts_with("status:") {
            out.push_str("status: draft");
        } else if line.trim_start().starts_with("- { version:") {
            out.push_str("  - { version: \"0.1\", summary: Draft from the starter book, material: true }");
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(text[end..].trim_start_matches('\n'));
    out
}

/// Turns the example's statement into a proposal.
fn as_proposal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with("approved-by") || line.starts_with("approved-on") {
            continue;
        }
        if line.starts_with("version =") {
            out.push_str("version = \"0.1\"");
        } else if line.starts_with("status =") {
            out.push_str("status = \"not-started\"");
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}
