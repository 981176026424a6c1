//! Running text: the parser's small pieces put together again, then taken apart
//! at variables and bare addresses.

use std::ops::Range;

const NAME_BYTES_MAX: usize = 64;
const BLANKS_MAX: usize = 16;

/// Text that belongs together, with the place of each piece in the source.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// Where it begins in the text.
    at: usize,
    /// Where it stands in the source.
    source: Range<usize>,
}

/// A part of running text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Words, as bytes of the text.
    Words(Range<usize>),
    /// `{{ name }}`.
    Variable {
        /// The whole, as bytes of the text.
        range: Range<usize>,
        /// The name, as bytes of the text.
        name: Range<usize>,
    },
    /// A bare address, as bytes of the text.
    Address(Range<usize>),
    /// `[^label]` that the parser did not know, as bytes of the text.
    MissingFootnote(Range<usize>),
}

impl Prose {
    /// Adds a piece that stands at `source`.
    pub(super) fn push(&mut self, text: &str, source: Range<usize>) {
        self.pieces.push(Piece { at: self.text.len(), source });
        self.text.push_str(text);
    }

    /// Returns whether there is nothing to take apart.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Empties it for the next use.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
    }

    /// Returns where these bytes of the text stand in the source.
    pub(super) fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.source_offset(range.start);
        start..self.source_offset(range.end.saturating_sub(1)).saturating_add(1).max(start)
    }

    fn source_offset(&self, at: usize) -> usize {
        let Some(piece) = self.piece(at) else { return 0 };
        (piece.source.start + (at - piece.at)).min(piece.source.end.max(1) - 1).max(piece.source.start)
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(self.pieces.partition_point(|piece| piece.at <= at).checked_sub(1)?)
    }

    /// Takes the text apart, in order, leaving nothing out.
    pub(super) fn parts(&self, source: &str) -> Vec<Part> {
        let bytes = self.text.as_bytes();
        let mut parts = Vec::new();
        let mut done = 0;
        let mut from = 0;
        while let Some(step) = bytes[from..].iter().position(|byte| matches!(byte, b'{' | b':' | b'[')) {
            let at = from + step;
            from = at + 1;
            let found = match bytes[at] {
                b'{' => self.variable(at, source),
                b'[' => self.missing_footnote(at),
                _ => match self.address(at, done) {
                    Address::Found(range) => Some((range.clone(), Part::Address(range))),
                    Address::Refused(end) => {
                        from = end;
                        None
                    }
                },
            };
            if let Some((range, part)) = found {
                if done < range.start {
                    parts.push(Part::Words(done..range.start));
                }
                parts.push(part);
                (done, from) = (range.end, range.end);
            }
        }
        if done < bytes.len() {
            parts.push(Part::Words(done..bytes.len()));
        }
        parts
    }

    /// Reads `{{ name }}` at the byte `at`. A backslash, an entity or any other
    /// markup between the braces makes it plain text.
    fn variable(&self, at: usize, source: &str) -> Option<(Range<usize>, Part)> {
        let rest = &self.text.as_bytes()[at..];
        let inside = rest.strip_prefix(b"{{")?;
        let blanks = count(inside, BLANKS_MAX, |byte| byte == b' ');
        let name_bytes = count(&inside[blanks..], NAME_BYTES_MAX, is_name_byte);
        let name_start = at + 2 + blanks;
        let name = name_start..name_start + name_bytes;
        let after = &self.text.as_bytes()[name.end..];
        let blanks = count(after, BLANKS_MAX, |byte| byte == b' ');
        if name.is_empty() || !after[blanks..].starts_with(b"}}") {
            return None;
        }
        let range = at..name.end + blanks + 2;
        let written = self.source_range(&range);
        let is_as_written = source.get(written.clone()) == Some(&self.text[range.clone()]);
        (is_as_written && !self.is_escaped(at, source)).then(|| (range.clone(), Part::Variable { range, name }))
    }

    /// Returns whether a backslash, which the parser took away, stands before
    /// the byte `at`.
    fn is_escaped(&self, at: usize, source: &str) -> bool {
        let index = self.pieces.partition_point(|piece| piece.at <= at) - 1;
        let piece = &self.pieces[index];
        let is_after_shown_text = index > 0 && self.pieces[index - 1].source.end == piece.source.start;
        piece.at == at && source[..piece.source.start].ends_with('\\') && !is_after_shown_text
    }

    fn missing_footnote(&self, at: usize) -> Option<(Range<usize>, Part)> {
        let label = self.text.as_bytes()[at..].strip_prefix(b"[^")?;
        let length = count(label, NAME_BYTES_MAX, |byte| !matches!(byte, b'[' | b']' | b'\n' | b' '));
        let range = at..at + length + 3;
        let is_label = length > 0 && label.get(length) == Some(&b']');
        is_label.then(|| (range.clone(), Part::MissingFootnote(range)))
    }

    /// Reads the address whose `://` begins at the byte `colon`.
    fn address(&self, colon: usize, done: usize) -> Address {
        let (text, bytes) = (&self.text, self.text.as_bytes());
        if !bytes[colon..].starts_with(b"://") {
            return Address::Refused(colon + 1);
        }
        let before = &text[done..colon];
        let scheme_bytes = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        let scheme = &before[before.len() - scheme_bytes..];
        let is_word_start = !before[..before.len() - scheme_bytes].ends_with(char::is_alphanumeric);
        let is_known = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        if !is_word_start || !is_known {
            return Address::Refused(colon + 3);
        }
        let start = colon - scheme_bytes;
        let end = text[colon..].find(ends_address).map_or(text.len(), |step| colon + step);
        if text[end..].starts_with('{') {
            // A variable follows: half an address would lead astray.
            return Address::Refused(end);
        }
        let length = trimmed_length(&text[start..end]);
        if length <= scheme_bytes + 3 {
            return Address::Refused(end);
        }
        Address::Found(start..start + length)
    }
}

enum Address {
    Found(Range<usize>),
    /// Look on from this byte.
    Refused(usize),
}

fn count(bytes: &[u8], most: usize, accept: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take(most).take_while(|&&byte| accept(byte)).count()
}

/// Letters of every script are accepted; the bytes of a character stay together.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '[' | ']')
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}')
}

/// Leaves out the punctuation of the sentence around an address, and a closing
/// parenthesis that was opened before it.
fn trimmed_length(address: &str) -> usize {
    let bytes = address.as_bytes();
    let opened = bytes.iter().filter(|&&byte| byte == b'(').count();
    let mut closed = bytes.iter().filter(|&&byte| byte == b')').count();
    let mut length = bytes.len();
    while let Some(&last) = bytes[..length].last() {
        match last {
            b'?' | b'!' | b'.' | b',' | b':' | b';' | b'*' | b'_' | b'~' | b'\'' => {}
            b')' if closed > opened => closed -= 1,
            _ => break,
        }
        length -= 1;
    }
    length
}
