//! `theme`: what the built-in theme has, and taking files of it into the book to change
//! them.

use super::args::{Common, ThemeArgs, ThemeCommand, ThemeEjectArgs};
use super::failure::{Failure, Outcome};
use super::session::Session;
use super::terminal::Terminal;
use crate::diagnostic::nearest;
use crate::disk::create_file;
use crate::source::SourceTree;
use crate::theme::{builtin_theme, ejected};

/// Runs the command.
pub(super) fn run(args: &ThemeArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    match &args.command {
        ThemeCommand::List => list(common, terminal),
        ThemeCommand::Eject(args) => eject(args, common, terminal),
    }
}

fn list(common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    let tree = session.read_tree()?;
    let builtin = builtin_theme();
    let mut lines: Vec<(String, &str)> = names(&builtin).map(|name| (name.to_owned(), "built in")).collect();
    for name in names(&tree) {
        match lines.iter_mut().find(|(known, _)| known == name) {
            Some(line) => line.1 = "the book's own, in place of the built-in one",
            None => lines.push((name.to_owned(), "the book's own")),
        }
    }
    lines.sort();
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let text: String = lines.iter().map(|(name, whose)| format!("{name:width$}  {whose}\n")).collect();
    terminal.data(&text)?;
    Ok(Outcome::Clean)
}

fn eject(args: &ThemeEjectArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let builtin = builtin_theme();
    let mut wanted = Vec::new();
    for name in &args.names {
        // `document.html` is enough where only one folder has it.
        let found =
            names(&builtin).find(|known| *known == name || known.split_once('/').is_some_and(|(_, own)| own == name));
        let Some(found) = found else {
            let known =
                names(&builtin).flat_map(|known| [Some(known), known.split_once('/').map(|(_, own)| own)]).flatten();
            let hint = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`policybook theme list` names them".to_owned(),
            };
            return Err(Failure::usage(format!("the built-in theme has no `{name}`; {hint}")));
        };
        wanted.push(found);
    }
    if args.print {
        for name in wanted {
            terminal.data(text_of(&builtin, name))?;
        }
        return Ok(Outcome::Clean);
    }
    let session = Session::open(common)?;
    for name in wanted {
        let path = format!("theme/{name}");
        let text = ejected(name, text_of(&builtin, name));
        create_file(&session.folder.path().join(&path), &text).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Failure::usage(format!(
                "{path} is there already; `policybook theme eject --print {name}` shows the built-in one"
            )),
            _ => Failure::impossible(format!("{path}: {error}")),
        })?;
        terminal.data(&format!("{path}\n"))?;
    }
    terminal.say(
        "a check warns when the built-in file changes; where a block or `custom.css` is enough, keep less than a file",
    );
    Ok(Outcome::Clean)
}

/// Names of the files of a theme, such as `templates/document.html`.
fn names(tree: &SourceTree) -> impl Iterator<Item = &str> {
    tree.below("theme").filter_map(|file| file.path().below("theme"))
}

fn text_of<'a>(builtin: &'a SourceTree, name: &str) -> &'a str {
    builtin.below("theme").find(|file| file.path().below("theme") == Some(name)).map_or("", |file| file.text())
}
