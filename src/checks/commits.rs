//! Commits as findings name them.

use crate::book::BoundDocument;

/// So many commits are named; the history has the others.
const NAMED_MAX: usize = 5;

/// Returns the commits of these rows of a document's history: `0123456789
/// (2026-04-01, Ann Author), …`. A row that is nothing stands for changes that are
/// not committed.
pub(super) fn named(bound: &BoundDocument, rows: impl IntoIterator<Item = Option<usize>>) -> String {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let Some(row) = row else {
            names.push("changes that are not committed".to_owned());
            continue;
        };
        let Some(revision) = bound.revisions.get(row) else { continue };
        let date = revision.by.date.map_or_else(|| "date unknown".to_owned(), |date| date.to_string());
        names.push(format!("{} ({date}, {})", revision.by.commit.short(), revision.by.author.name));
    }
    let more = names.len().saturating_sub(NAMED_MAX);
    names.truncate(NAMED_MAX);
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
