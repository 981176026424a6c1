//! The bytes of commits, trees and tags, taken apart without trust.

use std::cmp::Ordering;
use std::ops::Range;

use crate::model::{Date, Person};

/// The id of any object.
pub(super) type Id = [u8; 20];

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A commit.
    Commit,
    /// A folder.
    Tree,
    /// A text.
    Blob,
    /// An annotated tag.
    Tag,
}

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A regular file, executable or not.
    File,
    /// A folder.
    Folder,
    /// A symbolic link or a submodule: neither is ever followed.
    Other,
}

/// One entry of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) kind: EntryKind,
    /// git counts a change of this mark alone as a change of the file.
    pub(super) is_executable: bool,
    pub(super) name: &'a [u8],
    pub(super) id: Id,
}

impl<'a> Entry<'a> {
    /// Takes the first entry off `tree`: mode, space, name, NUL, twenty bytes.
    /// Nothing at the end, and where the bytes are damaged.
    pub(super) fn first(tree: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let space = tree.iter().take(8).position(|&byte| byte == b' ')?;
        let (mode, rest) = (&tree[..space], &tree[space + 1..]);
        let end = rest.iter().position(|&byte| byte == 0)?;
        let (name, rest) = (&rest[..end], &rest[end + 1..]);
        let (id, rest) = rest.split_first_chunk::<20>()?;
        let kind = match mode {
            b"40000" | b"040000" => EntryKind::Folder,
            [b'1', b'0', b'0', ..] => EntryKind::File,
            _ => EntryKind::Other,
        };
        let is_executable = mode.get(3).is_some_and(|digit| digit & 1 == 1);
        Some((Self { kind, is_executable, name, id: *id }, rest))
    }

    /// Returns all entries of a tree in their order.
    pub(super) fn all(tree: &'a [u8]) -> impl Iterator<Item = Self> {
        let mut rest = tree;
        std::iter::from_fn(move || {
            let (entry, after) = Self::first(rest)?;
            rest = after;
            Some(entry)
        })
    }

    /// Compares as git orders a tree: a folder as if its name ended in `/`.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let shared = self.name.len().min(other.name.len());
        let end = |entry: &Self| {
            let is_folder = entry.kind == EntryKind::Folder;
            entry.name.get(shared).copied().or(is_folder.then_some(b'/'))
        };
        self.name[..shared].cmp(&other.name[..shared]).then_with(|| end(self).cmp(&end(other)))
    }
}

/// The parts of a commit or tag that a history needs.
#[derive(Debug, Default)]
pub(super) struct Header<'a> {
    /// The values of `tree` (commit) or `object` (tag).
    pub(super) target: Option<Id>,
    /// The kind that a tag says its object has.
    pub(super) target_kind: &'a [u8],
    /// The name that a tag gives itself.
    pub(super) tag_name: &'a [u8],
    pub(super) parents: Vec<Id>,
    /// `Name <email> seconds zone` of the author, and of the committer or tagger.
    pub(super) author: &'a [u8],
    pub(super) committer: &'a [u8],
    /// The encoding that the message says it has; empty means UTF-8.
    pub(super) encoding: &'a [u8],
    pub(super) message: &'a [u8],
}

impl<'a> Header<'a> {
    /// Reads a commit or a tag; what is missing or damaged stays empty.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut header = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            let (line, after) = (&rest[..end], rest.get(end + 1..).unwrap_or_default());
            rest = after;
            if line.is_empty() {
                break;
            }
            let split = line.iter().position(|&byte| byte == b' ').unwrap_or(line.len());
            let (key, value) = (&line[..split], line.get(split + 1..).unwrap_or_default());
            match key {
                b"tree" | b"object" if header.target.is_none() => header.target = id_from_hex(value),
                b"type" if header.target_kind.is_empty() => header.target_kind = value,
                b"tag" if header.tag_name.is_empty() => header.tag_name = value,
                b"parent" => header.parents.extend(id_from_hex(value)),
                b"author" if header.author.is_empty() => header.author = value,
                b"committer" | b"tagger" if header.committer.is_empty() => header.committer = value,
                b"encoding" => header.encoding = value,
                // Signatures and other headers, with their indented lines.
                _ => {}
            }
        }
        header.message = rest;
        header
    }
}

