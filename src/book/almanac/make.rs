//! From the branch to the almanac, in order.

use rayon::prelude::*;

use super::calendar::Calendar;
use super::epochs::{Epochs, MissingText};
use super::register::{self, stood};
use super::shape::{Almanac, BranchDay, DocumentDays};
use super::statement::statement_days;
use super::sweep::{Rows, RowsOfOne, Sweep};
use super::threads::{Thread, threads};
use crate::book::records::Records;
use crate::config::Config;
use crate::history::{HistoryState, Step, Texts};
use crate::model::{CommitId, Date};

/// What an almanac is made from.
pub struct AlmanacSources<'a> {
    /// How much of the history there is.
    pub state: &'a HistoryState,
    /// The commit that is checked out.
    pub head: Option<&'a CommitId>,
    /// The store with the branch and its texts.
    pub texts: &'a dyn Texts,
    /// What the texts say, as far as it is known.
    pub records: &'a Records,
    /// The book's folder from the top of the repository; empty at the top.
    pub folder: &'a str,
    /// Today's settings, for commits without any.
    pub config: &'a Config,
    /// The last day of the almanac.
    pub today: Date,
}

impl Almanac {
    /// Reads what was in force on each day. Of a history that is not there to the last
    /// commit and text nothing is told: what is missing may be what was in force.
    pub fn read(sources: &AlmanacSources<'_>) -> Self {
        let unknown = |state: HistoryState| Self { unknown: Some(state), ..Self::default() };
        if *sources.state != HistoryState::Complete {
            return unknown(sources.state.clone());
        }
        let line = sources.head.and_then(|head| sources.texts.line(head, sources.folder));
        let Some(line) = line else {
            return unknown(HistoryState::MissingObject("a commit or folder of the branch".to_owned()));
        };
        Self::of(&line.steps, sources).unwrap_or_else(|missing| {
            let commit = line.steps[missing.step].commit.short();
            unknown(HistoryState::MissingObject(format!("the text of `{}` at commit {commit}", missing.path)))
        })
    }

    fn of(steps: &[Step], sources: &AlmanacSources<'_>) -> Result<Self, MissingText> {
        let mut almanac = Self { last: Some(sources.today), ..Self::default() };
        let Some(first) = steps.iter().position(|step| !step.changes.is_empty()) else { return Ok(almanac) };
        let epochs = Epochs::read(steps, sources.texts, sources.config, sources.today)?;
        let calendar = Calendar::new(steps, first, sources.today);
        let threads = threads(steps, &epochs, sources.records, sources.texts)?;
        let settings = |step: usize| &epochs.settings[epochs.at[step].0];
        let told = register::Sources {
            steps,
            calendar: &calendar,
            texts: sources.texts,
            records: sources.records,
            folder: sources.folder,
            settings: &settings,
            today: sources.today,
        };
        let mut rows: Vec<(DocumentDays, RowsOfOne)> = threads
            .par_iter()
            .map(|thread| (document(thread), stood(thread, &told)))
            .filter(|(_, rows)| rows.iter().any(|(_, row)| row.is_some()))
            .collect();
        rows.sort_by(|(a, _), (b, _)| (a.id.to_lowercase(), &a.path).cmp(&(b.id.to_lowercase(), &b.path)));
        let (documents, rows): (Vec<DocumentDays>, Rows) = rows.into_iter().unzip();
        almanac.documents = documents;
        almanac.is_beginning_undated = calendar.is_beginning_undated;
        let day = |span: &super::calendar::Span| BranchDay {
            from: span.from,
            commit: span.step.map(|step| steps[step].commit.clone()),
        };
        almanac.branch = calendar.spans.iter().map(day).collect();
        let statements = statement_days(&epochs.statements, &calendar, sources.today);
        Sweep { epochs: &epochs, calendar: &calendar, statements: &statements }.fill(&rows, &mut almanac);
        Ok(almanac)
    }
}

fn document(thread: &Thread) -> DocumentDays {
    let newest = thread.moments.last();
    let path = newest.filter(|moment| moment.text.is_some()).map(|moment| moment.path.clone());
    let records = thread.moments.iter().rev().filter_map(|moment| moment.text.as_ref()?.record.as_ref());
    let controlled = records.filter(|record| record.declared.document_type.is_controlled());
    let id = controlled.map(|record| record.declared.id.to_string()).next().unwrap_or_default();
    DocumentDays { id, path, rows: Vec::new() }
}
