//! Reviews as records: which of them move the due date, and what `review` writes.

mod command;
mod due;

/// Front matter of an approved policy with `fields`, and a body.
fn policy(fields: &str, body: &str) -> String {
    format!(
        "---\nid: POL-001\ntitle: Leave policy\ntype: policy\nversion: \"1.0\"\nstatus: approved\nowner: Head of People\n{fields}---\n\n{body}\n"
    )
}
