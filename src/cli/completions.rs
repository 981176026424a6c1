//! `completions`: what a shell needs to complete our commands.

use clap::CommandFactory as _;

use super::args::{Cli, CompletionsArgs};
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;

/// Runs the command.
pub(super) fn run(args: &CompletionsArgs, terminal: Terminal) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "policybook", &mut script);
    terminal.data(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
