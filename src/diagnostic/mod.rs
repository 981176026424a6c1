//! What is wrong, where, and what to do about it; and how to print that.
//!
//! A [`Finding`] is something that the author of a book can mend. It is made
//! through its [`Rule`] and collected in [`Findings`]; nothing stops at the
//! first. The printers at the end turn a settled list into text for a terminal
//! or a format that another program reads.

mod finding;
mod rule;
mod settle;

mod github;
mod json;
mod junit;
mod nearest;
mod sarif;
mod schema;
mod text;

pub use finding::{Finding, Findings, Place};
pub use nearest::nearest;
pub(crate) use rule::rules;
pub use rule::{Rule, Severity};
pub use settle::{Allowance, AllowanceScope, Counts, Level, Levels, Settled};

pub use github::print_github;
pub use json::print_json;
pub use junit::print_junit;
pub use sarif::print_sarif;
pub use text::{Colours, print_text};
