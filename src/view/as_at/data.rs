//! `data/as-at.json`: what was in force on each day, in lists of what held from which
//! day on. `docs/reference/as-at.md` describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::links::Links;
use crate::book::{Almanac, AlmanacRow, AlmanacText, StatementRow};
use crate::history::HistoryState;
use crate::model::{Date, Implementation, Reason};
use crate::view::Views;
use crate::view::common::text_of;

/// The data file. A day is the place of a date in `days`, a text its place in
/// `texts`, and so on.
#[derive(Debug, Clone, Serialize)]
pub struct AsAtData {
    schema: &'static str,
    /// `complete` or `unknown`.
    state: &'static str,
    reason: Option<String>,
    last: Option<String>,
    is_beginning_undated: bool,
    days: Vec<String>,
    branch: Vec<(usize, Option<String>)>,
    documents: Vec<DocumentData>,
    texts: Vec<TextData>,
    entries: Vec<(String, String)>,
    frameworks: Vec<FrameworkData>,
    shown: Vec<(usize, Vec<usize>)>,
    states: Vec<Vec<(usize, &'static str)>>,
    statements: Vec<StatementData>,
    decisions: Vec<DecisionData>,
    statement: Vec<(usize, Option<StatementRowData>)>,
}

/// Standing, text in force, text on the branch, from, until, what was recorded later.
type RowData = (&'static str, Option<usize>, Option<usize>, Option<String>, Option<String>, Option<String>);

/// Standing, statement in force, statement on the branch, from.
type StatementRowData = (&'static str, Option<usize>, Option<usize>, Option<String>);

#[derive(Debug, Clone, Serialize)]
struct DocumentData {
    id: String,
    url: Option<String>,
    rows: Vec<(usize, Option<RowData>)>,
}

#[derive(Debug, Clone, Serialize)]
struct TextData {
    id: String,
    title: String,
    #[serde(rename = "type")]
    document_type: &'static str,
    path: String,
    version: Option<String>,
    status: &'static str,
    owner: Option<String>,
    approved_by: Option<String>,
    approved_on: Option<String>,
    claims: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct FrameworkData {
    id: String,
    title: String,
    entries: Vec<(usize, String, &'static str)>,
}

#[derive(Debug, Clone, Serialize)]
struct StatementData {
    framework: String,
    version: Option<String>,
    approved_by: Option<String>,
    approved_on: Option<String>,
    scope: Option<String>,
    decisions: Vec<usize>,
}

#[derive(Debug, Clone, Serialize)]
struct DecisionData {
    entry: usize,
    applicable: Option<bool>,
    reasons: Vec<&'static str>,
    justification: Option<String>,
    status: Option<&'static str>,
    owner: Option<String>,
}

impl AsAtData {
    /// Returns the data as JSON on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("plain rows of text and numbers always serialise")
    }
}

/// Returns the data file of an almanac.
pub fn as_at_data(views: &Views<'_>, almanac: &Almanac) -> AsAtData {
    let days = Days::of(almanac);
    let links = Links::new(views);
    let addresses = links.texts(almanac);
    let documents = almanac.documents.iter().map(|document| DocumentData {
        id: document.id.clone(),
        url: links.document(document).map(crate::model::Address::rooted),
        rows: document.rows.iter().map(|(day, row)| (days.number(*day), row.as_ref().map(row_data))).collect(),
    });
    let texts = almanac
        .texts
        .iter()
        .enumerate()
        .map(|(at, text)| TextData { url: addresses.get(&at).map(|address| address.rooted()), ..text_data(text) });
    let edition = |edition: &crate::book::AlmanacEdition| FrameworkData {
        id: edition.framework.clone(),
        title: edition.title.clone(),
        entries: edition.entries.iter().map(|row| (row.entry, row.title.clone(), row.kind.as_str())).collect(),
    };
    let branch = almanac.branch.iter();
    let states = almanac.states.iter();
    AsAtData {
        schema: "policybook-as-at/1",
        state: if almanac.unknown.is_some() { "unknown" } else { "complete" },
        reason: almanac.unknown.as_ref().map(reason),
        last: text_of(almanac.last),
        is_beginning_undated: almanac.is_beginning_undated,
        branch: branch.map(|span| (days.number(span.from), span.commit.as_ref().map(ToString::to_string))).collect(),
        documents: documents.collect(),
        texts: texts.collect(),
        entries: almanac.entries.iter().map(|entry| (entry.framework.clone(), entry.control.clone())).collect(),
        frameworks: almanac.editions.iter().map(edition).collect(),
        shown: almanac.shown.iter().map(|(day, editions)| (days.number(*day), editions.clone())).collect(),
        states: states
            .map(|states| states.iter().map(|(day, state)| (days.number(*day), state.as_str())).collect())
            .collect(),
        statements: almanac.statements.iter().map(statement_data).collect(),
        decisions: almanac.decisions.iter().map(decision_data).collect(),
        statement: almanac
            .statement_days
            .iter()
            .map(|(day, row)| (days.number(*day), row.as_ref().map(statement_row_data)))
            .collect(),
        days: days.list.iter().map(ToString::to_string).collect(),
    }
}

/// Says in a sentence why nothing is known.
pub(super) fn reason(state: &HistoryState) -> String {
    match state {
        HistoryState::Shallow { .. } => "the clone is cut off: what came before it may be what was in force".to_owned(),
        HistoryState::NoRepository => "the book is in no git repository".to_owned(),
        HistoryState::NoCommits => "nothing is committed yet".to_owned(),
        HistoryState::MissingObject(what) => format!("a part of the repository is missing: {what}"),
        HistoryState::ForeignOwner(what) | HistoryState::Unreadable(what) => what.clone(),
        HistoryState::Complete => "the history was not read".to_owned(),
    }
}

/// Every day on which something changes.
struct Days {
    list: Vec<Date>,
    numbers: BTreeMap<Date, usize>,
}

impl Days {
    fn of(almanac: &Almanac) -> Self {
        let mut all: BTreeSet<Date> = almanac.branch.iter().map(|span| span.from).collect();
        all.extend(almanac.documents.iter().flat_map(|document| document.rows.iter().map(|(day, _)| *day)));
        all.extend(almanac.shown.iter().map(|(day, _)| *day));
        all.extend(almanac.states.iter().flat_map(|states| states.iter().map(|(day, _)| *day)));
        all.extend(almanac.statement_days.iter().map(|(day, _)| *day));
        let list: Vec<Date> = all.into_iter().collect();
        Self { numbers: list.iter().enumerate().map(|(at, day)| (*day, at)).collect(), list }
    }

    fn number(&self, day: Date) -> usize {
        *self.numbers.get(&day).expect("every day of the almanac was collected")
    }
}

fn row_data(row: &AlmanacRow) -> RowData {
    let (from, until) = (text_of(row.from), text_of(row.until));
    (row.standing.as_str(), row.in_force, row.on_branch, from, until, row.recorded_later.clone())
}

fn statement_row_data(row: &StatementRow) -> StatementRowData {
    (row.standing.as_str(), row.in_force, row.on_branch, text_of(row.from))
}

fn text_data(text: &AlmanacText) -> TextData {
    TextData {
        id: text.id.clone(),
        title: text.title.clone(),
        document_type: text.document_type.as_str(),
        path: text.path.to_string(),
        version: text.version.clone(),
        status: text.status.as_str(),
        owner: text.owner.clone(),
        approved_by: text.approved_by.clone(),
        approved_on: text_of(text.approved_on),
        claims: text.claims.clone(),
        commit: text.source.as_ref().map(|(commit, _)| commit.to_string()),
        url: None,
    }
}

fn statement_data(statement: &crate::book::AlmanacStatement) -> StatementData {
    StatementData {
        framework: statement.framework.clone(),
        version: statement.version.clone(),
        approved_by: statement.approved_by.clone(),
        approved_on: text_of(statement.approved_on),
        scope: statement.scope.clone(),
        decisions: statement.decisions.clone(),
    }
}

fn decision_data(decision: &crate::book::AlmanacDecision) -> DecisionData {
    DecisionData {
        entry: decision.entry,
        applicable: decision.is_applicable,
        reasons: decision.reasons.iter().map(|reason: &Reason| reason.as_str()).collect(),
        justification: decision.justification.clone(),
        status: decision.status.map(Implementation::as_str),
        owner: decision.owner.clone(),
    }
}
