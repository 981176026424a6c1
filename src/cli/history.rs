//! `history`: the revisions of one document.

use super::args::{Common, HistoryArgs, ListArgs, ListKind};
use super::failure::{Failure, Outcome};
use super::session::Session;
use super::table::Table;
use super::terminal::Terminal;
use crate::book::{Archive, Book, BoundDocument};
use crate::diagnostic::nearest;
use crate::history::{HistoryState, WorkState};
use crate::load::Memo;
use crate::view::{FindingIndex, Views, revision_rows};

/// Runs the command.
pub(super) fn run(args: &HistoryArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let prepared = session.prepare(&tree, &Memo::default());
    let bound = find_document(&prepared.book, &args.id)?;
    require_history(&prepared.book.history)?;
    let by_document = FindingIndex::default();
    let archive = Archive::new(prepared.store.as_ref(), &prepared.folder, &session.config, session.today);
    let views = Views {
        book: &prepared.book,
        config: &session.config,
        settled: &prepared.settled,
        by_document: &by_document,
        archive: &archive,
        today: session.today,
    };
    let mut table = Table::new(&["date", "commit", "kind", "version", "author", "summary", "path"]);
    for row in revision_rows(&views, bound) {
        let path = match row.renamed_from {
            Some(from) => format!("{from} -> {}", row.path),
            None => row.path,
        };
        let commit = if args.json { row.commit } else { row.short };
        let date = row.date.or_else(|| (!args.json).then(|| "unknown".to_owned()));
        table.add([
            date,
            Some(commit),
            Some(row.kind.to_owned()),
            row.version,
            Some(row.author),
            Some(row.summary),
            Some(path),
        ]);
    }
    terminal.data(&table.print(&ListArgs { kind: ListKind::Documents, json: args.json, csv: false, as_at: None }))?;
    match bound.work_state {
        Some(WorkState::Modified) => terminal.say("the file has changes that are not committed"),
        Some(WorkState::Untracked) => terminal.say("the file is not in git yet"),
        Some(WorkState::Clean) | None => {}
    }
    if bound.revisions.is_empty() {
        return Ok(Outcome::NoHistory);
    }
    if !bound.is_history_complete {
        terminal.insist("earlier revisions are unknown: this repository does not hold them");
        return Ok(Outcome::NoHistory);
    }
    Ok(Outcome::Clean)
}

/// Returns the document with this id, or at this path.
pub(super) fn find_document<'a>(book: &'a Book, id: &str) -> Result<&'a BoundDocument, Failure> {
    let path = id.trim_start_matches("./");
    if let Some(bound) = book.documents.iter().find(|bound| bound.leaf.file.path().as_str() == path) {
        return Ok(bound);
    }
    let by_id: Vec<&BoundDocument> =
        book.documents.iter().filter(|bound| bound.document().id.as_str().eq_ignore_ascii_case(id)).collect();
    match by_id.as_slice() {
        [] => {}
        [bound] => return Ok(bound),
        several => {
            let paths: Vec<&str> = several.iter().map(|bound| bound.leaf.file.path().as_str()).collect();
            return Err(Failure::usage(format!(
                "several documents have the id `{id}`: name one by its path: {}",
                paths.join(", ")
            )));
        }
    }
    let ids = book.documents.iter().map(|bound| bound.document().id.as_str());
    let hint = match nearest(id, ids) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`policybook list documents` shows all".to_owned(),
    };
    Err(Failure::usage(format!("no document has the id or path `{id}`; {hint}")))
}

fn require_history(state: &HistoryState) -> Result<(), Failure> {
    match state {
        HistoryState::Complete | HistoryState::Shallow { .. } => Ok(()),
        HistoryState::NoRepository => {
            Err(Failure::impossible("the book is in no git repository, so that it has no history"))
        }
        HistoryState::NoCommits => Err(Failure::impossible("nothing is committed yet, so that there is no history")),
        HistoryState::MissingObject(what) => {
            Err(Failure::impossible(format!("a part of the repository is missing: {what}")))
        }
        HistoryState::ForeignOwner(what) | HistoryState::Unreadable(what) => Err(Failure::impossible(what)),
    }
}
