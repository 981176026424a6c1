//! What a signature proves, held against git and ssh-keygen themselves.

mod garbage;
mod list;
mod others;
mod verdicts;
