//! What came and went from one snapshot of a book to a later one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::book::{CoverageState, Snapshot, SnapshotDecision, SnapshotEntry, SnapshotFramework};

/// An entry of a framework as it stood.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct EntryRow {
    /// Short title of its framework.
    pub framework: String,
    /// Its id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// How it stood.
    pub state: &'static str,
    /// The ids of the documents that claimed it.
    pub documents: Vec<String>,
}

/// A decision that changed from one snapshot to the next.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct DecisionChange {
    /// The control's id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// The decision before, in words; nothing when there was none.
    pub before: Option<String>,
    /// The decision after.
    pub after: Option<String>,
}

/// Returns the row of an entry.
pub(super) fn entry_row(framework: &SnapshotFramework, entry: &SnapshotEntry) -> EntryRow {
    EntryRow {
        framework: framework.title.clone(),
        control: entry.control.clone(),
        title: entry.title.clone(),
        state: entry.state.as_str(),
        documents: entry.documents.clone(),
    }
}

/// Returns the entries that became covered, and those that ceased to be.
pub(super) fn covered_changes(before: &Snapshot, now: &Snapshot) -> (Vec<EntryRow>, Vec<EntryRow>) {
    let covered = |snapshot: &Snapshot| -> BTreeMap<(String, String), EntryRow> {
        let entries = snapshot.frameworks.iter().flat_map(|framework| {
            let covered = framework.entries.iter().filter(|entry| entry.state == CoverageState::Covered);
            covered.map(|found| ((framework.id.clone(), found.control.clone()), entry_row(framework, found)))
        });
        entries.collect()
    };
    let (old, new) = (covered(before), covered(now));
    let without = |these: &BTreeMap<(String, String), EntryRow>, others: &BTreeMap<_, _>| {
        these.iter().filter(|(key, _)| !others.contains_key(*key)).map(|(_, entry)| entry.clone()).collect()
    };
    (without(&new, &old), without(&old, &new))
}

/// Returns a decision in words.
pub(super) fn decision_words(row: &SnapshotDecision) -> String {
    match (row.is_applicable, row.status) {
        (None, _) => "not decided".to_owned(),
        (Some(false), _) => "excluded".to_owned(),
        (Some(true), None) => "applicable".to_owned(),
        (Some(true), Some(status)) => format!("applicable, {}", status.replace('-', " ")),
    }
}

/// Returns the decisions that are not the same in both.
pub(super) fn decision_changes(before: &Snapshot, now: &Snapshot) -> Vec<DecisionChange> {
    let rows = |snapshot: &Snapshot| -> BTreeMap<String, (String, String)> {
        let rows = snapshot.statement.iter().flat_map(|statement| &statement.rows);
        rows.map(|row| (row.control.clone(), (row.title.clone(), decision_words(row)))).collect()
    };
    let (old, new) = (rows(before), rows(now));
    let controls: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |control: &String| {
        let (was, is) = (old.get(control), new.get(control));
        let words = |row: Option<&(String, String)>| row.map(|(_, words)| words.clone());
        (words(was) != words(is)).then(|| DecisionChange {
            control: control.clone(),
            title: is.or(was).map(|(title, _)| title.clone()).unwrap_or_default(),
            before: words(was),
            after: words(is),
        })
    };
    controls.into_iter().filter_map(change).collect()
}
