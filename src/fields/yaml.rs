//! YAML into nodes. Only what front matter needs: mappings, sequences, scalars.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marked};

use super::{Fault, Key, Node, Parsed, Scalar, Value};
use crate::source::Span;

/// Deepest nesting, and most nodes, that one block may have.
const DEPTH_MAX: usize = 16;
const NODES_MAX: usize = 5_000;

/// Parses `text` as one YAML mapping; `base` is its byte offset within the file.
///
/// A parser of YAML stops at the first error. The entries are then parsed one by
/// one, so that a colon too many in one line hides no fault in another.
pub fn parse_yaml(text: &str, base: usize) -> Parsed {
    let whole = parse_block(text, base);
    if whole.faults.is_empty() {
        return whole;
    }
    let mut parts = Parsed::default();
    let mut names = BTreeSet::new();
    for (start, entry) in top_entries(text) {
        let Parsed { entries, faults } = parse_block(entry, base + start);
        parts.faults.extend(faults);
        for (key, node) in entries {
            if names.insert(key.text.clone()) {
                parts.entries.push((key, node));
            } else {
                parts.entries.retain(|(known, _)| known.text != key.text);
                parts.faults.push(second_key(&key));
            }
        }
    }
    // An error that only the whole shows, such as brackets that close nothing.
    if parts.faults.is_empty() { whole } else { parts }
}

/// Returns the pieces of a block that each begin with a key at the beginning of a
/// line, with their byte offsets.
fn top_entries(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_key = line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '\''));
        if is_key && line.contains(':') {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| (start, &text[start..end])).collect()
}

fn second_key(key: &Key) -> Fault {
    Fault {
        span: key.span,
        message: format!("the key `{}` stands here a second time", key.text),
        hint: Some("keep one of the two; which one is meant cannot be guessed".into()),
    }
}

fn parse_block(text: &str, base: usize) -> Parsed {
    let mut builder =
        Builder { offsets: Offsets::new(text), base, faults: Vec::new(), stack: Vec::new(), root: None, nodes: 0 };
    if let Err(fault) = builder.run(text) {
        builder.faults.push(fault);
    }
    let entries = match builder.root {
        None | Some(Node { value: Value::Null, .. }) => Vec::new(),
        Some(Node { value: Value::Table(entries), .. }) => entries,
        Some(Node { span, value }) => {
            builder.faults.push(Fault {
                span,
                message: format!("{} stands where `key: value` lines belong", value.kind()),
                hint: Some("write one `key: value` on each line".into()),
            });
            Vec::new()
        }
    };
    Parsed { entries, faults: builder.faults }
}

/// A list or table that is still open.
enum Open {
    List { start: usize, items: Vec<Node> },
    Table { start: usize, entries: Vec<(Key, Node)>, names: BTreeSet<String>, key: Option<Key> },
}

