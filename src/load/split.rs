//! Where front matter ends and the body begins.
//!
//! `gray_matter` finds the front matter; this file gives it the bytes of the
//! head only, and keeps track of their places, which it does not.

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};

use crate::source::Span;

/// Most bytes of front matter that are read.
pub(super) const FRONT_MATTER_BYTES_MAX: usize = 64 * 1024;

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// The front matter of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// YAML or TOML.
    pub notation: Notation,
    /// The lines between the delimiters.
    pub text: String,
    /// The byte at which `text` begins.
    pub offset: usize,
}

/// A file taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The front matter, if there is any.
    pub front_matter: Option<FrontMatter>,
    /// The byte at which the body begins.
    pub body_start: usize,
    /// What is wrong with the delimiters, and where.
    pub fault: Option<(Span, &'static str, &'static str)>,
}

/// Hands the front matter through as it stands; our own reader types it.
struct AsWritten;

impl Engine for AsWritten {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        Ok(Pod::String(content.to_owned()))
    }
}

/// Takes the text of a file apart. A file without front matter is all body.
pub fn split(text: &str) -> Split {
    let none = |fault| Split { front_matter: None, body_start: 0, fault };
    let first_line = text.split('\n').next().unwrap_or_default();
    let (notation, delimiter) = match first_line.trim_end() {
        "---" => (Notation::Yaml, "---"),
        "+++" => (Notation::Toml, "+++"),
        _ => return none(late_delimiter(text)),
    };
    let head_start = first_line.len() + 1;
    let Some((close_start, body_start)) = closing_line(text, head_start, delimiter) else {
        if notation == Notation::Yaml && !looks_like_field(text[head_start.min(text.len())..].lines().next()) {
            return none(None);
        }
        let hint = "close it with the same line that opens it, before the body begins";
        return none(Some((Span::new(0, first_line.len()), "front matter is opened here and never closed", hint)));
    };
    let slice = &text[head_start..close_start];
    let mut matter = Matter::<AsWritten>::new();
    matter.delimiter = delimiter.to_owned();
    let parsed = matter.parse::<Pod>(&text[..body_start]).map(|entity| entity.matter).unwrap_or_default();
    let found = (!parsed.is_empty()).then(|| slice.find(parsed.as_str())).flatten();
    // The splitter joins lines anew: with CRLF, or with its own idea of blank
    // lines, its text is not a part of the file, and the lines between the
    // delimiters stand for themselves.
    let (front_matter, offset) = match found {
        Some(at) => {
            let line_start = slice[..at].rfind('\n').map_or(0, |line_feed| line_feed + 1);
            (&slice[line_start..], head_start + line_start)
        }
        None => (slice, head_start),
    };
    Split {
        front_matter: Some(FrontMatter { notation, text: front_matter.to_owned(), offset }),
        body_start,
        fault: None,
    }
}

/// Returns where the closing line begins and where the line after it begins.
fn closing_line(text: &str, from: usize, delimiter: &str) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        if line.trim_end() == delimiter {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// A lone `---` may be a rule between paragraphs; with a `key:` below it, front matter was meant.
fn looks_like_field(line: Option<&str>) -> bool {
    line.and_then(|line| line.split_once(':'))
        .is_some_and(|(key, _)| !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)))
}

/// Front matter has to begin on the first line; after blank lines it is a mistake.
fn late_delimiter(text: &str) -> Option<(Span, &'static str, &'static str)> {
    let trimmed = text.trim_start();
    let start = text.len() - trimmed.len();
    let mut lines = trimmed.lines();
    let opens = lines.next().is_some_and(|line| line.trim_end() == "---");
    let closes = trimmed.lines().skip(1).any(|line| line.trim_end() == "---");
    (start > 0 && opens && closes && looks_like_field(lines.next())).then_some((
        Span::new(start, start + 3),
        "front matter begins after a blank line",
        "move it up: the opening `---` must be the first line of the file",
    ))
}
