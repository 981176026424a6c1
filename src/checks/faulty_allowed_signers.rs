//! A list of allowed signers that is missing, or lines of it that do not count.

use std::path::Path;

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::signature::AllowedSigners;
use crate::source::{BookPath, SourceFile, SourceState, Span};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "faulty-allowed-signers",
    severity: Severity::Error,
    summary: "the list of allowed signers is missing, or a line of it does not count",
};

const HINT: &str = "write `PRINCIPAL KEYTYPE KEY`, as ssh-keygen(1) describes under ALLOWED SIGNERS";

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(name) = input.config.approvals.allowed_signers.as_deref() else { return };
    let book_toml = BookPath::new("book.toml").ok().and_then(|path| input.tree.get(&path));
    // Only the rim can read what stands outside of the book.
    if Path::new(name).is_absolute() {
        return;
    }
    let missing = |why: &str| {
        let finding = Finding::new(&RULE, format!("no signature counts: the list of allowed signers `{name}` {why}"));
        let finding = finding.hint("write the list to that file and commit it, or name another in `allowed-signers`");
        let at = input.config.approvals.allowed_signers_at;
        match book_toml {
            Some(file) => finding.at(Place::new(file, at)),
            None => finding,
        }
    };
    let Ok(path) = BookPath::new(name) else {
        return findings.add(missing("is no path below the book's folder"));
    };
    let Some(file) = input.tree.get(&path) else { return findings.add(missing("is not there")) };
    if !matches!(file.state(), SourceState::Text(_)) {
        return findings.add(missing("cannot be read as text"));
    }
    for problem in AllowedSigners::parse(file.text()).1 {
        let message = format!("this line of the list of allowed signers does not count: {}", problem.message);
        findings.add(Finding::new(&RULE, message).at(Place::new(file, problem.at)).hint(HINT));
    }
}

/// Adds what is wrong with a list that stands outside of the book, at `path`; `text`
/// is what was read of it, or why it cannot be read. `setting` is where `book.toml`
/// names it.
pub fn check_outside(path: &str, text: Result<&str, String>, setting: (&SourceFile, Span), findings: &mut Findings) {
    let place = || Place::new(setting.0, setting.1);
    let text = match text {
        Ok(text) => text,
        Err(why) => {
            let message = format!("no signature counts: the list of allowed signers `{path}` cannot be read: {why}");
            let hint = "write the list to that file, or name another in `allowed-signers`";
            return findings.add(Finding::new(&RULE, message).at(place()).hint(hint));
        }
    };
    for problem in AllowedSigners::parse(text).1 {
        let message = format!("line {} of `{path}` does not count: {}", problem.number, problem.message);
        findings.add(Finding::new(&RULE, message).at(place()).hint(HINT));
    }
}
