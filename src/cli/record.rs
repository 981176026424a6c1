//! What `approve` and `review` share: who is put on record, under which key, and how a
//! changed file is written.

use super::failure::Failure;
use super::session::Session;
use crate::book::BoundDocument;
use crate::disk::replace_file;
use crate::git;
use crate::load::{ALIASES, Leaf, read_one};
use crate::source::{Digest, SourceFile};

/// Fails for a page.
pub(super) fn require_controlled(bound: &BoundDocument) -> Result<(), Failure> {
    if bound.document().is_controlled() {
        return Ok(());
    }
    Err(Failure::usage(format!("{} is a page: no approval or review is asked of it", bound.document().id)))
}

/// Returns who is put on record: the name that was typed, else git's.
pub(super) fn who(by: Option<&String>, session: &Session) -> Result<String, Failure> {
    let name = by.cloned().or_else(|| git::user_name(session.folder.path()));
    name.filter(|name| is_one_line(name))
        .ok_or_else(|| Failure::usage("say who with `--by NAME`; git's `user.name` is not set"))
}

/// Names and labels are one line that says something.
pub(super) fn is_one_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// Returns the keys under which the book may write `field`, its own first.
pub(super) fn field_names(field: &'static str, session: &Session) -> Vec<String> {
    if let Some(own) = session.config.documents.fields.get(field) {
        return vec![own.clone()];
    }
    let aliases = ALIASES.iter().filter(|(_, ours)| *ours == field).map(|(alias, _)| (*alias).to_owned());
    std::iter::once(field.to_owned()).chain(aliases).collect()
}

/// Returns the same names as slices.
pub(super) fn as_strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// Returns a fingerprint as front matter writes it.
pub(super) fn fingerprint_text(fingerprint: Digest) -> String {
    format!("sha256:{fingerprint}")
}

/// Reads the changed text as a build would.
pub(super) fn leaf_of(bound: &BoundDocument, text: &str, session: &Session) -> Result<Leaf, Failure> {
    let file = SourceFile::text_file(bound.leaf.file.path().clone(), text);
    Ok(read_one(file, &session.config))
}

/// Writes the changed text, if reading it again gave what was meant.
pub(super) fn write(bound: &BoundDocument, text: &str, is_as_meant: bool, session: &Session) -> Result<(), Failure> {
    let path = bound.leaf.file.path();
    if !is_as_meant {
        return Err(Failure::usage(format!(
            "the front matter of {path} could not be changed safely and was left as it is; run `policybook check`, mend it, and try again"
        )));
    }
    replace_file(&session.folder.path().join(path.as_str()), text)
        .map_err(|error| Failure::impossible(format!("{path}: {error}")))
}
