//! Which statement of applicability was in force when, as the branch knew it.

use std::collections::BTreeSet;

use super::calendar::Calendar;
use super::shape::StatementStanding;
use crate::model::{Date, Statement};

/// How the statement stood; the statements by their places in the list of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StatementStood {
    pub(super) standing: StatementStanding,
    pub(super) in_force: Option<(usize, Date)>,
    pub(super) on_branch: Option<usize>,
}

/// Returns from which day on the statement stood how; nothing where there was none.
///
/// `all` are the files that the branch had, oldest first: nothing within where one
/// could not be read. The decisions in force are those of the first file with the
/// newest record of an approval: who changes a decision and leaves the record as it
/// was has approved nothing.
pub(super) fn statement_days(
    all: &[(usize, Option<Option<Statement>>)],
    calendar: &Calendar,
    today: Date,
) -> Vec<(Date, Option<StatementStood>)> {
    let days: Vec<Option<Date>> = all.iter().map(|(step, _)| calendar.day_of(*step)).collect();
    let mut rows = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let Some(first) = *day else { continue };
        let next = days.get(at + 1).copied().flatten();
        if next == Some(first) {
            continue;
        }
        let known = &all[..=at];
        let approvals = known.iter().filter_map(|(_, file)| file.as_ref()?.as_ref()?.approved_on);
        let mut turns: BTreeSet<Date> = approvals.chain([first]).collect();
        turns.retain(|day| *day >= first && next.is_none_or(|next| *day < next) && *day <= today);
        rows.extend(turns.into_iter().map(|day| (day, stood(known, &days, day))));
    }
    rows
}

fn stood(known: &[(usize, Option<Option<Statement>>)], days: &[Option<Date>], day: Date) -> Option<StatementStood> {
    let (_, newest) = known.last()?;
    let newest = newest.as_ref()?;
    // What stood before the file was taken away does not come back with another.
    let begin = known.iter().rposition(|(_, file)| file.is_none()).map_or(0, |gone| gone + 1);
    let readable =
        || known.iter().enumerate().skip(begin).filter_map(|(at, (_, file))| Some((at, file.as_ref()?.as_ref()?)));
    let is_approved =
        |statement: &Statement| statement.approved_by.is_some() && statement.approved_on.is_some_and(|on| on <= day);
    let record = readable().rfind(|(_, statement)| is_approved(statement)).map(|(_, statement)| record(statement));
    let first = record.and_then(|wanted| readable().find(|(_, statement)| self::record(statement) == wanted));
    let in_force = first.and_then(|(at, statement)| {
        let from = statement.approved_on?.max(days[at]?);
        Some((at, from))
    });
    let standing = match (newest, in_force) {
        (None, _) => StatementStanding::Unknown,
        (Some(_), Some(_)) => StatementStanding::InForce,
        (Some(_), None) => StatementStanding::NotApproved,
    };
    Some(StatementStood {
        standing,
        in_force: in_force.filter(|_| standing == StatementStanding::InForce),
        on_branch: newest.as_ref().map(|_| known.len() - 1),
    })
}

/// Returns what tells one approval from another: a new label alone approves nothing.
fn record(statement: &Statement) -> (Option<&str>, Option<Date>, &str) {
    (statement.approved_by.as_deref(), statement.approved_on, statement.framework.as_str())
}
