//! The door: one body in, one page out.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, LinkType, Options as Extensions, Parser};

use super::hidden::hidden_characters;
use super::limits::{LINE_MARKS_MAX, Limit, REMARKS_MAX, TEXT_BYTES_MAX};
use super::options::Options;
use super::page::Page;
use super::plain::shortened;
use super::sheet::Sheet;
use super::writer::Writer;
use crate::source::Span;

const SUMMARY_CHARACTERS_MAX: usize = 300;

/// Parses and renders the body of one file. `text` is the body, `base` the byte
/// of the file where it begins; the spans of the page are of the file.
///
/// Takes time and space in proportion to the text, whatever the text, and
/// always returns a page: what goes over a cap is shown in a simpler form and
/// listed in [`Page::over_limits`].
pub fn parse(text: &str, base: usize, options: &Options<'_>) -> Page {
    let (text, base) = match text.strip_prefix('\u{feff}') {
        Some(rest) if base == 0 => (rest, '\u{feff}'.len_utf8()),
        _ => (text, base),
    };
    let mut page = match refused_whole(text) {
        Some((limit, range)) => as_written(text, limit, Span::from(range)),
        None => rendered(text, options),
    };
    let hidden = hidden_characters(text).map(|(at, c)| (c, Span::new(at, at + c.len_utf8())));
    page.hidden_characters.extend(hidden.take(REMARKS_MAX));
    settle(&mut page, base, text.len());
    page
}

fn rendered(text: &str, options: &Options<'_>) -> Page {
    let extensions = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_GFM
        | Extensions::ENABLE_WIKILINKS;
    let mut missing = Vec::new();
    let note_missing = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        let names_label = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        if names_label && missing.len() < REMARKS_MAX {
            missing.push((link.reference.to_string(), Span::from(link.span)));
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, extensions, Some(note_missing));
    let mut events = parser.into_offset_iter();
    let mut writer = Writer::new(text, options);
    while let Some((event, range)) = events.next() {
        let start = range.start;
        writer.take(event, range, events.reference_definitions());
        if writer.is_full() {
            writer.stop(start);
            break;
        }
    }
    let mut page = writer.finish();
    page.missing_references.append(&mut missing);
    page
}

/// Returns why the parser should not see this text at all.
fn refused_whole(text: &str) -> Option<(Limit, Range<usize>)> {
    if text.len() > TEXT_BYTES_MAX {
        return Some((Limit::Size, TEXT_BYTES_MAX..text.len()));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.len() > LINE_MARKS_MAX && has_deep_marks(line) {
            return Some((Limit::Nesting, start..start + line.trim_end().len()));
        }
        start += line.len();
    }
    None
}

/// Returns whether a line begins with too many marks of quotes, lists and
/// footnotes. Two blanks before the first count as one: so deep may it stand in
/// the lists of the lines above. A rule drawn from hyphens or stars has no text
/// behind it.
fn has_deep_marks(line: &str) -> bool {
    let mut rest = line.trim_start();
    let mut marks = (line.len() - rest.len()) / 2;
    while let Some(length) = mark_length(rest) {
        rest = rest[length..].trim_start_matches([' ', '\t']);
        marks += 1;
        if marks > LINE_MARKS_MAX {
            let is_of_rule = |byte| matches!(byte, b'-' | b'*' | b' ' | b'\t' | b'\r' | b'\n');
            return !line.bytes().all(is_of_rule);
        }
    }
    false
}

/// Returns the length of the mark of a quote, a list or a footnote at the start
/// of `text`.
fn mark_length(text: &str) -> Option<usize> {
    let digits = text.bytes().take(9).take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits)? {
        b'>' | b'-' | b'*' | b'+' if digits == 0 => Some(1),
        b'.' | b')' if digits > 0 => Some(digits + 1),
        b'[' if text.starts_with("[^") => text.bytes().take(256).position(|byte| byte == b':').map(|colon| colon + 1),
        _ => None,
    }
}

fn as_written(text: &str, limit: Limit, span: Span) -> Page {
    let mut sheet = Sheet::default();
    sheet.markup("<pre class=\"over-limit\" tabindex=\"0\">");
    sheet.text(text);
    sheet.markup("</pre>\n");
    let mut page = Page { sheet, plain_text: text.to_owned(), ..Page::default() };
    page.over_limits.insert(limit, span);
    page
}

/// Brings what was collected in the order of the parser into the order of the
/// file, and its places from the body to the file.
fn settle(page: &mut Page, base: usize, length: usize) {
    page.summary = shortened(&page.summary, SUMMARY_CHARACTERS_MAX);
    page.missing_references.sort_by_key(|&(_, span)| span);
    page.hidden_characters.sort_by_key(|&(_, span)| span);
    page.hidden_characters.dedup();
    let counts = [
        page.raw_html.len(),
        page.unknown_variables.len(),
        page.missing_references.len(),
        page.hidden_characters.len(),
    ];
    if counts.into_iter().any(|count| count >= REMARKS_MAX) {
        page.over_limits.entry(Limit::Remarks).or_insert(Span::new(length, length));
    }
    let shift = |span: &mut Span| *span = span.shifted(base);
    for heading in page.title.iter_mut().chain(&mut page.headings) {
        shift(&mut heading.span);
        heading.satisfies.iter_mut().for_each(|(_, span)| shift(span));
    }
    for link in &mut page.links {
        shift(&mut link.span);
        shift(&mut link.destination_span);
    }
    for (_, span, first) in &mut page.duplicate_anchors {
        shift(span);
        shift(first);
    }
    page.raw_html.iter_mut().for_each(|(span, _)| shift(span));
    page.hidden_characters.iter_mut().for_each(|(_, span)| shift(span));
    page.over_limits.values_mut().for_each(shift);
    let named = [&mut page.refused_anchors, &mut page.unknown_variables, &mut page.missing_references];
    named.into_iter().flatten().for_each(|(_, span)| shift(span));
}
