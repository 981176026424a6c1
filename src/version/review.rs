//! What the texts of the past say of reviews: days that moved without one, and what
//! changed after one.

use super::life::Life;
use super::state::State;
use crate::history::Revision;
use crate::model::{Date, Declared, Review};

/// A day of review that was moved to a later one, with no record of a review and no
/// approval that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedDay {
    /// The day before. Where the text gave none, the day that followed from its
    /// approvals and reviews.
    pub from: Date,
    /// Whether the text gave that day itself.
    pub was_written: bool,
    /// The day now.
    pub to: Date,
    /// The rows of the history that moved it, newest first; nothing stands for a move
    /// that is not committed.
    pub rows: Vec<Option<usize>>,
}

impl Life {
    /// Returns how `last_reviewed` came to be as late as it is in `now`, the text as
    /// it stands today, when no review and no approval stands behind it.
    pub fn moved_last_review(&self, now: &Declared, today: Date) -> Option<MovedDay> {
        let (moved, before) = self.moved(now, |text| text.last_reviewed, Declared::renewed_on)?;
        (!is_renewed(now, before, today)).then_some(moved)
    }

    /// Returns the same of `next_review`. A review may have been recorded before the
    /// day was moved, but not before the old day was written.
    pub fn moved_next_review(&self, now: &Declared, today: Date) -> Option<MovedDay> {
        let day = |text: &Declared| text.next_review_override;
        let (moved, before) = self.moved(now, day, Declared::next_review)?;
        let texts = self.texts(now);
        let since = texts.iter().skip_while(|(_, text)| !std::ptr::eq(*text, before));
        let written =
            since.map(|(_, text)| *text).take_while(|text| moved.was_written && day(text) == Some(moved.from));
        (!is_renewed(now, written.last().unwrap_or(before), today)).then_some(moved)
    }

    /// Returns the rows that changed what a reader reads after `review`, a record of
    /// `now`, newest first; nothing stands for changes that are not committed. Empty
    /// when the text is the one that was reviewed, or has been approved since.
    ///
    /// What was reviewed is the text that was written by the end of that day, as the
    /// authors of `rows` date it: a review before the merge is how branches are worked
    /// on. A commit that changed the text and wrote the review down did both together.
    pub fn changed_after_review(
        &self,
        now: &Declared,
        review: &Review,
        rows: &[Revision],
        today: Date,
    ) -> Vec<Option<usize>> {
        let mut texts: Vec<(Option<&State>, &Declared)> = vec![(None, now)];
        texts.extend(self.states.iter().filter_map(|state| Some((Some(state), state.declared.as_deref()?))));
        let has_record = |text: &Declared| text.reviews.iter().any(|other| other.is_same_record(review));
        let came_at = texts.iter().take_while(|(_, text)| has_record(text)).count().saturating_sub(1);
        let is_changed_at = |at: usize| texts.get(at + 1).is_some_and(|(_, before)| before.prose != texts[at].1.prose);
        let is_reviewed = |at: usize| {
            let written = texts[at].0.map_or(Some(today), |state| written_on(state, rows));
            written.is_some_and(|day| day <= review.on) || (at == came_at && is_changed_at(at))
        };
        let reviewed = (0..texts.len()).find(|&at| is_reviewed(at)).unwrap_or(texts.len() - 1);
        let text = texts[reviewed].1;
        if text.prose == now.prose || now.is_approved_since(text) {
            return Vec::new();
        }
        (0..reviewed).filter(|&at| is_changed_at(at)).map(|at| texts[at].0.map(|state| state.row)).collect()
    }

    /// Returns how the day that `day` gives of a text came to be as late as it is in
    /// `now`, and the last text that had an earlier one. A text that gives none has
    /// the one that `implied` says; with neither there was nothing to move.
    fn moved<'a>(
        &'a self,
        now: &'a Declared,
        day: impl Fn(&Declared) -> Option<Date>,
        implied: impl Fn(&Declared) -> Option<Date>,
    ) -> Option<(MovedDay, &'a Declared)> {
        let to = day(now)?;
        let texts = self.texts(now);
        // The way here may have led over a still later day.
        let at = texts.iter().position(|(_, text)| day(text).is_none_or(|day| day < to))?;
        let before = texts[at].1;
        let written = day(before);
        let from = written.or_else(|| implied(before)).filter(|from| *from < to)?;
        let steps = texts[..=at].windows(2).filter(|pair| day(pair[0].1) != day(pair[1].1));
        let rows = steps.map(|pair| pair[0].0).collect();
        Some((MovedDay { from, was_written: written.is_some(), to, rows }, before))
    }

    /// Returns `now` and the texts before it that can be read, newest first, each with
    /// the row that brought it.
    fn texts<'a>(&'a self, now: &'a Declared) -> Vec<(Option<usize>, &'a Declared)> {
        let past = self.states.iter().filter_map(|state| Some((Some(state.row), state.declared.as_deref()?)));
        std::iter::once((None, now)).chain(past).collect()
    }
}

/// Returns the day on which the last of the commits that make up a state was written.
fn written_on(state: &State, rows: &[Revision]) -> Option<Date> {
    let days = state.rows.iter().filter_map(|&row| rows.get(row)?.by.date);
    days.max().or(state.landing.date)
}

/// Returns whether `now` has an approval, or a record of a review that lets the text
/// stand, which `before` had not: one that is no older than the last that it had.
fn is_renewed(now: &Declared, before: &Declared, today: Date) -> bool {
    let last = before.renewed_on();
    let is_new = |review: &&Review| !before.reviews.iter().any(|other| other.is_same_record(review));
    let mut new = now.reviews.iter().filter(is_new);
    let is_review =
        new.any(|review| review.lets_text_stand() && review.on <= today && last.is_none_or(|last| review.on >= last));
    is_review || now.is_approved_since(before)
}
