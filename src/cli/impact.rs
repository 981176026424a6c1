//! `impact`: what a change does to the book, from where it began to the folder as
//! it stands.

use std::sync::Arc;
use std::time::Instant;

use super::args::{Common, FailOn, ImpactArgs, ImpactFormat};
use super::failure::{Failure, Outcome};
use super::impact_markdown::markdown;
use super::impact_text::text;
use super::session::{Session, Then};
use super::terminal::Terminal;
use crate::book::Archive;
use crate::diagnostic::nearest;
use crate::git::{MergeBase, MergeBaseError, merge_base};
use crate::history::{HistoryState, WorkState, work_states};
use crate::load::{Memo, is_document_path};
use crate::pipeline::Prepared;
use crate::source::{BookPath, SourceState, SourceTree};
use crate::view::{FindingCounts, FindingIndex, Impact, ImpactBase, ImpactHead, Views};

/// Runs the command.
pub(super) fn run(args: &ImpactArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    session.require_source()?;
    let tree = session.read_tree()?;
    let prepared = session.prepare(&tree, &Memo::default());
    // The git library may not come back from a store that is damaged.
    if let HistoryState::MissingObject(what) = &prepared.book.history {
        return Err(Failure::impossible(format!("a part of the repository is missing: {what}")));
    }
    let base = merge_base(session.folder.path(), args.base.as_deref()).map_err(no_merge_base)?;
    let then = Then { commit: base.commit.clone(), folder: base.folder.clone(), store: Arc::clone(&base.store) };
    let (then, then_tree) = session.at_commit(then)?;
    let then_prepared = then.prepare(&then_tree, &Memo::default());
    let has_uncommitted = has_uncommitted(&session, &tree, &base);
    let by_document = FindingIndex::default();
    let (now_archive, then_archive) = (archive(&session, &prepared), archive(&then, &then_prepared));
    let impact = Impact::of(
        ImpactBase { name: base.name.clone(), tip: base.tip.to_string(), commit: base.commit.to_string() },
        ImpactHead {
            commit: base.head.to_string(),
            branch: base.branch.clone(),
            has_uncommitted,
            date: session.today.to_string(),
        },
        &views(&then, &then_prepared, &by_document, &then_archive),
        &views(&session, &prepared, &by_document, &now_archive),
    );
    let printed = match args.format {
        ImpactFormat::Text => text(&impact, terminal.data_colours()),
        ImpactFormat::Markdown => markdown(&impact),
        ImpactFormat::Json => impact.json(),
    };
    terminal.data(&printed)?;
    terminal.say(&format!("{} ms", started.elapsed().as_millis()));
    Ok(outcome(impact.findings.new_counts, args.fail_on))
}

fn archive<'a>(session: &'a Session, prepared: &'a Prepared) -> Archive<'a> {
    Archive::new(prepared.store.as_ref(), &prepared.folder, &session.config, session.today)
}

fn views<'a>(
    session: &'a Session,
    prepared: &'a Prepared,
    by_document: &'a FindingIndex<'a>,
    archive: &'a Archive<'a>,
) -> Views<'a> {
    Views {
        book: &prepared.book,
        config: &session.config,
        settled: &prepared.settled,
        by_document,
        archive,
        today: session.today,
    }
}

fn outcome(new: FindingCounts, fail_on: FailOn) -> Outcome {
    let is_reached = match fail_on {
        FailOn::Never => false,
        FailOn::Error => new.error > 0,
        FailOn::Warning => new.error + new.warning > 0,
    };
    if is_reached { Outcome::Findings } else { Outcome::Clean }
}

/// Returns whether a file of the book is not as the commit that is checked out has it.
fn has_uncommitted(session: &Session, tree: &SourceTree, base: &MergeBase) -> bool {
    let committed = base.store.files(&base.head, &base.folder).unwrap_or_default();
    let texts = tree.files().filter(|file| matches!(file.state(), SourceState::Text(_)));
    let now = texts.map(|file| (file.path().clone(), file.text().as_bytes())).collect();
    let has_other = work_states(&committed, &now, base.store.as_ref()).values().any(|state| *state != WorkState::Clean);
    let is_gone = |path: &BookPath| is_document_path(path, &session.config) && tree.get(path).is_none();
    has_other || committed.keys().any(is_gone)
}

/// Says why there is nothing to compare with, and the way out.
pub(super) fn no_merge_base(error: MergeBaseError) -> Failure {
    match &error {
        MergeBaseError::Unreadable(_) => Failure::impossible(error),
        MergeBaseError::CutOff => Failure::impossible(format!(
            "{error}; fetch the rest with `git fetch --unshallow`, or let the build service clone all of the history \
             (`fetch-depth: 0` at GitHub, `GIT_DEPTH: \"0\"` at GitLab)"
        )),
        MergeBaseError::Unrelated(_) => Failure::usage(format!("{error}; name the branch that the change goes to")),
        MergeBaseError::Unknown { name, known, is_shallow } => {
            let way_out = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if *is_shallow => "the clone is cut off: `git fetch --unshallow` brings the rest".to_owned(),
                None => "`git branch --all` and `git tag` list what there is".to_owned(),
            };
            Failure::usage(format!("{error}; {way_out}"))
        }
    }
}
