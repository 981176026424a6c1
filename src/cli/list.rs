//! `list`: tables about the book.

use super::args::{Common, ListArgs, ListKind};
use super::as_at;
use super::failure::{Failure, Outcome};
use super::session::Session;
use super::table::Table;
use super::terminal::Terminal;
use crate::book::{Book, BoundDocument, CoverageState};
use crate::history::HistoryState;
use crate::load::Memo;
use crate::model::{ControlRef, Date, Status};
use crate::pipeline::Prepared;

/// Runs the command.
pub(super) fn run(args: &ListArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let prepared = session.prepare(&tree, &Memo::default());
    if let Some(day) = args.as_at {
        let (table, line) = as_at::table(&session, &prepared, args, day)?;
        terminal.data(&table.print(args))?;
        terminal.say(&format!("{} {line}", rows(&table)));
        return Ok(Outcome::Clean);
    }
    let (book, today) = (&prepared.book, session.today);
    let table = match args.kind {
        ListKind::Documents => documents(book, today),
        ListKind::Due => due(book, today, |days_left| days_left <= i32::from(session.config.reviews.due_soon_days)),
        ListKind::Stale => due(book, today, |days_left| days_left < 0),
        ListKind::Controls => controls(book, today, |_| true),
        ListKind::Gaps => {
            controls(book, today, |state| matches!(state, CoverageState::DraftOnly | CoverageState::Uncovered))
        }
        ListKind::Releases => releases(book),
        ListKind::Findings => findings(&prepared),
    };
    let is_cut_off = !matches!(book.history, HistoryState::Complete | HistoryState::NoCommits);
    if args.kind == ListKind::Releases && is_cut_off {
        terminal.insist("the releases are unknown: the history cannot be read whole (`policybook check` says why)");
        return Ok(Outcome::NoHistory);
    }
    terminal.data(&table.print(args))?;
    if !args.json && !args.csv {
        terminal.say(&rows(&table));
    }
    Ok(Outcome::Clean)
}

fn rows(table: &Table) -> String {
    let rows = table.len();
    format!("{rows} row{}", if rows == 1 { "" } else { "s" })
}

fn text(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

fn documents(book: &Book, today: Date) -> Table {
    let mut table = Table::new(&["id", "type", "title", "version", "status", "owner", "next_review", "path"]);
    for bound in &book.documents {
        let document = bound.document();
        table.add([
            Some(document.id.to_string()),
            Some(document.document_type.to_string()),
            Some(document.title.clone()),
            document.version.clone(),
            document.is_controlled().then(|| document.status.to_string()),
            document.owner.clone(),
            text(bound.leaf.next_review(today)),
            Some(bound.leaf.file.path().to_string()),
        ]);
    }
    table
}

fn due(book: &Book, today: Date, is_listed: impl Fn(i32) -> bool) -> Table {
    let mut rows: Vec<(Date, &BoundDocument)> = book
        .documents
        .iter()
        .filter_map(|bound| Some((bound.leaf.next_review(today)?, bound)))
        .filter(|(date, _)| is_listed(date.days_since(today)))
        .collect();
    rows.sort_by(|a, b| (a.0, &a.1.document().id).cmp(&(b.0, &b.1.document().id)));
    let mut table = Table::new(&["next_review", "days_left", "id", "title", "owner"]);
    for (date, bound) in rows {
        let document = bound.document();
        table.add([
            Some(date.to_string()),
            Some(date.days_since(today).to_string()),
            Some(document.id.to_string()),
            Some(document.title.clone()),
            document.owner.clone(),
        ]);
    }
    table
}

fn controls(book: &Book, today: Date, is_listed: impl Fn(CoverageState) -> bool) -> Table {
    let mut table = Table::new(&["framework", "id", "kind", "state", "title", "documents"]);
    for framework in &book.frameworks {
        for control in framework.controls.iter().filter(|control| !control.is_informative) {
            let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
            let state = book.coverage(&target, today);
            if !is_listed(state) {
                continue;
            }
            let mut documents: Vec<String> = book
                .satisfactions(&target)
                .iter()
                .map(|satisfaction| book.documents[satisfaction.document].document())
                .filter(|document| document.status != Status::Retired)
                .map(|document| document.id.to_string())
                .collect();
            documents.dedup();
            table.add([
                Some(framework.id.clone()),
                Some(control.id.clone()),
                Some(control.kind.to_string()),
                Some(state.as_str().to_owned()),
                Some(control.title.clone()),
                (!documents.is_empty()).then(|| documents.join(" ")),
            ]);
        }
    }
    table
}

fn releases(book: &Book) -> Table {
    let columns =
        ["name", "date", "on_branch", "documents", "added", "changed", "removed", "renamed", "commit", "message"];
    let mut table = Table::new(&columns);
    let count = |list: usize| Some(list.to_string());
    for release in book.releases.iter().rev() {
        let tag = &release.tag;
        let first_line = tag.message.as_ref().and_then(|message| message.lines().next()).map(str::to_owned);
        table.add([
            Some(tag.name.clone()),
            text(tag.date),
            Some(release.tag.is_on_branch.to_string()),
            count(release.documents),
            count(release.added.len()),
            count(release.changed.len()),
            count(release.removed.len()),
            count(release.renamed.len()),
            Some(tag.commit.to_string()),
            first_line,
        ]);
    }
    table
}

fn findings(prepared: &Prepared) -> Table {
    let mut table = Table::new(&["severity", "rule", "place", "document", "message"]);
    for finding in &prepared.settled.findings {
        let place = finding.place.as_ref();
        table.add([
            Some(finding.severity.to_string()),
            Some(finding.rule.name.to_owned()),
            place.map(|place| format!("{}:{}:{}", place.path, place.start.line, place.start.column)),
            finding.document.clone(),
            Some(finding.message.clone()),
        ]);
    }
    table
}
