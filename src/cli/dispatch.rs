//! From words to a command.

use std::process::ExitCode;

use clap::Parser as _;

use super::args::{Cli, Command};
use super::failure::{Failure, Outcome, exit_code};
use super::terminal::Terminal;
use super::{
    ack, approve, build, check, completions, diff, doctor, explain, history, host, impact, init, list, log, new,
    receipt, review, serve, theme,
};

/// Runs the program with the words of its command line and returns its exit status.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = Terminal::new(&cli.common);
    let ending = run(&cli, terminal);
    match &ending {
        Err(Failure::Usage(message) | Failure::Impossible(message)) => terminal.insist(&format!("error: {message}")),
        Ok(_) | Err(Failure::ReaderGone) => {}
    }
    exit_code(&ending)
}

fn run(cli: &Cli, terminal: Terminal) -> Result<Outcome, Failure> {
    let common = &cli.common;
    match &cli.command {
        Command::Init(args) => init::run(args, common, terminal),
        Command::New(args) => new::run(args, common, terminal),
        Command::Build(args) => build::run(args, common, terminal),
        Command::Check(args) => check::run(args, common, terminal),
        Command::Serve(args) => serve::run(args, common, terminal),
        Command::Host(args) => host::run(args, common, terminal),
        Command::Doctor(args) => doctor::run(args, common, terminal),
        Command::Log(args) => log::run(args, common, terminal),
        Command::Receipt(args) => receipt::run(args, terminal),
        Command::Ack(args) => ack::run(args, common, terminal),
        Command::List(args) => list::run(args, common, terminal),
        Command::History(args) => history::run(args, common, terminal),
        Command::Diff(args) => diff::run(args, common, terminal),
        Command::Impact(args) => impact::run(args, common, terminal),
        Command::Review(args) => review::run(args, common, terminal),
        Command::Approve(args) => approve::run(args, common, terminal),
        Command::Theme(args) => theme::run(args, common, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Completions(args) => completions::run(args, terminal),
    }
}
