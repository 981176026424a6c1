//! All tests of policybook, in one binary.

#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "tests touch the disk, start the program, and stop at the first wrong answer"
)]

mod ack;
mod ack_commits;
mod acknowledgements;
mod as_at;
mod author;
mod browser;
mod build;
mod check;
mod cli;
mod git;
mod harness;
mod headers;
mod host;
mod house;
mod impact;
mod ledger;
mod literal_past;
mod markdown;
mod navigation;
mod obligations;
mod own_theme;
mod preview;
mod publish;
mod redline;
mod reminders;
mod repository;
mod reviews;
mod roster;
mod scratch;
mod search;
mod signature;
mod signing;
mod tls;
mod versions;
mod words;
mod zone;
