//! `ack sign`: acknowledges a text with a signed commit, where no service runs.

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::process::Command;

use super::ack_commits::rows_at;
use super::ack_file_schema::AckFile;
use super::args_host::AckSignArgs;
use super::failure::{Failure, Outcome};
use super::impact::no_merge_base;
use super::session::Session;
use super::terminal::Terminal;
use crate::diagnostic::nearest;
use crate::git::{self, merge_base};

/// Runs the command.
pub(super) fn run(args: &AckSignArgs, session: &Session, terminal: Terminal) -> Result<Outcome, Failure> {
    let root = session.folder.path();
    let person = match &args.person {
        Some(person) => person.clone(),
        None => git::user_email(root).ok_or_else(|| {
            Failure::usage("git does not know your e-mail address: set `git config user.email`, or write `--as`")
        })?,
    };
    // What counts is the text that everybody has, not the one in the folder.
    let here = merge_base(root, Some("HEAD")).map_err(no_merge_base)?;
    let rows = rows_at(session, &here.head, &here.folder, &here.store)?;
    let row = rows.iter().find(|row| row.id == args.document).ok_or_else(|| {
        let near = nearest(&args.document, rows.iter().map(|row| row.id.as_str()));
        Failure::usage(match near {
            Some(near) => format!("`{}` is not asked to be acknowledged; did you mean `{near}`?", args.document),
            None if rows.is_empty() => {
                "the last commit asks for no acknowledgement: a document is asked for once it is approved and its front \
                 matter says `acknowledge`"
                    .to_owned()
            }
            None => format!("`{}` is not asked to be acknowledged; {} documents are", args.document, rows.len()),
        })
    })?;
    let file = AckFile::of(row, &person);
    let path = file.path().ok_or_else(|| Failure::usage(format!("`{person}` cannot be part of a file's name")))?;
    let full = root.join(path.as_str());
    if full.exists() {
        return Err(Failure::usage(format!("{path} is there already: you have acknowledged this text")));
    }
    terminal.insist(&format!("{} {} {}\n{}", row.id, row.title, row.version, row.statement.text));
    if !args.yes && !agrees(&person)? {
        terminal.insist("nothing was written");
        return Ok(Outcome::Findings);
    }
    let failed = |error: std::io::Error| Failure::impossible(format!("{path}: {error}"));
    if let Some(folder) = full.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(&full, file.to_text()).map_err(failed)?;
    if args.no_commit {
        terminal.say(&format!("{path} is written; it counts once a commit that you sign brings it, and nothing else"));
        return Ok(Outcome::Clean);
    }
    commit(root, path.as_str(), &format!("Acknowledge {} {}", row.id, row.version))?;
    terminal.say(&format!(
        "{path} is committed; it counts once it is on the main branch, by a merge that keeps the commit"
    ));
    Ok(Outcome::Clean)
}

/// Asks the person at the terminal.
fn agrees(person: &str) -> Result<bool, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::usage("nobody is at the terminal to confirm that; write `--yes`"));
    }
    let mut talk = std::io::stderr();
    let _ = write!(talk, "Sign that as {person}? [y/N] ");
    let _ = talk.flush();
    let mut answer = String::new();
    input.read_line(&mut answer).map_err(Failure::impossible)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// git makes the commit, with the key that it is set up for: this program holds none.
fn commit(root: &std::path::Path, path: &str, message: &str) -> Result<(), Failure> {
    let git = |words: &[&str]| {
        let output = Command::new("git").arg("-C").arg(root).args(words).output();
        let output = output.map_err(|error| Failure::impossible(format!("git cannot be started: {error}")))?;
        match output.status.success() {
            true => Ok(()),
            false => Err(Failure::impossible(format!(
                "{path} is written, and git did not commit it: {}\nset up a key with `git config gpg.format ssh` and `git \
                 config user.signingkey`, then `git add {path}` and `git commit -S`",
                String::from_utf8_lossy(&output.stderr).trim()
            ))),
        }
    };
    git(&["add", "--", path])?;
    git(&["commit", "--quiet", "--gpg-sign", "--only", "--message", message, "--", path])
}
