//! From HTML as text to tags and words. It knows just the HTML that this
//! program writes; of other input it makes words rather than mistakes.

use super::tag::{Layer, Tag};

/// A part of the HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scrap {
    /// A start tag, or an element without content.
    Start(Tag, Layer),
    /// An end tag.
    End(&'static str, Layer),
    /// Text, unescaped.
    Text(String),
}

/// Goes through `html` once, in time in proportion to its length.
pub(super) struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// Begins at the start of `html`.
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// Takes a tag, if the rest begins with one. What is not a tag of ours
    /// gives nothing, and is gone.
    fn tag(&mut self) -> Option<Option<Scrap>> {
        let inside = self.rest.strip_prefix('<')?;
        let (is_end, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        // In our own HTML no value holds the character itself.
        let Some((inside, rest)) = inside.split_once('>') else {
            self.rest = "";
            return Some(None);
        };
        self.rest = rest;
        let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let Some((mut tag, layer)) = Tag::new(&inside[..name_end]) else { return Some(None) };
        if is_end {
            return Some(Some(Scrap::End(tag.name, layer)));
        }
        take_attributes(&mut tag, &inside[name_end..]);
        Some(Some(Scrap::Start(tag, layer)))
    }
}

impl Iterator for Scanner<'_> {
    type Item = Scrap;

    fn next(&mut self) -> Option<Scrap> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            match self.tag() {
                Some(Some(scrap)) => return Some(scrap),
                Some(None) => {}
                None => {
                    // The first byte belongs to the words, even if it is a `<`.
                    let next = self.rest.bytes().skip(1).position(|byte| byte == b'<');
                    let end = next.map_or(self.rest.len(), |at| at + 1);
                    let (text, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    return Some(Scrap::Text(unescape(text)));
                }
            }
        }
    }
}

fn take_attributes(tag: &mut Tag, mut rest: &str) {
    loop {
        rest = rest.trim_start_matches([' ', '\n', '\t', '/']);
        let name_end = rest.find([' ', '\n', '\t', '=']).unwrap_or(rest.len());
        if rest.is_empty() {
            return;
        }
        let (name, tail) = rest.split_at(name_end);
        let Some(value) = tail.strip_prefix('=') else {
            tag.add(name, String::new());
            rest = tail;
            continue;
        };
        let (value, tail) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value.split_at(value.find([' ', '\n', '\t']).unwrap_or(value.len())),
        };
        tag.add(name, unescape(value));
        rest = tail;
    }
}

/// Undoes what `markdown` does to text and values; anything else stays.
fn unescape(text: &str) -> String {
    const ESCAPES: [(&str, char); 5] = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\'')];
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split('&');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let found = ESCAPES.iter().find_map(|(name, c)| Some((part.strip_prefix(name)?, *c)));
        let (rest, character) = found.unwrap_or((part, '&'));
        plain.push(character);
        plain.push_str(rest);
    }
    plain
}
