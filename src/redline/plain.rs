//! Excerpts as plain text, for a terminal.

use super::excerpt::{Excerpt, Fate, Part};
use super::labels::Labels;
use super::runs::Change;
use super::say;
use super::shorten::shortened;
use crate::markdown::hidden_characters;

/// How changed words are marked in plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `[-deleted-]` and `{+inserted+}`.
    Marks,
    /// Red and struck out, green and underlined, as ANSI terminals show it.
    Colours,
}

/// Returns the excerpts as lines under their headings; empty when there are
/// none. Characters that nobody sees are written as `<U+202E>`, so that no
/// text can steer a terminal.
///
/// With `bytes_max`, excerpts are left out from the end on until the text is no
/// longer than that, and a last line says how many; only that line and the
/// first excerpt may make it longer.
pub fn print_text(excerpts: &[Excerpt], style: Style, labels: &Labels<'_>, bytes_max: Option<usize>) -> String {
    let mut text = String::new();
    let mut path: Option<&[String]> = None;
    for (at, excerpt) in excerpts.iter().enumerate() {
        let mut next = String::new();
        if path != Some(&excerpt.path) {
            push_heading(&mut next, excerpt, style, labels, at == 0);
            path = Some(&excerpt.path);
        }
        push_excerpt(&mut next, excerpt, style);
        if at > 0 && bytes_max.is_some_and(|most| text.len() + next.len() > most) {
            text.push_str(&format!("\n\u{2026} {} {}\n", excerpts.len() - at, labels.left_out));
            break;
        }
        text.push_str(&next);
    }
    text
}

fn push_heading(text: &mut String, excerpt: &Excerpt, style: Style, labels: &Labels<'_>, is_first: bool) {
    if !is_first {
        text.push('\n');
    }
    let path = say::path(&excerpt.path);
    let heading = visible(if path.is_empty() { labels.no_heading } else { &path });
    match style {
        Style::Marks => text.push_str(&heading),
        Style::Colours => text.push_str(&format!("\u{1b}[1m{heading}\u{1b}[0m")),
    }
    text.push('\n');
}

fn push_excerpt(text: &mut String, excerpt: &Excerpt, style: Style) {
    let sign = match excerpt.fate {
        Fate::Edited => '~',
        Fate::Inserted => '+',
        Fate::Deleted => '-',
        Fate::MovedHere => '>',
        Fate::MovedAway => '<',
    };
    let runs = if has_words(excerpt) { shortened(excerpt) } else { Vec::new() };
    let mut line = String::new();
    for (change, words) in &runs {
        push_words(&mut line, *change, &visible(words), style);
    }
    let line = line.trim_end();
    if excerpt.part == Part::Code {
        text.push_str(&format!("  {sign}\n"));
        line.lines().for_each(|line| text.push_str(&format!("      {line}\n")));
    } else if !line.is_empty() {
        text.push_str(&format!("  {sign} {}\n", line.trim_start()));
    }
    for note in &excerpt.notes {
        text.push_str(&format!("    ({})\n", visible(note)));
    }
}

fn has_words(excerpt: &Excerpt) -> bool {
    excerpt.runs.iter().any(|(_, words)| !words.trim().is_empty())
}

/// Appends words with the blanks around them outside the marks, line by line.
fn push_words(line: &mut String, change: Change, words: &str, style: Style) {
    for part in words.split_inclusive('\n') {
        let core = part.trim();
        if core.is_empty() || change == Change::Same {
            line.push_str(part);
            continue;
        }
        let start = part.len() - part.trim_start().len();
        line.push_str(&part[..start]);
        let (before, behind) = match (style, change) {
            (Style::Marks, Change::Deleted) => ("[-", "-]"),
            (Style::Marks, _) => ("{+", "+}"),
            (Style::Colours, Change::Deleted) => ("\u{1b}[31;9m", "\u{1b}[0m"),
            (Style::Colours, _) => ("\u{1b}[32;4m", "\u{1b}[0m"),
        };
        line.push_str(before);
        line.push_str(core);
        line.push_str(behind);
        line.push_str(&part[start + core.len()..]);
    }
}

/// Returns `text` with its hidden characters written out.
pub fn visible(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut done = 0;
    for (at, character) in hidden_characters(text) {
        plain.push_str(&text[done..at]);
        plain.push_str(&format!("<U+{:04X}>", u32::from(character)));
        done = at + character.len_utf8();
    }
    plain.push_str(&text[done..]);
    plain
}
