#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "tests touch the disk, start the program, and stop at the first wrong answer"
)]
//! All tests of policybook, in one binary.

mod check;
mod git;
mod harness;
mod house;
mod markdown;
