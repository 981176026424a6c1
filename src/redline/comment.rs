//! Excerpts as Markdown, for a comment on a merge request.

use super::excerpt::Excerpt;
use super::labels::Labels;
use super::plain::visible;
use super::runs::Change;
use super::say;
use super::shorten::shortened;

/// Keeps two characters apart and is not seen: neither a blank nor a mark.
const JOINER: char = '\u{2060}';

/// Returns the excerpts as lists under their headings in bold; empty when there
/// are none. Deleted words are `~~struck out~~`, inserted ones `**bold**`.
///
/// The authors' words stay words: they make no markup, no HTML, no link, and
/// mention nobody and nothing. With `bytes_max`, excerpts are left out as
/// [`crate::redline::print_text`] leaves them out.
pub fn print_markdown(excerpts: &[Excerpt], labels: &Labels<'_>, bytes_max: Option<usize>) -> String {
    let mut text = String::new();
    let mut path: Option<&[String]> = None;
    for (at, excerpt) in excerpts.iter().enumerate() {
        let mut next = String::new();
        if path != Some(&excerpt.path) {
            let over = say::path(&excerpt.path);
            let gap = if at == 0 { "" } else { "\n" };
            let heading = escaped(if over.is_empty() { labels.no_heading } else { &over });
            next.push_str(&format!("{gap}**{heading}**\n\n"));
            path = Some(&excerpt.path);
        }
        push_excerpt(&mut next, excerpt);
        if at > 0 && bytes_max.is_some_and(|most| text.len() + next.len() > most) {
            text.push_str(&format!("\n\u{2026} {} {}\n", excerpts.len() - at, escaped(labels.left_out)));
            break;
        }
        text.push_str(&next);
    }
    text
}

fn push_excerpt(text: &mut String, excerpt: &Excerpt) {
    let mut line = String::new();
    for (change, words) in shortened(excerpt) {
        push_words(&mut line, change, &words);
    }
    let notes: Vec<String> = excerpt.notes.iter().map(|note| format!("*({})*", escaped(note))).collect();
    let line = [line.trim().to_owned()].into_iter().chain(notes).filter(|part| !part.is_empty());
    text.push_str(&format!("- {}\n", line.collect::<Vec<_>>().join(" ")));
}

/// Appends words with the blanks around them outside the marks, without which
/// the marks would mark nothing.
fn push_words(line: &mut String, change: Change, words: &str) {
    let core = words.trim();
    let start = words.len() - words.trim_start().len();
    let mark = match change {
        Change::Same => "",
        Change::Deleted => "~~",
        Change::Inserted => "**",
    };
    if start > 0 {
        line.push(' ');
    }
    if !core.is_empty() {
        // A mark beside a full stop or a bracket would not be taken for one.
        let joiner = |edge: Option<char>| {
            let is_needed = !mark.is_empty() && !edge.is_some_and(char::is_alphanumeric);
            if is_needed { JOINER.to_string() } else { String::new() }
        };
        let (before, behind) = (joiner(core.chars().next()), joiner(core.chars().next_back()));
        line.push_str(&format!("{mark}{before}{}{behind}{mark}", escaped(core)));
    }
    if start + core.len() < words.len() {
        line.push(' ');
    }
}

/// Returns `text` on one line as Markdown that says just that: no markup, no HTML, no
/// link, and nobody and nothing mentioned.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    let shown = visible(text);
    let mut characters = shown.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            _ if c.is_whitespace() => safe.push(' '),
            ',' | ';' | '?' | '(' | ')' | '\'' | '"' => safe.push(c),
            _ if c.is_ascii_punctuation() => {
                safe.push('\\');
                safe.push(c);
                let next = characters.peek().copied().unwrap_or(' ');
                if is_torn(&safe, c, next) {
                    safe.push(JOINER);
                }
            }
            _ => safe.push(c),
        }
    }
    safe
}

/// Returns whether a host would make something of `mark` before `next` in the
/// text that is left when the markup is gone: `@name`, `#12`, `!7`, an address.
fn is_torn(before: &str, mark: char, next: char) -> bool {
    match mark {
        ':' => next == '/' || next.is_alphanumeric(),
        '.' => before.len() >= 5 && before.as_bytes()[before.len() - 5..].eq_ignore_ascii_case(b"www\\."),
        '-' => false,
        _ => next.is_alphanumeric(),
    }
}
