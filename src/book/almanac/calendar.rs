//! On which days the branch held which of its commits.

use crate::history::Step;
use crate::model::Date;

/// From a day on, the newest step that the branch had at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Date,
    /// Nothing where it is unknown which.
    pub(super) step: Option<usize>,
}

/// The days of the steps.
#[derive(Debug)]
pub(super) struct Calendar {
    /// Ascending by day, and those that are known by step.
    pub(super) spans: Vec<Span>,
    pub(super) is_beginning_undated: bool,
}

impl Calendar {
    /// Gives each step its day. No step came to the branch before the one that it
    /// stands on, whatever its date says. A step without a date, or with one that has
    /// not come on `today`, leaves unknown what the branch held until the next. The
    /// first step that counts is `first`.
    pub(super) fn new(steps: &[Step], first: usize, today: Date) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        let mut is_undated = false;
        let mut put = |span: Span| {
            if spans.last().is_some_and(|last| last.from >= span.from) {
                spans.pop();
            }
            spans.push(span);
        };
        let mut latest: Option<Date> = None;
        for (at, step) in steps.iter().enumerate() {
            let date = day(step, today);
            is_undated = date.is_none();
            match (date, latest) {
                (Some(date), _) => {
                    let day = latest.map_or(date, |latest| latest.max(date));
                    latest = Some(day);
                    put(Span { from: day, step: Some(at) });
                }
                (None, Some(latest)) => put(Span { from: latest, step: None }),
                (None, None) => {}
            }
        }
        if is_undated && !steps.is_empty() {
            // The folder is on it today, whenever it came.
            put(Span { from: today, step: Some(steps.len() - 1) });
        }
        let begins = spans.iter().position(|span| span.step.is_some_and(|step| step >= first)).unwrap_or(spans.len());
        let reached = spans.get(begins).and_then(|span| span.step).unwrap_or(first);
        let is_beginning_undated = steps[first..reached].iter().any(|step| day(step, today).is_none());
        Self { spans: spans.split_off(begins), is_beginning_undated }
    }

    /// Returns the first day at whose end the branch is known to have held a step;
    /// nothing for a step after the last.
    pub(super) fn day_of(&self, step: usize) -> Option<Date> {
        let reaches = |span: &&Span| span.step.is_some_and(|at| at >= step);
        self.spans.iter().find(reaches).map(|span| span.from)
    }

    /// Returns the newest step that the branch is known to have held at the end of a day.
    pub(super) fn step_on(&self, day: Date) -> Option<usize> {
        let to = self.spans.partition_point(|span| span.from <= day);
        self.spans[..to].iter().rev().find_map(|span| span.step)
    }
}

/// Returns the date of a step, unless it cannot be true. East of here it may be
/// tomorrow already.
fn day(step: &Step, today: Date) -> Option<Date> {
    step.date.filter(|date| date.days_since(today) <= 1).map(|date| date.min(today))
}
