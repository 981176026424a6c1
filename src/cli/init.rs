//! `init`: starts a book with the starter policies, and never overwrites.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use super::args::{Common, InitArgs};
use super::failure::{Failure, Outcome};
use super::starter::{empty_files, starter_files};
use super::terminal::Terminal;
use crate::disk::{create_file, find_book};

/// Runs the command.
pub(super) fn run(args: &InitArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let dir = common.book.as_deref().map_or_else(|| args.dir.clone(), |book| book.join(&args.dir));
    if dir.join("book.toml").exists() {
        return Err(Failure::usage(format!("{} is a book already; nothing was changed", dir.display())));
    }
    let existing = std::path::absolute(&dir).map_err(Failure::impossible)?;
    let existing = existing.ancestors().find(|folder| folder.is_dir()).and_then(find_book);
    if let Some(outer) = existing {
        return Err(Failure::usage(format!(
            "{} lies in the book {}; start another outside of it",
            dir.display(),
            outer.display()
        )));
    }
    let organisation = match &args.organisation {
        Some(name) => name.clone(),
        None => ask_organisation(),
    };
    let files = if args.empty { empty_files(&organisation) } else { starter_files(&organisation) };
    let (mut written, mut kept) = (0, Vec::new());
    for (path, text) in &files {
        match create_file(&dir.join(path), text) {
            Ok(()) => written += 1,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => kept.push(path.as_str()),
            Err(error) => return Err(Failure::impossible(format!("{}: {error}", dir.join(path).display()))),
        }
    }
    terminal.say(&format!("wrote {written} files in {}", dir.display()));
    if !kept.is_empty() {
        terminal.say(&format!("left as they were: {}", kept.join(", ")));
    }
    let change_folder = if dir == Path::new(".") { String::new() } else { format!("cd {} && ", dir.display()) };
    terminal.say(&format!(
        "every policy is a draft: read it, change it, then `policybook approve ID`\nnext: {change_folder}policybook serve"
    ));
    Ok(Outcome::Clean)
}

/// Asks for the organisation's name on a terminal; elsewhere takes a plain one.
fn ask_organisation() -> String {
    const PLAIN: &str = "Our organisation";
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return PLAIN.to_owned();
    }
    let _ = write!(io::stderr(), "name of the organisation [{PLAIN}]: ");
    let _ = io::stderr().flush();
    let mut line = String::new();
    let _ = io::stdin().lock().read_line(&mut line);
    if line.trim().is_empty() { PLAIN.to_owned() } else { line.trim().to_owned() }
}
