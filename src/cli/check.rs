//! `check`: the same findings as `build`, and nothing is written.

use std::collections::BTreeSet;
use std::time::Instant;

use super::args::{CheckArgs, Common, Format};
use super::failure::{Failure, Outcome};
use super::session::{Session, counts_text, outcome};
use super::terminal::Terminal;
use crate::diagnostic::{print_github, print_json, print_junit, print_sarif, print_text};
use crate::git::{self, QuestionError};
use crate::history::{HistoryState, WorkState, work_states};
use crate::load::Memo;
use crate::pipeline::{Prepared, all_rules};
use crate::source::{BookPath, SourceState, SourceTree};

/// Runs the command.
pub(super) fn run(args: &CheckArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let mut session = Session::open(common)?;
    session.require_config(terminal)?;
    session.require_source()?;
    let dest = session.dest_dir(None);
    session.read_published(args.published.as_deref(), &dest)?;
    let tree = session.read_tree()?;
    let Prepared { book, mut settled, .. } = session.prepare(&tree, &Memo::default());
    if let Some(revision) = &args.since {
        // The git library may not come back from a store that is damaged.
        if let HistoryState::MissingObject(what) = &book.history {
            return Err(Failure::impossible(format!("a part of the repository is missing: {what}")));
        }
        let changed = changed_since(&session, &tree, revision)?;
        let all = settled.findings.len();
        // What is about the book as a whole, such as a cut-off history, is about every change.
        settled =
            settled.limited_to(|finding| finding.place.as_ref().is_none_or(|place| changed.contains(&place.path)));
        let left_out = all - settled.findings.len();
        if left_out > 0 {
            terminal.say(&format!("left out: {left_out} findings in files that are as `{revision}` has them"));
        }
    }
    let report = match args.format {
        Format::Text => print_text(&settled, &tree, terminal.data_colours()),
        Format::Json => print_json(&settled, &session.today.to_string()),
        Format::Sarif => print_sarif(&settled, &all_rules()),
        Format::Github => print_github(&settled),
        Format::Junit => print_junit(&settled),
    };
    terminal.data(&report)?;
    terminal.say(&format!("{}, {} ms", counts_text(&settled), started.elapsed().as_millis()));
    Ok(outcome(&settled, args.fail_on))
}

/// Returns the files whose text differs from what `revision` holds.
fn changed_since(session: &Session, tree: &SourceTree, revision: &str) -> Result<BTreeSet<BookPath>, Failure> {
    let (then, store) = git::files_at(session.folder.path(), revision).map_err(|error| match error {
        QuestionError::UnknownRevision(_) => Failure::usage(error),
        QuestionError::Unreadable(_) => Failure::impossible(error),
    })?;
    let texts = tree.files().filter(|file| matches!(file.state(), SourceState::Text(_)));
    let now = texts.map(|file| (file.path().clone(), file.text().as_bytes())).collect();
    let states = work_states(&then, &now, &store);
    Ok(states.into_iter().filter(|(_, state)| *state != WorkState::Clean).map(|(path, _)| path).collect())
}
