//! The braces behind a heading: `{#id .class key="value"}`.
//!
//! pulldown-cmark takes them off the heading's text, but splits quoted values
//! at blanks; so they are read again from the source.

use std::ops::Range;

/// What the braces say.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a> {
    /// The id, with its place; the last one if there are more.
    pub(super) id: Option<(&'a str, Range<usize>)>,
    /// The ids in `satisfies`, with their places.
    pub(super) satisfies: Vec<(&'a str, Range<usize>)>,
    /// The braces as written, if they hold nothing but bare words: they are
    /// text then, such as a gap in a form.
    pub(super) literal: Option<&'a str>,
}

/// Reads the last braces of `heading`, which begins at the byte `offset`.
pub(super) fn read<'a>(heading: &'a str, offset: usize) -> Attributes<'a> {
    let mut attributes = Attributes::default();
    let Some(open) = heading.rfind('{') else { return attributes };
    let Some(length) = heading[open..].find('}') else { return attributes };
    let inside = &heading[open + 1..open + length];
    let inside_offset = offset + open + 1;
    let mut has_attribute = false;
    let mut at = 0;
    while let Some(range) = next_item(inside, at) {
        at = range.end;
        let item = &inside[range.clone()];
        if let Some(id) = item.strip_prefix('#') {
            attributes.id = Some((id, inside_offset + range.start + 1..inside_offset + range.end));
        } else if let Some((key, value)) = item.split_once('=') {
            let quotes: &[char] = &['"', '\''];
            let start = range.start + key.len() + 1 + (value.len() - value.trim_start_matches(quotes).len());
            if key == "satisfies" {
                attributes.satisfies.extend(ids(value.trim_matches(quotes), inside_offset + start));
            }
        } else if !item.starts_with('.') {
            continue;
        }
        has_attribute = true;
    }
    if !has_attribute && !inside.trim().is_empty() {
        attributes.literal = Some(&heading[open..=open + length]);
    }
    attributes
}

/// Returns the next item from byte `from` on; a quoted value may hold blanks.
fn next_item(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|c: char| !c.is_whitespace())?;
    let mut quote = None;
    for (step, character) in text[start..].char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character.is_whitespace() => return Some(start..start + step),
            None => {}
        }
    }
    Some(start..text.len())
}

/// Splits a value at commas and blanks.
fn ids(value: &str, offset: usize) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 0;
    value.split([',', ' ', '\t']).filter_map(move |id| {
        let start = offset + at;
        at += id.len() + 1;
        (!id.is_empty()).then_some((id, start..start + id.len()))
    })
}