/// Reads forty hexadecimal digits.
pub(super) fn id_from_hex(text: &[u8]) -> Option<Id> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: &[u8; 40] = text.try_into().ok()?;
    let mut id = [0; 20];
    for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? * 16 + digit(pair[1])?;
    }
    Some(id)
}

/// Writes an id as forty hexadecimal digits.
pub(super) fn hex(id: &Id) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = id.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Who, and when: the parts of `Name <email> seconds zone`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signature<'a> {
    pub(super) name: &'a [u8],
    pub(super) email: &'a [u8],
    pub(super) seconds: Option<i64>,
    pub(super) offset_minutes: Option<i32>,
}

impl<'a> Signature<'a> {
    /// Reads a signature; what cannot be read is empty or nothing.
    pub(super) fn new(line: &'a [u8]) -> Self {
        let (name, rest) = cut(line, b'<');
        let (email, _) = cut(rest, b'>');
        let clock = line.iter().rposition(|&byte| byte == b'>').map_or(&[][..], |at| &line[at + 1..]);
        let mut words = std::str::from_utf8(clock).unwrap_or_default().split_ascii_whitespace();
        let seconds = words.next().and_then(|word| word.parse().ok());
        let offset_minutes = words.next().and_then(offset);
        Self { name: name.trim_ascii(), email: email.trim_ascii(), seconds, offset_minutes }
    }

    /// Returns who it names; "unknown" when it names nobody.
    pub(super) fn person(&self, encoding: &[u8]) -> Person {
        let some = |bytes: &[u8]| Some(decode(bytes, encoding)).filter(|text| !text.is_empty());
        Person { name: some(self.name).unwrap_or_else(|| "unknown".to_owned()), email: some(self.email) }
    }

    /// Returns the date in the signature's own zone, unless it is absurd: before
    /// git could have been used for it, or far in the future.
    pub(super) fn date(&self) -> Option<Date> {
        const YEARS: Range<i16> = 1990..2101;
        let date = Date::from_unix(self.seconds?, self.offset_minutes?)?;
        YEARS.contains(&date.year_month().0).then_some(date)
    }
}

fn cut(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == at) {
        Some(found) => (&text[..found], &text[found + 1..]),
        None => (text, &[]),
    }
}

/// Reads `+hhmm`; no zone is further than a day from another.
fn offset(text: &str) -> Option<i32> {
    let number: i32 = text.strip_prefix('+').unwrap_or(text).parse().ok()?;
    let minutes = number / 100 * 60 + number % 100;
    (minutes.abs() < 24 * 60).then_some(minutes)
}

/// Decodes a text line by line, without the space at the end of each.
pub(super) fn decode_lines<'a>(lines: impl Iterator<Item = &'a [u8]>, encoding: &[u8]) -> String {
    lines.map(|line| decode(line.trim_ascii_end(), encoding)).collect::<Vec<_>>().join("\n")
}

/// Decodes a text that says its encoding, or does not: UTF-8, else Latin-1 where
/// it is named, else with a replacement character for each wrong byte. Control
/// characters, which a terminal would obey, are replaced too.
pub(super) fn decode(bytes: &[u8], encoding: &[u8]) -> String {
    const LATIN: [&[u8]; 4] = [b"iso-8859-1", b"iso8859-1", b"latin1", b"latin-1"];
    let is_latin = LATIN.iter().any(|name| encoding.eq_ignore_ascii_case(name));
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_latin => bytes.iter().copied().map(char::from).collect(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    };
    if text.chars().any(char::is_control) {
        return text.replace('\t', " ").replace(char::is_control, "\u{fffd}");
    }
    text
}
