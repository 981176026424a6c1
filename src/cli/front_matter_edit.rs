//! Changes single fields of front matter and leaves every other byte as it is.

use super::failure::Failure;
use crate::fields::{Key, Node, Value, parse_toml, parse_yaml};
use crate::load::{Notation, Split, split};

/// A file whose front matter is being changed.
pub(super) struct FrontMatterEdit {
    text: String,
    notation: Notation,
}

impl FrontMatterEdit {
    /// Begins to edit `text`.
    pub(super) fn new(text: &str) -> Result<Self, Failure> {
        match split(text) {
            Split { front_matter: Some(front_matter), .. } => {
                Ok(Self { text: text.to_owned(), notation: front_matter.notation })
            }
            Split { .. } => Err(Failure::usage("the document has no front matter to write into")),
        }
    }

    /// Returns the whole text as it is now.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Returns the whole text as it is now.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Gives the field of one of `names` the value, the first name when it is not there.
    pub(super) fn set(&mut self, names: &[&str], value: &str) {
        let value = match self.notation {
            Notation::Yaml => yaml_text(value),
            Notation::Toml => toml_text(value),
        };
        match self.find(names) {
            Some((_, node)) if node.value != Value::Null => {
                let quoted = self.quote_around(node.span.start, node.span.end);
                self.text.replace_range(quoted, &value);
            }
            Some((key, _)) => self.text.insert_str(self.line_end(key.span.end), &format!(" {value}")),
            None => {
                let line = match self.notation {
                    Notation::Yaml => format!("{}: {value}{}", names[0], self.line_feed()),
                    Notation::Toml => format!("{} = {value}{}", names[0], self.line_feed()),
                };
                let at = self.insertion_point();
                self.text.insert_str(at, &line);
            }
        }
    }

    /// Adds a record to the list of one of `names`: `entries` in order.
    pub(super) fn add_record(&mut self, names: &[&str], entries: &[(&str, String)]) -> Result<(), Failure> {
        let line_feed = self.line_feed();
        let found = self.find(names);
        let name = found.as_ref().map_or(names[0], |(key, _)| key.text.as_str());
        if let Some((_, Node { value: Value::List(items), span })) = &found
            && self.text[span.start..].starts_with('[')
            && !self.text[span.start..].starts_with("[[")
        {
            let record = self.inline_record(entries);
            let comma = if items.is_empty() { "" } else { ", " };
            self.text.insert_str(span.start + 1, &format!("{record}{comma}"));
            return Ok(());
        }
        if self.notation == Notation::Toml {
            let fields: String =
                entries.iter().map(|(key, value)| format!("{key} = {}{line_feed}", toml_text(value))).collect();
            let record = format!("{line_feed}[[{name}]]{line_feed}{fields}");
            let (_, end) = self.bounds();
            self.text.insert_str(end, &record);
            return Ok(());
        }
        let record = self.inline_record(entries);
        match found {
            None => {
                let (_, end) = self.bounds();
                self.text.insert_str(end, &format!("{name}:{line_feed}  - {record}{line_feed}"));
            }
            Some((key, Node { value: Value::Null, .. })) => {
                let end = self.line_end(key.span.end);
                self.text.insert_str(end, &format!("{line_feed}  - {record}"));
            }
            Some((_, Node { value: Value::List(items), .. })) => {
                // The dash may stand on a line of its own.
                let first = items.first().map_or(0, |item| item.span.start);
                let dash = self.text[..first].rfind('-').unwrap_or(first);
                let line_start = self.text[..dash].rfind('\n').map_or(0, |at| at + 1);
                let indent = self.text[line_start..dash].to_owned();
                self.text.insert_str(line_start, &format!("{indent}- {record}{line_feed}"));
            }
            Some((key, _)) => {
                return Err(Failure::usage(format!(
                    "`{}` of the document is no list; write it as one first",
                    key.text
                )));
            }
        }
        Ok(())
    }

    /// Returns a record on one line, in braces.
    fn inline_record(&self, entries: &[(&str, String)]) -> String {
        let pair = |(key, value): &(&str, String)| match self.notation {
            Notation::Yaml => format!("{key}: {}", yaml_text(value)),
            Notation::Toml => format!("{key} = {}", toml_text(value)),
        };
        format!("{{ {} }}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
    }

    /// Returns the entry of one of `names`, compared without case, `-` and `_`.
    fn find(&self, names: &[&str]) -> Option<(Key, Node)> {
        let front_matter = split(&self.text).front_matter?;
        let parsed = match self.notation {
            Notation::Yaml => parse_yaml(&front_matter.text, front_matter.offset),
            Notation::Toml => parse_toml(&front_matter.text, front_matter.offset),
        };
        let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
        parsed.entries.into_iter().find(|(key, _)| names.iter().any(|name| plain(name) == plain(&key.text)))
    }

    /// Returns where the lines of front matter begin and end.
    fn bounds(&self) -> (usize, usize) {
        match split(&self.text) {
            Split { front_matter: Some(front_matter), body_start, .. } => {
                let closing = self.text[..body_start].trim_end();
                let close_start = closing.rfind('\n').map_or(0, |at| at + 1);
                (front_matter.offset, close_start)
            }
            Split { .. } => (0, 0),
        }
    }

    /// New fields go after the last field that is a single value, so that they do
    /// not fall into a list or, in TOML, into a table.
    fn insertion_point(&self) -> usize {
        let (start, end) = self.bounds();
        if self.notation == Notation::Yaml {
            return end;
        }
        let lines = self.text[start..end].split_inclusive('\n');
        start + lines.take_while(|line| !line.trim_start().starts_with('[')).map(str::len).sum::<usize>()
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        let line = rest.find('\n').map_or(rest, |at| &rest[..at]);
        from + line.trim_end().len()
    }

    fn line_feed(&self) -> &'static str {
        if self.text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
    }

    /// Takes the quotes around a value into its range, when the span leaves them out.
    fn quote_around(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let bytes = self.text.as_bytes();
        let is_quote = |at: usize| matches!(bytes.get(at), Some(b'"' | b'\''));
        let is_inside = start > 0 && is_quote(start - 1) && bytes.get(end) == bytes.get(start - 1);
        if is_inside { start - 1..end + 1 } else { start..end }
    }
}

/// Returns `text` as YAML: plain where that is safe, else in double quotes.
pub(super) fn yaml_text(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '\'');
    let first_is_letter = text.chars().next().is_some_and(char::is_alphabetic);
    let is_date = text.parse::<crate::model::Date>().is_ok();
    let is_keyword = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    let is_plain = (first_is_letter || is_date) && text.chars().all(is_word) && !text.ends_with(' ') && !is_keyword;
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn toml_text(text: &str) -> String {
    if text.parse::<crate::model::Date>().is_ok() { text.to_owned() } else { quoted(text) }
}

/// JSON's quotes and escapes are valid in YAML and in TOML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text always serialises")
}
