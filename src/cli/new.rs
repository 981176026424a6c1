//! `new`: a document with complete front matter.

use std::collections::BTreeSet;

use super::args::{Common, NewArgs};
use super::failure::{Failure, Outcome};
use super::front_matter_edit::yaml_text;
use super::session::Session;
use super::terminal::Terminal;
use crate::disk::create_file;
use crate::load::Memo;
use crate::model::{DocumentId, DocumentType};
use crate::source::BookPath;

/// Runs the command.
pub(super) fn run(args: &NewArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let book = session.prepare(&tree, &Memo::default()).book;
    let ids: BTreeSet<String> = book.documents.iter().map(|bound| bound.document().id.to_string()).collect();
    let title = args.title.trim();
    if title.is_empty() {
        return Err(Failure::usage("the title is empty"));
    }
    let id = match &args.id {
        Some(id) if DocumentId::declared(id).is_none() => {
            return Err(Failure::usage(format!("`{id}` is no id: use ASCII letters, digits, `-`, `_`, `.` and `/`")));
        }
        Some(id) if ids.contains(id) => {
            return Err(Failure::usage(format!("the id `{id}` belongs to another document")));
        }
        Some(id) => id.clone(),
        None => next_id(args.document_type, &ids),
    };
    let below = match &args.path {
        Some(path) if path.ends_with(".md") => path.clone(),
        Some(path) => format!("{}/{}.md", path.trim_end_matches('/'), file_stem(title)),
        None => format!("{}/{}.md", args.document_type.plural(), file_stem(title)),
    };
    let path = BookPath::new(format!("{}/{below}", session.config.book.src).trim_start_matches('/'))
        .map_err(|error| Failure::usage(format!("`{below}`: {error}")))?;
    let text = document_text(args, &id, title, &session);
    create_file(&session.folder.path().join(path.as_str()), &text).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::usage(format!("{path} is there already")),
        _ => Failure::impossible(format!("{path}: {error}")),
    })?;
    terminal.data(&format!("{path}\n"))?;
    terminal.say(&format!("wrote {id}, a draft; `policybook approve {id}` when it is decided"));
    Ok(Outcome::Clean)
}

/// Returns a file name for a title: its letters and digits of every script in
/// lower case, hyphens for the rest.
fn file_stem(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_lowercase).collect())
        .collect();
    let mut stem: String = words.join("-").chars().take(80).collect();
    stem.truncate(stem.trim_end_matches('-').len());
    if stem.is_empty() { "document".to_owned() } else { stem }
}

/// Returns the next free id of a type: one above the highest number in use.
fn next_id(document_type: DocumentType, ids: &BTreeSet<String>) -> String {
    let prefix = match document_type {
        DocumentType::Policy => "POL",
        DocumentType::Standard => "STD",
        DocumentType::Procedure => "PRC",
        DocumentType::Guideline => "GDL",
        DocumentType::Plan => "PLN",
        DocumentType::Register => "REG",
        DocumentType::Record => "REC",
        DocumentType::Page => "PAGE",
    };
    let numbers = ids.iter().filter_map(|id| id.strip_prefix(prefix)?.strip_prefix('-')?.parse::<u32>().ok());
    format!("{prefix}-{:03}", numbers.max().unwrap_or_default() + 1)
}

fn document_text(args: &NewArgs, id: &str, title: &str, session: &Session) -> String {
    let title = yaml_text(title);
    if args.document_type == DocumentType::Page {
        return format!("---\ntitle: {title}\n---\n\nWrite the page here.\n");
    }
    let owner = yaml_text(args.owner.as_deref().unwrap_or("Information Security Manager"));
    let cycle = session.config.reviews.cycle;
    let kind = args.document_type;
    format!(
        "---\nid: {id}\ntitle: {title}\ntype: {kind}\nversion: \"0.1\"\nstatus: draft\nowner: {owner}\n\
         review_every: {cycle}\nclassification: internal\naudience: [all-staff]\n\
         changes:\n  - {{ version: \"0.1\", summary: First draft, material: true }}\n---\n\n\
         ## Purpose\n\nSay in a sentence or two what this {kind} is for.\n\n\
         ## Scope\n\nSay whom and what it covers.\n\n\
         ## Rules\n\nSay what must be done, by whom and by when. A heading claims the control that its section\n\
         satisfies, for example `## Granting access {{satisfies=\"A.5.18\"}}`.\n\n\
         ## Evidence\n\nSay what is kept to show that it was done.\n"
    )
}
