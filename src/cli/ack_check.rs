//! `ack check`: which acknowledgements by signed commits count.

use super::ack_commits::check;
use super::args_host::AckCheckArgs;
use super::failure::{Failure, Outcome};
use super::session::Session;
use super::terminal::Terminal;

/// Runs the command: one that does not count is a finding.
pub(super) fn run(args: &AckCheckArgs, session: &Session, terminal: Terminal) -> Result<Outcome, Failure> {
    let checked = check(session, args.base.as_deref())?;
    let mut lines = String::new();
    for (path, result) in &checked {
        lines += &match result {
            Ok(ack) => format!("counts   {path}  {} {}  {}\n", ack.file.person, ack.commit.short(), ack.key),
            Err(why) => format!("REFUSED  {path}: {why}\n"),
        };
    }
    terminal.data(&lines)?;
    let bad = checked.iter().filter(|(_, result)| result.is_err()).count();
    terminal.say(&format!("{} acknowledgements, of which {bad} do not count", checked.len()));
    Ok(if bad == 0 { Outcome::Clean } else { Outcome::Findings })
}
