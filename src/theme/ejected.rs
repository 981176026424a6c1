//! Files that a book took from the built-in theme to change them: which of these are older
//! than the built-in file is now. The mark at their end says what they were taken from.

use super::rules::OUTDATED_THEME;
use crate::diagnostic::{Finding, Findings, Place};
use crate::source::{Digest, SourceFile, SourceState, SourceTree, Span};

const MARK: &str = "policybook theme eject ";
const DIGITS: usize = 10;

/// Returns the built-in file `name` (below `templates/` or `assets/`) with the mark by which
/// `check` knows what it was taken from.
pub fn ejected(name: &str, text: &str) -> String {
    let mark = format!("{MARK}{name} at {}", short_digest(text));
    let comment = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => format!("/* {mark} */"),
        Some("js") => format!("// {mark}"),
        Some("svg") => format!("<!-- {mark} -->"),
        _ => format!("{{# {mark} #}}"),
    };
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{end}{comment}\n")
}

/// Adds `outdated-theme` for each file of `tree` whose mark names another state of its
/// built-in file than the one in `builtin`, or one that is not there any more.
pub(super) fn report(builtin: &SourceTree, tree: &SourceTree, findings: &mut Findings) {
    for file in tree.below("theme") {
        let Some((name, digest, span)) = mark_of(file) else { continue };
        let known = builtin.below("theme").find(|other| other.path().below("theme") == Some(name));
        let now = known.map(|known| short_digest(known.text()));
        let message = match &now {
            Some(now) if *now == digest => continue,
            Some(_) => format!("the built-in `{name}` has changed since this file was taken from it"),
            None => format!("there is no built-in `{name}` any more, from which this file was taken"),
        };
        let hint = match now {
            Some(now) => format!(
                "take over what changed (`policybook theme eject --print {name}` shows it) and write `{now}` here; \
                 or extend the built-in file and keep only your blocks"
            ),
            None => "see in the changelog what took its place, and remove the mark".to_owned(),
        };
        findings.add(Finding::new(&OUTDATED_THEME, message).at(Place::new(file, span)).hint(hint));
    }
}

/// Returns the name and digest in a file's mark, and where the digest stands.
fn mark_of(file: &SourceFile) -> Option<(&str, String, Span)> {
    let SourceState::Text(text) = file.state() else { return None };
    let at = text.rfind(MARK)? + MARK.len();
    let (name, rest) = text[at..].split_once(" at ")?;
    let digest = rest.get(..DIGITS)?;
    let start = at + name.len() + " at ".len();
    let is_mark = !name.contains(char::is_whitespace) && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_mark.then(|| (name, digest.to_owned(), Span::new(start, start + DIGITS)))
}

fn short_digest(text: &str) -> String {
    Digest::of(text.as_bytes()).to_hex()[..DIGITS].to_owned()
}
