//! Words typed by a person, turned into runs of the pipeline.
//!
//! `args` holds what can be typed, `dispatch` leads to one file for each command.
//! This room asks the calendar, once, and is the only one that prints; data go to
//! stdout, talk to stderr.

#![allow(
    clippy::disallowed_methods,
    reason = "the rim: words of a person, the calendar, the environment and the terminal"
)]

mod args;
mod args_host;
mod args_parse;
mod diff;
mod dispatch;
mod failure;
mod terminal;
mod theme;
mod witnesses;

mod session;
mod table;

mod ack;
mod ack_check;
mod ack_commits;
mod ack_desk;
mod ack_file_schema;
mod ack_import;
mod ack_import_commits;
mod ack_remind;
mod ack_report;
mod ack_retention;
mod ack_sign;
mod approve;
mod as_at;
mod build;
mod check;
mod clock;
mod completions;
mod doctor;
mod explain;
mod front_matter_edit;
mod history;
mod host;
mod host_place;
mod host_socket;
mod host_ways;
mod impact;
mod impact_lines;
mod impact_markdown;
mod impact_text;
mod init;
mod list;
mod log;
mod log_backup;
mod log_export;
mod mail;
mod new;
mod past;
mod preview_page;
mod preview_server;
mod receipt;
mod record;
mod review;
mod serve;
mod starter;

pub use dispatch::main;
