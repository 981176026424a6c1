//! Why an entry that was covered is covered no longer.

use serde::Serialize;

use super::pairs::Pairs;
use crate::book::{Book, BoundDocument};
use crate::model::{ControlRef, Status};
use crate::view::Views;
use crate::view::snapshot_changes::EntryRow;

/// An entry that is covered no longer.
#[derive(Debug, Clone, Serialize)]
pub struct LostControl {
    /// Short title of its framework.
    pub framework: String,
    /// Its id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// How it stands now: `uncovered`, `draft-only` or `excluded`; nothing when the
    /// book does not show it any more.
    pub state: Option<&'static str>,
    /// The documents that covered it, and what became of them.
    pub through: Vec<LostThrough>,
}

/// A document that covered an entry.
#[derive(Debug, Clone, Serialize)]
pub struct LostThrough {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why it does not cover the entry any more.
    pub reason: &'static str,
}

/// Says why the entries of `rows` were lost.
pub(super) fn lost(rows: Vec<EntryRow>, pairs: &Pairs<'_>, before: &Views<'_>, after: &Views<'_>) -> Vec<LostControl> {
    rows.into_iter().map(|row| lost_one(row, pairs, before, after)).collect()
}

fn lost_one(row: EntryRow, pairs: &Pairs<'_>, before: &Views<'_>, after: &Views<'_>) -> LostControl {
    let framework = before.book.frameworks.iter().find(|framework| framework.short_title == row.framework);
    let framework = framework.map(|framework| framework.id.clone()).unwrap_or_default();
    let target = ControlRef { framework, control: row.control.clone() };
    let through = before.book.satisfactions(&target).iter().map(|satisfaction| satisfaction.document);
    let mut through: Vec<usize> = through.collect();
    through.dedup();
    let was_approved = |index: &usize| before.book.documents[*index].is_approved(before.today);
    let through = through.into_iter().filter(was_approved).map(|index| {
        let bound = &before.book.documents[index];
        let now = pairs.after(before.book, index).map(|pair| pair.after);
        LostThrough {
            id: bound.document().id.to_string(),
            title: bound.document().title.clone(),
            reason: now.map_or("removed", |now| reason(now, &target, after)),
        }
    });
    let is_shown = is_shown(after.book, &target);
    LostControl {
        state: is_shown.then(|| after.book.coverage(&target, after.today).as_str()),
        framework: row.framework,
        control: row.control,
        title: row.title,
        through: through.collect(),
    }
}

fn is_shown(book: &Book, target: &ControlRef) -> bool {
    book.framework(&target.framework).is_some_and(|framework| framework.control(&target.control).is_some())
}

fn reason(now: &BoundDocument, target: &ControlRef, after: &Views<'_>) -> &'static str {
    if !now.claims.iter().any(|(claimed, _)| claimed == target) {
        return "no longer claims it";
    }
    match now.document().status {
        Status::Draft => "is a draft only",
        Status::InReview => "is in review only",
        Status::Retired => "is retired",
        Status::Approved if now.is_changed_since_approval() => "was changed since its approval",
        Status::Approved if !now.is_approved(after.today) => "its approval is not complete",
        Status::Approved => "still claims it",
    }
}
