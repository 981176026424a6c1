//! The page on which a reader chooses a day. Without the script it lists the days on
//! which something changed, with what changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::data::reason;
use super::links::Links;
use crate::book::{Almanac, AlmanacRow, AlmanacText, EntryState, Standing, StatementStanding};
use crate::model::{Address, Date};
use crate::view::Views;
use crate::view::common::{href, text_of};
use crate::view::site::PageHead;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct AsAtView {
    /// The page's frame.
    pub page: PageHead,
    /// Why nothing is known; nothing when all is.
    pub unknown: Option<String>,
    /// The first day that can be told of.
    pub first: Option<String>,
    /// The last: that of the build.
    pub last: Option<String>,
    /// Whether the book was there on unknown days before the first.
    pub is_beginning_undated: bool,
    /// Where the branch's commit is unknown: the first day, and the next known.
    pub gaps: Vec<(String, Option<String>)>,
    /// The days on which something changed, newest first, by year.
    pub years: Vec<YearOfDays>,
}

/// The days of one year.
#[derive(Debug, Clone, Serialize)]
pub struct YearOfDays {
    /// The year.
    pub year: String,
    /// Its days, newest first.
    pub days: Vec<DayOfChanges>,
}

/// A day on which something changed.
#[derive(Debug, Clone, Serialize)]
pub struct DayOfChanges {
    /// The day.
    pub date: String,
    /// Documents that stood otherwise than the day before.
    pub documents: Vec<DocumentTurn>,
    /// Frameworks of which entries stood otherwise.
    pub frameworks: Vec<FrameworkTurn>,
    /// How the statement stood from then on, when that changed.
    pub statement: Option<String>,
}

/// A document that stood otherwise than the day before.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentTurn {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of the page with the text in force from the root; nothing when the
    /// site has none.
    pub href: Option<String>,
    /// What changed, in words.
    pub what: String,
}

/// Entries of a framework that became covered or ceased to be.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworkTurn {
    /// The framework's short title.
    pub title: String,
    /// The ids of the entries that were covered from then on.
    pub covered: Vec<String>,
    /// The ids of those that were no longer.
    pub lost: Vec<String>,
}

/// Returns whether the site has the page: when it reads the texts of the past.
pub fn has_days(views: &Views<'_>) -> bool {
    views.config.history.is_enabled && views.config.history.reads_texts
}

/// Returns the page.
pub fn as_at_view(views: &Views<'_>, almanac: &Almanac) -> AsAtView {
    let known = almanac.branch.iter().enumerate();
    let gaps = known.filter(|(_, span)| span.commit.is_none());
    let next = |at: usize| almanac.branch.get(at + 1).map(|span| span.from.to_string());
    AsAtView {
        page: PageHead::new(views, "As at a day", "as-at", &Address::of(["as-at"])),
        unknown: almanac.unknown.as_ref().map(reason),
        first: almanac.branch.first().map(|span| span.from.to_string()),
        last: text_of(almanac.last),
        is_beginning_undated: almanac.is_beginning_undated,
        gaps: gaps.map(|(at, span)| (span.from.to_string(), next(at))).collect(),
        years: years(views, almanac),
    }
}

fn years(views: &Views<'_>, almanac: &Almanac) -> Vec<YearOfDays> {
    let mut days: BTreeMap<Date, DayOfChanges> = BTreeMap::new();
    let mut on = |day: Date, add: &dyn Fn(&mut DayOfChanges)| {
        add(days.entry(day).or_insert_with(|| DayOfChanges {
            date: day.to_string(),
            documents: Vec::new(),
            frameworks: Vec::new(),
            statement: None,
        }));
    };
    let links = Links::new(views);
    let addresses = links.texts(almanac);
    for document in &almanac.documents {
        let mut before: Option<&AlmanacRow> = None;
        for (day, row) in &document.rows {
            if let Some((text, what)) = turn(almanac, before, row.as_ref()) {
                let shown = row.as_ref().and_then(|row| row.in_force).and_then(|text| addresses.get(&text));
                let turn = DocumentTurn {
                    id: text.map_or_else(|| document.id.clone(), |text| text.id.clone()),
                    title: text.map(|text| text.title.clone()).unwrap_or_default(),
                    href: shown.map(|address| href(address)),
                    what,
                };
                on(*day, &|changes| changes.documents.push(turn.clone()));
            }
            before = row.as_ref();
        }
    }
    for (day, turns) in framework_turns(almanac) {
        on(day, &|changes| changes.frameworks.clone_from(&turns));
    }
    for (day, words) in statement_turns(almanac) {
        on(day, &|changes| changes.statement = Some(words.clone()));
    }
    let mut years: Vec<YearOfDays> = Vec::new();
    for (day, changes) in days.into_iter().rev() {
        let year = day.year_month().0.to_string();
        match years.last_mut().filter(|last| last.year == year) {
            Some(last) => last.days.push(changes),
            None => years.push(YearOfDays { year, days: vec![changes] }),
        }
    }
    years
}

