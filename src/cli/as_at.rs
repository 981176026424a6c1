//! `list --as-at`: tables about the book as it stood at the end of a day.

use std::sync::Arc;

use super::args::{ListArgs, ListKind};
use super::failure::Failure;
use super::session::{Session, Then};
use super::table::Table;
use crate::book::{AtDay, EntryState, NoDay, StatementStanding};
use crate::git::store;
use crate::history::HistoryState;
use crate::load::Memo;
use crate::model::Date;
use crate::pipeline::Prepared;
use crate::source::SourceTree;

/// Returns the table that was asked for, and a line about the day.
///
/// # Errors
/// When the day cannot be told of, or the table is none of another day.
pub(super) fn table(
    session: &Session,
    prepared: &Prepared,
    args: &ListArgs,
    day: Date,
) -> Result<(Table, String), Failure> {
    require_kind(args.kind)?;
    require_texts(session)?;
    let at_day = prepared.almanac(&session.config, session.today).on(day).map_err(told)?;
    let mut table = match args.kind {
        ListKind::Controls => controls(at_day, |_| true),
        ListKind::Gaps => controls(at_day, |state| !matches!(state, EntryState::Covered | EntryState::Excluded)),
        _ => documents(at_day),
    };
    if !args.json && !args.csv {
        // What a terminal has no room for.
        table.leave_out(&["type", "owner", "approved_on", "recorded_later", "path", "commit", "kind"]);
    }
    let statement = at_day.statement().map(|row| match row.standing {
        StatementStanding::InForce => "the statement of applicability was in force",
        StatementStanding::NotApproved => {
            "the statement of applicability was not approved, so that it excluded nothing"
        }
        StatementStanding::Unknown => "the statement of applicability cannot be read",
    });
    let statement = statement.filter(|_| args.kind != ListKind::Documents);
    let day = format!("as at the end of {day}, commit {}", at_day.commit.short());
    Ok((table, [Some(day.as_str()), statement].into_iter().flatten().collect::<Vec<_>>().join("; ")))
}

/// Returns the book as the branch had it at the end of `day`, and its files. What is
/// said of it is said as on that day.
///
/// # Errors
/// When the day cannot be told of, or git cannot give its files.
pub(super) fn at_day(session: &Session, tree: &SourceTree, day: Date) -> Result<(Session, SourceTree), Failure> {
    let prepared = session.prepare(tree, &Memo::default());
    let commit = prepared.almanac(&session.config, session.today).on(day).map_err(told)?.commit.clone();
    let store = Arc::new(store(session.folder.path()));
    let (mut then, tree) = session.at_commit(Then { commit, folder: prepared.folder.clone(), store })?;
    then.today = day;
    then.as_at = Some(day);
    Ok((then, tree))
}

/// Fails when the book leaves its past unread.
pub(super) fn require_texts(session: &Session) -> Result<(), Failure> {
    if session.config.history.is_enabled && session.config.history.reads_texts {
        return Ok(());
    }
    Err(Failure::usage("the texts of the past are not read: `[history]` in `book.toml` says so"))
}

fn require_kind(kind: ListKind) -> Result<(), Failure> {
    match kind {
        ListKind::Documents | ListKind::Controls | ListKind::Gaps => Ok(()),
        ListKind::Due | ListKind::Stale | ListKind::Releases | ListKind::Findings => Err(Failure::usage(
            "`--as-at` shows `documents`, `controls` and `gaps`; `policybook build --as-at` shows the rest",
        )),
    }
}

/// Says why nothing can be said of a day. A day that can be told of instead can be
/// typed; a history that is not there can not.
pub(super) fn told(error: NoDay) -> Failure {
    match &error {
        NoDay::Future { .. } | NoDay::BeforeFirst { .. } | NoDay::NoBook => Failure::usage(error),
        NoDay::Undated { .. } => Failure::impossible(error),
        NoDay::Unknown { state, .. } => Failure::impossible(match state {
            HistoryState::Shallow { .. } => format!(
                "{error}: the clone is cut off; fetch the rest with `git fetch --unshallow`, or let the build service \
                 clone all of the history (`fetch-depth: 0` at GitHub, `GIT_DEPTH: \"0\"` at GitLab)"
            ),
            HistoryState::NoRepository => format!("{error}: the book is in no git repository"),
            HistoryState::NoCommits => format!("{error}: nothing is committed yet"),
            HistoryState::MissingObject(what) => format!("{error}: a part of the repository is missing: {what}"),
            HistoryState::ForeignOwner(what) | HistoryState::Unreadable(what) => format!("{error}: {what}"),
            HistoryState::Complete => error.to_string(),
        }),
    }
}

fn text(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

fn documents(day: AtDay<'_>) -> Table {
    let columns = [
        "id",
        "type",
        "title",
        "standing",
        "version",
        "in_force_from",
        "in_force_until",
        "approved_by",
        "approved_on",
        "owner",
        "on_branch",
        "recorded_later",
        "path",
        "commit",
    ];
    let mut table = Table::new(&columns);
    for (_, row) in day.documents() {
        let Some(shown) = day.text(row) else { continue };
        let other = day.other_text(row).map(|other| match &other.version {
            Some(version) => format!("{version} {}", other.status),
            None => other.status.to_string(),
        });
        table.add([
            Some(shown.id.clone()),
            Some(shown.document_type.to_string()),
            Some(shown.title.clone()),
            Some(row.standing.as_str().to_owned()),
            shown.version.clone(),
            text(row.from),
            text(row.until),
            shown.approved_by.clone(),
            text(shown.approved_on),
            shown.owner.clone(),
            other,
            row.recorded_later.clone(),
            Some(shown.path.to_string()),
            shown.source.as_ref().map(|(commit, _)| commit.to_string()),
        ]);
    }
    table
}

fn controls(day: AtDay<'_>, is_listed: impl Fn(EntryState) -> bool) -> Table {
    let mut table = Table::new(&["framework", "id", "kind", "state", "title", "documents", "not_in_force"]);
    for framework in day.frameworks() {
        for entry in &framework.entries {
            let state = day.state(entry);
            if !is_listed(state) {
                continue;
            }
            let (in_force, others) = day.claimants(entry);
            let joined = |ids: &[&str]| (!ids.is_empty()).then(|| ids.join(" "));
            table.add([
                Some(framework.framework.clone()),
                Some(day.entry_id(entry).to_owned()),
                Some(entry.kind.to_string()),
                Some(state.as_str().to_owned()),
                Some(entry.title.clone()),
                joined(&in_force),
                joined(&others),
            ]);
        }
    }
    table
}
