//! `approve`: writes an approval into a document's front matter.

use super::args::{ApproveArgs, Common};
use super::failure::{Failure, Outcome};
use super::front_matter_edit::FrontMatterEdit;
use super::history::find_document;
use super::record::{as_strs, field_names, fingerprint_text, is_one_line, leaf_of, require_controlled, who, write};
use super::session::Session;
use super::terminal::Terminal;
use crate::load::Memo;
use crate::model::Status;

/// Runs the command.
pub(super) fn run(args: &ApproveArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
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