/// Says what changed for a document, and names the text that says most of it; nothing
/// when a reader of the register would not care.
fn turn<'a>(
    almanac: &'a Almanac,
    before: Option<&AlmanacRow>,
    now: Option<&AlmanacRow>,
) -> Option<(Option<&'a AlmanacText>, String)> {
    let text = |row: &AlmanacRow| row.in_force.or(row.on_branch).map(|text| &almanac.texts[text]);
    let version = |row: &AlmanacRow| text(row).and_then(|text| text.version.clone());
    let named =
        |row: &AlmanacRow| version(row).map_or_else(|| "its text".to_owned(), |label| format!("version {label}"));
    let words = |row: &AlmanacRow| text(row).and_then(|text| text.source.as_ref().map(|(_, words)| *words));
    let (before_text, now_text) = (before.and_then(text), now.and_then(text));
    let what = match (before, now) {
        (None, None) => return None,
        (Some(_), None) => "was taken away".to_owned(),
        (None, Some(row)) if row.standing == Standing::InForce => format!("{} in force", named(row)),
        (None, Some(row)) => standing_words(row.standing).to_owned(),
        (Some(old), Some(new)) => match (old.standing, new.standing) {
            (Standing::InForce, Standing::InForce) if words(old) == words(new) && version(old) == version(new) => {
                return None;
            }
            (Standing::InForce, Standing::InForce) => format!("{} in force, in place of {}", named(new), named(old)),
            (_, Standing::InForce) => format!("{} in force", named(new)),
            (Standing::InForce, _) => {
                format!("{}; no text in force any more, before it was {}", standing_words(new.standing), named(old))
            }
            (a, b) if a == b && version(old) == version(new) => return None,
            (_, standing) => standing_words(standing).to_owned(),
        },
    };
    Some((now_text.or(before_text), what))
}

/// Says how a document stood of which no text was in force.
fn standing_words(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in force",
        Standing::ToCome => "approved, its day to come",
        Standing::Draft => "draft",
        Standing::InReview => "in review",
        Standing::Incomplete => "approval incomplete",
        Standing::Changed => "changed since its approval",
        Standing::Retired => "retired",
        Standing::Unknown => "unknown: its text cannot be read",
    }
}

/// Returns, by day, which entries of the frameworks shown became covered, or ceased to be.
fn framework_turns(almanac: &Almanac) -> BTreeMap<Date, Vec<FrameworkTurn>> {
    let mut covered: BTreeMap<Date, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (entry, states) in almanac.states.iter().enumerate() {
        let mut was_covered = false;
        for (day, state) in states {
            let is_covered = *state == EntryState::Covered;
            if is_covered != was_covered {
                let day = covered.entry(*day).or_default();
                if is_covered {
                    day.0.insert(entry)
                } else {
                    day.1.insert(entry)
                };
            }
            was_covered = is_covered;
        }
    }
    let turns = |(day, (gained, lost)): (Date, (BTreeSet<usize>, BTreeSet<usize>))| {
        let to = almanac.shown.partition_point(|(from, _)| *from <= day);
        let shown = almanac.shown[..to].last().map(|(_, editions)| editions.as_slice()).unwrap_or_default();
        let turn = |&edition: &usize| {
            let edition = &almanac.editions[edition];
            let ids = |entries: &BTreeSet<usize>| -> Vec<String> {
                let of_it = edition.entries.iter().filter(|row| entries.contains(&row.entry));
                of_it.map(|row| almanac.entries[row.entry].control.clone()).collect()
            };
            FrameworkTurn { title: edition.title.clone(), covered: ids(&gained), lost: ids(&lost) }
        };
        let turns = shown.iter().map(turn).filter(|turn| !turn.covered.is_empty() || !turn.lost.is_empty());
        (day, turns.collect::<Vec<_>>())
    };
    let mut found: BTreeMap<Date, Vec<FrameworkTurn>> = covered.into_iter().map(turns).collect();
    for (day, turn) in frameworks_left(almanac) {
        found.entry(day).or_default().push(turn);
    }
    found.retain(|_, turns| !turns.is_empty());
    found
}

/// Returns what was covered of frameworks that left the site, as a framework may with
/// its last claim.
fn frameworks_left(almanac: &Almanac) -> Vec<(Date, FrameworkTurn)> {
    let mut found = Vec::new();
    for pair in almanac.shown.windows(2) {
        let [(_, before), (day, now)] = pair else { continue };
        let id = |edition: usize| almanac.editions[edition].framework.as_str();
        for &old in before.iter().filter(|&&old| now.iter().all(|&new| id(new) != id(old))) {
            let edition = &almanac.editions[old];
            let was_covered = |entry: usize| {
                let states = &almanac.states[entry];
                let to = states.partition_point(|(from, _)| from < day);
                states[..to].last().is_some_and(|(_, state)| *state == EntryState::Covered)
            };
            let lost = edition.entries.iter().filter(|row| was_covered(row.entry));
            let lost: Vec<String> = lost.map(|row| almanac.entries[row.entry].control.clone()).collect();
            if !lost.is_empty() {
                found.push((*day, FrameworkTurn { title: edition.title.clone(), covered: Vec::new(), lost }));
            }
        }
    }
    found
}

fn statement_turns(almanac: &Almanac) -> Vec<(Date, String)> {
    let mut turns: Vec<(Date, String)> = Vec::new();
    let mut before = None;
    for (day, row) in &almanac.statement_days {
        let words = row.as_ref().map_or_else(
            || "there was none any more".to_owned(),
            |row| match (row.standing, row.in_force.map(|at| &almanac.statements[at])) {
                (StatementStanding::InForce, Some(statement)) => {
                    let label =
                        statement.version.as_ref().map_or_else(String::new, |label| format!("version {label}, "));
                    let by = statement.approved_by.as_deref().unwrap_or_default();
                    format!(
                        "{label}approved by {by} on {}, in force",
                        text_of(statement.approved_on).unwrap_or_default()
                    )
                }
                (StatementStanding::Unknown, _) => "unknown: the file cannot be read".to_owned(),
                (StatementStanding::NotApproved | StatementStanding::InForce, _) => "not approved".to_owned(),
            },
        );
        let key = row.as_ref().map(|row| (row.standing.as_str(), row.in_force));
        // That there is none yet is no change.
        if before.as_ref() != Some(&key) && !(row.is_none() && before.is_none()) {
            turns.push((*day, words));
        }
        before = Some(key);
    }
    turns
}
