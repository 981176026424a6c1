//! The answer for one day.

use super::shape::{
    Almanac, AlmanacDecision, AlmanacEdition, AlmanacEntry, AlmanacRow, AlmanacStatement, AlmanacText, DocumentDays,
    EntryState, Standing, StatementRow,
};
use crate::history::HistoryState;
use crate::model::{CommitId, Date};

/// Why nothing can be said of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDay {
    /// It has not come.
    #[error("{day} is in the future: today is {today}")]
    Future {
        /// The day that was asked for.
        day: Date,
        /// Today.
        today: Date,
    },
    /// The branch had no file of the book.
    #[error("on {day} the branch had no file of this book: its first commit with one is of {first}")]
    BeforeFirst {
        /// The day that was asked for.
        day: Date,
        /// The first day of the branch with the book.
        first: Date,
    },
    /// There was no commit with a file of the book.
    #[error("no commit of the branch has a file of this book")]
    NoBook,
    /// Commits of that time give no date that can be true.
    #[error("what the branch held on {day} is unknown: commits of that time give no date that can be true")]
    Undated {
        /// The day that was asked for.
        day: Date,
    },
    /// The history is not complete.
    #[error("what was in force on {day} is unknown")]
    Unknown {
        /// The day that was asked for.
        day: Date,
        /// What is the matter with the history.
        state: HistoryState,
    },
}

/// The book as it stood at the end of one day.
#[derive(Debug, Clone, Copy)]
pub struct AtDay<'a> {
    almanac: &'a Almanac,
    day: Date,
    /// The commit that the branch held.
    pub commit: &'a CommitId,
}

impl Almanac {
    /// Returns the book as it stood at the end of a day.
    ///
    /// # Errors
    /// [`NoDay`], when nothing can be said of it.
    pub fn on(&self, day: Date) -> Result<AtDay<'_>, NoDay> {
        if let Some(state) = &self.unknown {
            return Err(NoDay::Unknown { day, state: state.clone() });
        }
        if let Some(today) = self.last.filter(|today| day > *today) {
            return Err(NoDay::Future { day, today });
        }
        let first = self.branch.first().ok_or(NoDay::NoBook)?.from;
        if day < first {
            return Err(match self.is_beginning_undated {
                true => NoDay::Undated { day },
                false => NoDay::BeforeFirst { day, first },
            });
        }
        let to = self.branch.partition_point(|span| span.from <= day);
        let commit = self.branch[..to].last().and_then(|span| span.commit.as_ref());
        Ok(AtDay { almanac: self, day, commit: commit.ok_or(NoDay::Undated { day })? })
    }
}

impl<'a> AtDay<'a> {
    /// Returns the documents of the register with how they stood, ordered by id.
    pub fn documents(self) -> impl Iterator<Item = (&'a DocumentDays, &'a AlmanacRow)> {
        let row = move |document: &'a DocumentDays| Some((document, held(&document.rows, self.day)?.as_ref()?));
        self.almanac.documents.iter().filter_map(row)
    }

    /// Returns the text that the register shows for a row: that in force, else that on
    /// the branch.
    pub fn text(self, row: &AlmanacRow) -> Option<&'a AlmanacText> {
        row.in_force.or(row.on_branch).map(|text| &self.almanac.texts[text])
    }

    /// Returns the text on the branch, when another was in force.
    pub fn other_text(self, row: &AlmanacRow) -> Option<&'a AlmanacText> {
        row.in_force.and(row.on_branch).map(|text| &self.almanac.texts[text])
    }

    /// Returns the frameworks that the book showed, in order.
    pub fn frameworks(self) -> impl Iterator<Item = &'a AlmanacEdition> {
        let shown = held(&self.almanac.shown, self.day);
        shown.into_iter().flatten().map(move |&edition| &self.almanac.editions[edition])
    }

    /// Returns the id of an entry of a framework.
    pub fn entry_id(self, entry: &AlmanacEntry) -> &'a str {
        &self.almanac.entries[entry.entry].control
    }

    /// Returns how an entry stood.
    pub fn state(self, entry: &AlmanacEntry) -> EntryState {
        held(&self.almanac.states[entry.entry], self.day).copied().unwrap_or(EntryState::Unknown)
    }

    /// Returns the ids of the documents that claimed an entry: with their texts in
    /// force, and only with others.
    pub fn claimants(self, entry: &AlmanacEntry) -> (Vec<&'a str>, Vec<&'a str>) {
        let (mut in_force, mut others) = (Vec::new(), Vec::new());
        for (_, row) in self.documents() {
            let claims = |text: Option<usize>| {
                let text = text.map(|text| &self.almanac.texts[text]);
                text.filter(|text| text.claims.binary_search(&entry.entry).is_ok())
            };
            if let Some(text) = claims(row.in_force) {
                in_force.push(text.id.as_str());
            } else if let Some(text) = claims(row.on_branch).filter(|_| row.standing != Standing::Retired) {
                others.push(text.id.as_str());
            }
        }
        (in_force, others)
    }

    /// Returns how the statement of applicability stood; nothing when there was none.
    pub fn statement(self) -> Option<&'a StatementRow> {
        held(&self.almanac.statement_days, self.day)?.as_ref()
    }

    /// Returns a statement that a row names.
    pub fn statement_text(self, at: usize) -> &'a AlmanacStatement {
        &self.almanac.statements[at]
    }

    /// Returns the decisions of a statement, each with the id of its entry.
    pub fn decisions(self, statement: &'a AlmanacStatement) -> impl Iterator<Item = (&'a str, &'a AlmanacDecision)> {
        let decision = move |&at: &usize| {
            let decision = &self.almanac.decisions[at];
            (self.almanac.entries[decision.entry].control.as_str(), decision)
        };
        statement.decisions.iter().map(decision)
    }
}

/// Returns what held on a day, if the list reaches back to it.
fn held<T>(list: &[(Date, T)], day: Date) -> Option<&T> {
    let to = list.partition_point(|(from, _)| *from <= day);
    list[..to].last().map(|(_, value)| value)
}
