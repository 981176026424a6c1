//! The history of a document, as git knows it.

use serde::Serialize;

use super::Views;
use crate::book::BoundDocument;
use crate::history::{HistoryState, Revision, RevisionKind, WorkState};
use crate::markdown::hidden_characters;
use crate::model::Date;

/// What git knows of a document.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryView {
    /// Whether all revisions are known.
    pub is_complete: bool,
    /// Why nothing, or not everything, is known; absent when all is.
    pub remark: Option<&'static str>,
    /// Whether the working file differs from the last commit.
    pub work_state: Option<&'static str>,
    /// Revisions, newest first.
    pub revisions: Vec<RevisionRow>,
}

/// One revision.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionRow {
    /// The commit's id.
    pub commit: String,
    /// Its first ten digits.
    pub short: String,
    /// The author's date; unknown when git's is absurd.
    pub date: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// The first line of the message.
    pub summary: String,
    /// The file's path at that commit, from the top of the repository.
    pub path: String,
    /// The path before, when the commit moved the file.
    pub renamed_from: Option<String>,
    /// The version label of its text; unknown when it was not read.
    pub version: Option<String>,
    /// `added`, `modified`, `renamed`, `deleted` or `merged`.
    pub kind: &'static str,
}

/// Returns the history of `bound`.
pub(super) fn history_view(views: &Views<'_>, bound: &BoundDocument) -> HistoryView {
    let remark = match &views.book.history {
        HistoryState::Complete if bound.work_state == Some(WorkState::Untracked) => {
            Some("This file is not in git yet.")
        }
        HistoryState::Complete if !bound.is_history_complete => Some("Earlier revisions are unknown."),
        HistoryState::Complete => None,
        HistoryState::Shallow { .. } if bound.is_history_complete => None,
        HistoryState::Shallow { .. } => {
            Some("This site was built from a shallow clone: earlier revisions are unknown.")
        }
        HistoryState::MissingObject(_) => Some("A part of the repository could not be read: revisions are unknown."),
        HistoryState::NoRepository => Some("This book is in no git repository: its history is unknown."),
        HistoryState::NoCommits => Some("Nothing is committed yet: there is no history."),
        HistoryState::ForeignOwner(_) | HistoryState::Unreadable(_) => {
            Some("The repository could not be read: the history is unknown.")
        }
    };
    HistoryView {
        is_complete: bound.is_history_complete,
        remark,
        work_state: bound.work_state.and_then(|state| match state {
            WorkState::Clean => None,
            WorkState::Modified => Some("modified"),
            WorkState::Untracked => Some("untracked"),
        }),
        revisions: revision_rows(views, bound),
    }
}

/// Returns the revisions of `bound`, newest first.
pub fn revision_rows(views: &Views<'_>, bound: &BoundDocument) -> Vec<RevisionRow> {
    let labels = bound.life.labels.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    bound.revisions.iter().zip(labels).map(|(revision, label)| revision_row(views, revision, label)).collect()
}

fn revision_row(views: &Views<'_>, revision: &Revision, label: Option<&String>) -> RevisionRow {
    let (kind, renamed_from) = match &revision.kind {
        RevisionKind::Added => ("added", None),
        RevisionKind::Modified => ("modified", None),
        RevisionKind::Renamed { from } => ("renamed", Some(from.as_str().to_owned())),
        RevisionKind::Deleted => ("deleted", None),
        RevisionKind::Merged => ("merged", None),
    };
    let by = &revision.by;
    let author = match (&by.author.email, views.config.history.shows_emails) {
        (Some(email), true) => format!("{} <{email}>", by.author.name),
        _ => visible(&by.author.name),
    };
    RevisionRow {
        commit: by.commit.to_string(),
        short: by.commit.short().to_owned(),
        date: by.date.map(|date: Date| date.to_string()),
        author,
        summary: visible(&by.summary),
        path: revision.path.as_str().to_owned(),
        renamed_from,
        version: label.cloned(),
        kind,
    }
}

/// Returns a text of git with what nobody can see made visible: names and messages
/// come from anybody who ever wrote a commit.
pub(super) fn visible(text: &str) -> String {
    let hidden: Vec<char> = hidden_characters(text).map(|(_, character)| character).collect();
    if hidden.is_empty() {
        return text.to_owned();
    }
    text.replace(|c: char| hidden.contains(&c), "\u{FFFD}")
}
