//! `approve` and `review`: write the record into a document's front matter.

use super::args::{ApproveArgs, Common, ReviewArgs};
use super::failure::{Failure, Outcome};
use super::front_matter_edit::FrontMatterEdit;
use super::history::find_document;
use super::session::Session;
use super::terminal::Terminal;
use crate::book::BoundDocument;
use crate::disk::replace_file;
use crate::git;
use crate::load::{Leaf, Memo, read_one};
use crate::model::Status;
use crate::source::{Digest, SourceFile};

/// Runs `approve`.
pub(super) fn run_approve(args: &ApproveArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let book = session.prepare(&tree, &Memo::default()).book;
    let bound = find_document(&book, &args.id)?;
    require_controlled(bound)?;
    if bound.document().status == Status::Retired {
        let path = bound.leaf.file.path();
        return Err(Failure::usage(format!(
            "{path} is retired; set its status to draft first when it is to come back"
        )));
    }
    if let Some(label) = args.version_label.as_ref().filter(|label| !is_one_line(label)) {
        return Err(Failure::usage(format!("`{}` is no version label", label.escape_default())));
    }
    let by = who(args.by.as_ref(), &session)?;
    let today = session.today;
    let mut edit = FrontMatterEdit::new(bound.leaf.file.text())?;
    let names = |field: &'static str| field_names(field, &session);
    let mut set = |field: &'static str, value: &str| edit.set(&as_strs(&names(field)), value);
    if let Some(label) = &args.version_label {
        set("version", label);
    }
    set("status", Status::Approved.as_str());
    set("approved_by", &by);
    set("approved_on", &today.to_string());
    // A day on which an earlier text came into force is not this text's.
    let is_stale = bound.document().effective_from.is_some_and(|day| day < today);
    if let Some(day) = args.effective_from.or(is_stale.then_some(today)) {
        set("effective_from", &day.to_string());
    }
    let fingerprint = leaf_of(bound, edit.text(), &session)?.fingerprint;
    edit.set(&["approved_fingerprint"], &fingerprint_text(fingerprint));
    let text = edit.into_text();
    let leaf = leaf_of(bound, &text, &session)?;
    let document = &leaf.document;
    let is_as_meant = document.is_approved(today)
        && document.approved_by.as_deref() == Some(by.as_str())
        && leaf.fingerprint == fingerprint
        && document.approved_fingerprint == Some(fingerprint);
    write(bound, &text, is_as_meant, &session)?;
    let version = document.version.as_deref().unwrap_or("without a version");
    terminal
        .say(&format!("{} {version} approved by {by} on {today}; commit the file to put it on record", document.id));
    Ok(Outcome::Clean)
}

/// Runs `review`.
pub(super) fn run_review(args: &ReviewArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let book = session.prepare(&tree, &Memo::default()).book;
    let bound = find_document(&book, &args.id)?;
    require_controlled(bound)?;
    let by = who(args.by.as_ref(), &session)?;
    let today = session.today;
    let fingerprint = bound.leaf.fingerprint;
    let mut edit = FrontMatterEdit::new(bound.leaf.file.text())?;
    let entries = [
        ("on", today.to_string()),
        ("by", by.clone()),
        ("outcome", args.outcome.to_string()),
        ("fingerprint", fingerprint_text(fingerprint)),
    ];
    edit.add_record(&as_strs(&field_names("reviews", &session)), &entries)?;
    let text = edit.into_text();
    let leaf = leaf_of(bound, &text, &session)?;
    let document = &leaf.document;
    let is_as_meant = document.reviews.len() == bound.document().reviews.len() + 1
        && leaf.fingerprint == fingerprint
        && document.reviews.iter().any(|review| review.on == today && review.by.as_deref() == Some(by.as_str()));
    write(bound, &text, is_as_meant, &session)?;
    let next = leaf.next_review(today).map_or_else(String::new, |day| format!(", next review by {day}"));
    let outcome = args.outcome;
    terminal.say(&format!(
        "{} reviewed by {by} on {today}: {outcome}{next}; commit the file to put it on record",
        document.id
    ));
    Ok(Outcome::Clean)
}

fn require_controlled(bound: &BoundDocument) -> Result<(), Failure> {
    if bound.document().is_controlled() {
        return Ok(());
    }
    Err(Failure::usage(format!("{} is a page: no approval or review is asked of it", bound.document().id)))
}

fn who(by: Option<&String>, session: &Session) -> Result<String, Failure> {
    let name = by.cloned().or_else(|| git::user_name(session.folder.path()));
    name.filter(|name| is_one_line(name))
        .ok_or_else(|| Failure::usage("say who with `--by NAME`; git's `user.name` is not set"))
}

/// Names and labels are one line that says something.
fn is_one_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// Returns the keys under which the book may write `field`, its own first.
fn field_names(field: &'static str, session: &Session) -> Vec<String> {
    if let Some(own) = session.config.documents.fields.get(field) {
        return vec![own.clone()];
    }
    let aliases = crate::load::ALIASES.iter().filter(|(_, ours)| *ours == field).map(|(alias, _)| (*alias).to_owned());
    std::iter::once(field.to_owned()).chain(aliases).collect()
}

fn as_strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn fingerprint_text(fingerprint: Digest) -> String {
    format!("sha256:{fingerprint}")
}

/// Reads the changed text as a build would.
fn leaf_of(bound: &BoundDocument, text: &str, session: &Session) -> Result<Leaf, Failure> {
    let file = SourceFile::text_file(bound.leaf.file.path().clone(), text);
    Ok(read_one(file, &session.config))
}

/// Writes the changed text, if reading it again gave what was meant.
fn write(bound: &BoundDocument, text: &str, is_as_meant: bool, session: &Session) -> Result<(), Failure> {
    let path = bound.leaf.file.path();
    if !is_as_meant {
        return Err(Failure::usage(format!(
            "the front matter of {path} could not be changed safely and was left as it is; run `policybook check`, mend it, and try again"
        )));
    }
    replace_file(&session.folder.path().join(path.as_str()), text)
        .map_err(|error| Failure::impossible(format!("{path}: {error}")))
}
