//! What was in force on each day since the branch began, from git alone.
//!
//! [`Almanac`] (`shape`) keeps what changed and from which day on, and `at_day`
//! answers for one day. It is made in `make`: the commits of the branch get their
//! days (`calendar`), each with its settings and frameworks (`epochs`); the files of
//! each commit are followed from one to the next (`threads`), and each thread of texts
//! tells which of them was in force when (`register`), as the decisions of the
//! statement do (`statement`). Last, day by day, claims become coverage (`sweep`).
//! A day is told as its branch knew it: what a later commit recorded does not change
//! what readers were shown. `docs/decisions/0022-as-at-a-day.md` gives the reasons.

mod shape;

mod calendar;
mod epochs;
mod register;
mod statement;
mod threads;

mod interned;
mod make;
mod sweep;

mod at_day;

pub use at_day::{AtDay, NoDay};
pub use make::AlmanacSources;
pub use shape::{
    Almanac, AlmanacDecision, AlmanacEdition, AlmanacEntry, AlmanacRow, AlmanacStatement, AlmanacText, BranchDay,
    DocumentDays, EntryState, Standing, StatementRow, StatementStanding,
};