struct Builder {
    offsets: Offsets,
    base: usize,
    faults: Vec<Fault>,
    stack: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder {
    fn run(&mut self, text: &str) -> Result<(), Fault> {
        let mut documents = 0;
        for event in Parser::new_from_str(text) {
            let (event, marked) = event.map_err(|error| self.syntax_fault(&error))?;
            let span = self.span(&marked);
            match event {
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(refused(
                            span,
                            "a second YAML document begins here",
                            "keep one block of front matter",
                        ));
                    }
                }
                Event::Alias(_) => {
                    return Err(refused(span, "a YAML alias (`*name`) is not read", "write the value out"));
                }
                Event::Scalar(value, style, anchor, tag) => {
                    refuse_extras(span, anchor, tag.is_some())?;
                    let value = scalar(&value, style);
                    self.close(span, value)?;
                }
                Event::SequenceStart(anchor, tag) => {
                    refuse_extras(span, anchor, tag.is_some())?;
                    self.open(span, Open::List { start: span.start, items: Vec::new() })?;
                }
                Event::MappingStart(anchor, tag) => {
                    refuse_extras(span, anchor, tag.is_some())?;
                    let (entries, names) = (Vec::new(), BTreeSet::new());
                    self.open(span, Open::Table { start: span.start, entries, names, key: None })?;
                }
                Event::SequenceEnd | Event::MappingEnd => match self.stack.pop() {
                    Some(Open::List { start, items }) => self.close(Span::new(start, span.end), Value::List(items))?,
                    Some(Open::Table { start, entries, .. }) => {
                        self.close(Span::new(start, span.end), Value::Table(entries))?;
                    }
                    None => {}
                },
            }
        }
        Ok(())
    }

    fn open(&mut self, span: Span, open: Open) -> Result<(), Fault> {
        if self.stack.len() >= DEPTH_MAX {
            return Err(refused(span, &format!("nested deeper than {DEPTH_MAX} levels"), "write it flatter"));
        }
        if let Some(Open::Table { key: None, .. }) = self.stack.last() {
            return Err(refused(span, "a list or table stands where a key belongs", "use a plain word as the key"));
        }
        self.stack.push(open);
        Ok(())
    }

    /// Takes a finished value to the list or table that is open.
    fn close(&mut self, span: Span, value: Value) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            return Err(refused(span, &format!("more than {NODES_MAX} values"), "split the document"));
        }
        let node = Node { span, value };
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Table { entries, names, key, .. }) => match key.take() {
                Some(name) if names.insert(name.text.clone()) => entries.push((name, node)),
                Some(name) => self.faults.push(second_key(&name)),
                None => {
                    let text = match node.value {
                        Value::Scalar(scalar) => scalar.text,
                        Value::Null | Value::List(_) | Value::Table(_) => String::new(),
                    };
                    *key = Some(Key { text, span });
                }
            },
        }
        Ok(())
    }

    fn span(&self, marked: &Marked) -> Span {
        let start = self.offsets.byte(marked.start.index());
        let end = self.offsets.byte(marked.end.index());
        Span::new(start, end).shifted(self.base)
    }

    fn syntax_fault(&self, error: &saphyr_parser::ScanError) -> Fault {
        let at = self.offsets.byte(error.marker().index()) + self.base;
        let info = error.info();
        if info.contains("unknown anchor") {
            let message = "a YAML alias (`*name`) is not read".to_owned();
            let hint = "write the value out; put a text that begins with `*` into quotes".to_owned();
            return Fault { span: Span::new(at, at + 1), message, hint: Some(hint) };
        }
        let hint = if info.contains("mapping values") {
            "put the value into quotes when it holds `: `"
        } else if info.contains("tab") {
            "indent with spaces"
        } else {
            "check quotes, brackets and indentation on this line and the one before"
        };
        Fault {
            span: Span::new(at, at + 1),
            message: format!("this is not valid YAML: {info}"),
            hint: Some(hint.into()),
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    let is_quoted = style != ScalarStyle::Plain;
    if !is_quoted && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Value::Null;
    }
    Value::Scalar(Scalar { text: text.to_owned(), is_quoted })
}

fn refuse_extras(span: Span, anchor: usize, has_tag: bool) -> Result<(), Fault> {
    if anchor != 0 {
        return Err(refused(span, "a YAML anchor (`&name`) is not read", "write the value out"));
    }
    if has_tag {
        return Err(refused(span, "a YAML tag (`!name`) is not read", "write the plain value; put text into quotes"));
    }
    Ok(())
}

fn refused(span: Span, message: &str, hint: &str) -> Fault {
    Fault { span, message: message.to_owned(), hint: Some(hint.to_owned()) }
}

/// From the parser's character indices to bytes.
struct Offsets {
    /// Absent for ASCII, where both are equal.
    bytes: Option<Vec<usize>>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let bytes = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self { bytes, length: text.len() }
    }

    fn byte(&self, index: usize) -> usize {
        match &self.bytes {
            None => index.min(self.length),
            Some(bytes) => bytes.get(index).copied().unwrap_or(self.length),
        }
    }
}
