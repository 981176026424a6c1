//! Makes an excerpt fit for reading: on one line, with no more around a change
//! than is needed to know where it is.

use super::excerpt::{Excerpt, Fate, Part};
use super::runs::Change;

/// Characters of what stayed that are shown beside a change.
const CONTEXT: usize = 60;
/// Lines of code that are shown beside a change.
const CONTEXT_LINES: usize = 2;
/// Characters of what only moved.
const MOVED: usize = 80;

/// Returns the runs on one line each, shortened; code keeps its lines.
pub(super) fn shortened(excerpt: &Excerpt) -> Vec<(Change, String)> {
    let last = excerpt.runs.len().saturating_sub(1);
    let has_moved = matches!(excerpt.fate, Fate::MovedHere | Fate::MovedAway);
    let shorten = |(at, (change, text)): (usize, &(Change, String))| {
        let ends = (at > 0, at < last);
        let short = match (change, excerpt.part) {
            _ if has_moved && excerpt.runs.len() == 1 => head(&one_line(text), MOVED),
            (Change::Same, Part::Code) => lines(text, ends),
            (Change::Same, _) => middle(&one_line(text), ends),
            (_, Part::Code) => text.clone(),
            _ => one_line(text),
        };
        (*change, short)
    };
    excerpt.runs.iter().enumerate().map(shorten).collect()
}

/// Returns `text` with each blank as one space, also at its ends.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

/// Cuts out what is far from both ends, or from the end where a change stands.
fn middle(text: &str, (has_before, has_behind): (bool, bool)) -> String {
    let count = text.chars().count();
    let kept = CONTEXT * (usize::from(has_before) + usize::from(has_behind)).max(1);
    if count <= kept + CONTEXT / 2 {
        return text.to_owned();
    }
    match (has_before, has_behind) {
        (true, true) => format!("{} {}", head(text, CONTEXT), tail(text, CONTEXT)),
        (false, true) => tail(text, CONTEXT),
        _ => head(text, CONTEXT),
    }
}

/// Returns the first characters, cut at a blank if there is one near.
fn head(text: &str, characters_max: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(characters_max) else { return text.to_owned() };
    let start = &text[..end];
    let cut = start.rfind(' ').filter(|&at| 2 * at > end).unwrap_or(end);
    format!("{}\u{2026}", &start[..cut])
}

/// Returns the last characters, cut in the same way.
fn tail(text: &str, characters_max: usize) -> String {
    let Some((start, _)) = text.char_indices().rev().nth(characters_max.saturating_sub(1)) else {
        return text.to_owned();
    };
    let rest = &text[start..];
    let cut = rest.find(' ').filter(|&at| 2 * at < rest.len()).map_or(0, |at| at + 1);
    format!("\u{2026}{}", &rest[cut..])
}

/// Cuts out lines that are far from a change.
fn lines(text: &str, (has_before, has_behind): (bool, bool)) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (before, behind) = (CONTEXT_LINES * usize::from(has_before), CONTEXT_LINES * usize::from(has_behind));
    if lines.len() <= before + behind + 1 {
        return text.to_owned();
    }
    let end = lines.len() - behind;
    format!("{}\u{2026}\n{}", lines[..before].concat(), lines[end..].concat())
}
