//! HTML in the text: comments vanish, line breaks are honoured, the rest is
//! shown as it was written.

use std::ops::Range;

/// What becomes of a piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RawHtml<'a> {
    /// Nothing but comments and blanks.
    Nothing,
    /// Words and line breaks, without any other tag.
    Words(Vec<Piece<'a>>),
    /// Something that would need a browser's trust. Without its comments.
    Markup(String),
}

/// A part of [`RawHtml::Words`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text as written.
    Text(&'a str),
    /// `<br>`.
    Break,
}

/// Reads a piece of HTML.
pub(super) fn read(html: &str) -> RawHtml<'_> {
    let mut pieces = Vec::new();
    let mut markup = String::new();
    let mut has_markup = false;
    let mut done = 0;
    let mut from = 0;
    // Looked for once: each comment that never ends would search to the end.
    let last_comment_end = html.rfind("-->").unwrap_or(0);
    while let Some(step) = html[from..].find('<') {
        let at = from + step;
        let (end, is_break) = if let Some(end) = comment_end(html, at, last_comment_end) {
            (end, false)
        } else if let Some(length) = break_length(&html[at..]) {
            (at + length, true)
        } else {
            has_markup |= begins_tag(&html[at + 1..]);
            from = at + 1;
            continue;
        };
        if done < at {
            pieces.push(Piece::Text(&html[done..at]));
        }
        markup.push_str(&html[done..if is_break { end } else { at }]);
        if is_break {
            pieces.push(Piece::Break);
        }
        (done, from) = (end, end);
    }
    if done < html.len() {
        pieces.push(Piece::Text(&html[done..]));
        markup.push_str(&html[done..]);
    }
    if has_markup {
        return RawHtml::Markup(markup.trim_matches('\n').to_owned());
    }
    let is_blank = |piece: &Piece<'_>| matches!(piece, Piece::Text(text) if text.trim().is_empty());
    if pieces.iter().all(is_blank) { RawHtml::Nothing } else { RawHtml::Words(pieces) }
}

/// Returns where the comment that begins at `at` ends. One that never ends is
/// no comment: it would take the rest of the page with it.
fn comment_end(html: &str, at: usize, last_end: usize) -> Option<usize> {
    let inside = html[at..].strip_prefix("<!--")?;
    let start = at + 4;
    if inside.starts_with('>') {
        return Some(start + 1);
    }
    if inside.starts_with("->") {
        return Some(start + 2);
    }
    if last_end < start {
        return None;
    }
    inside.find("-->").map(|length| start + length + 3)
}

/// Returns the length of a bare `<br>` at the start of `html`.
fn break_length(html: &str) -> Option<usize> {
    let name = html.get(1..3)?;
    if !name.eq_ignore_ascii_case("br") {
        return None;
    }
    let rest = html[3..].trim_start_matches(' ');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    rest.strip_prefix('>').map(|rest| html.len() - rest.len())
}

fn begins_tag(after: &str) -> bool {
    after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// Returns the words of an HTML `<h1>`, if there is one.
pub(super) fn heading_text(html: &str) -> Option<String> {
    let start = find_ignoring_case(html, "<h1")?;
    let inside = start + html[start..].find('>')? + 1;
    let length = find_ignoring_case(&html[inside..], "</h1")?;
    let mut text = String::new();
    let mut is_inside_tag = false;
    for character in html[inside..inside + length].chars() {
        match character {
            '<' => is_inside_tag = true,
            '>' => is_inside_tag = false,
            c if !is_inside_tag => text.push(c),
            _ => {}
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn find_ignoring_case(text: &str, lower: &str) -> Option<usize> {
    let windows = text.as_bytes().windows(lower.len());
    windows.into_iter().position(|window| window.eq_ignore_ascii_case(lower.as_bytes()))
}

/// Returns the place of the first line of a block that says something.
pub(super) fn first_line(source: &str, block: &Range<usize>) -> Range<usize> {
    let text = source.get(block.clone()).unwrap_or_default();
    let start = block.start + (text.len() - text.trim_start().len());
    let line = text.trim().lines().next().unwrap_or_default();
    start..start + line.len()
}
