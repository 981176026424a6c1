//! From nodes to typed values. Every question that finds something else than it
//! asked for adds a finding and answers with nothing; keys that nobody asked for
//! are reported with the nearest key that somebody did ask for.

use std::cell::RefCell;
use std::str::FromStr;

use super::{Fault, Key, Node, Value};
use crate::diagnostic::{Finding, Findings, Place, Rule, nearest};
use crate::source::{SourceFile, Span};

/// The rules under which one kind of file reports its faults.
#[derive(Debug, Clone, Copy)]
pub struct FieldRules {
    /// Not well-formed, or a value of the wrong kind.
    pub faulty: &'static Rule,
    /// A key that nobody knows.
    pub unknown: &'static Rule,
}

/// One file being read: collects the findings of all its tables.
#[derive(Debug)]
pub struct Reading<'a> {
    file: &'a SourceFile,
    rules: FieldRules,
    findings: RefCell<Findings>,
}

impl<'a> Reading<'a> {
    /// Begins to read `file`.
    pub fn new(file: &'a SourceFile, rules: FieldRules) -> Self {
        Self { file, rules, findings: RefCell::default() }
    }

    /// Returns the place of `span` in the file.
    pub fn place(&self, span: Span) -> Place {
        Place::new(self.file, span)
    }

    /// Adds a finding.
    pub fn add(&self, finding: Finding) {
        self.findings.borrow_mut().add(finding);
    }

    /// Adds a finding of the rule for faulty values.
    pub fn fault(&self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Finding::new(self.rules.faulty, message).at(self.place(span)).hint(hint));
    }

    /// Adds what the parser of the notation found.
    pub fn parser_faults(&self, faults: Vec<Fault>) {
        for fault in faults {
            let finding = Finding::new(self.rules.faulty, fault.message).at(self.place(fault.span));
            self.add(match fault.hint {
                Some(hint) => finding.hint(hint),
                None => finding,
            });
        }
    }

    /// Opens the top table.
    pub fn fields(&'a self, entries: &'a [(Key, Node)]) -> Fields<'a> {
        Fields { reading: self, entries, asked: RefCell::default(), seen: RefCell::new(vec![false; entries.len()]) }
    }

    /// Returns all findings.
    pub fn finish(self) -> Findings {
        self.findings.into_inner()
    }
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text as written, never empty.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it stands in quotes.
    pub is_quoted: bool,
}

/// One table being read.
#[derive(Debug)]
pub struct Fields<'a> {
    reading: &'a Reading<'a>,
    entries: &'a [(Key, Node)],
    asked: RefCell<Vec<String>>,
    seen: RefCell<Vec<bool>>,
}

impl<'a> Fields<'a> {
    /// Returns the file being read.
    pub fn reading(&self) -> &'a Reading<'a> {
        self.reading
    }

    /// Returns all entries, in the order of the file, and counts them as known.
    pub fn all(&self) -> &'a [(Key, Node)] {
        self.seen.borrow_mut().fill(true);
        self.entries
    }

    /// Returns key and value of `name`, unless it is absent or empty.
    pub fn entry(&self, name: &str) -> Option<(&'a Key, &'a Node)> {
        self.asked.borrow_mut().push(name.to_owned());
        let index = self.entries.iter().position(|(key, _)| key.text == name)?;
        self.seen.borrow_mut()[index] = true;
        let (key, node) = &self.entries[index];
        (node.value != Value::Null).then_some((key, node))
    }

    /// Returns the value of `name` as text.
    pub fn text(&self, name: &str) -> Option<Text> {
        let (key, node) = self.entry(name)?;
        self.as_text(key, node, "a text")
    }

    /// Returns the value of `name` as a `T`; `expected` says in words what is asked for.
    pub fn parse<T: FromStr>(&self, name: &str, expected: &str) -> Option<(T, Span)> {
        let (key, node) = self.entry(name)?;
        self.parse_node(key, node, expected)
    }

    /// Returns `node`, the value of `key`, as a `T`.
    pub fn parse_node<T: FromStr>(&self, key: &Key, node: &Node, expected: &str) -> Option<(T, Span)> {
        let text = self.as_text(key, node, expected)?;
        match text.text.parse() {
            Ok(value) => Some((value, text.span)),
            Err(_) => {
                self.reading.fault(
                    text.span,
                    format!("`{}` is `{}`, not {expected}", key.text, text.text),
                    format!("write {expected}"),
                );
                None
            }
        }
    }

    /// Returns the value of `name` as `true` or `false`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.parse(name, "`true` or `false`").map(|(flag, _)| flag)
    }

    /// Returns the value of `name` as texts: a list, or a single one.
    pub fn texts(&self, name: &str) -> Vec<Text> {
        self.entry(name).map(|(key, node)| self.texts_of(key, node)).unwrap_or_default()
    }

    /// Returns `node`, the value of `key`, as texts: a list, or a single one.
    pub fn texts_of(&self, key: &Key, node: &Node) -> Vec<Text> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.as_text(key, item, "a text")).collect(),
            _ => self.as_text(key, node, "a text or a list of texts").into_iter().collect(),
        }
    }

    /// Returns the value of `name` as a table.
    pub fn table(&self, name: &str) -> Option<Fields<'a>> {
        let (key, node) = self.entry(name)?;
        self.as_table(key, node)
    }

    /// Returns the value of `name` as a list of tables; a single table counts as one.
    pub fn tables(&self, name: &str) -> Vec<(Fields<'a>, Span)> {
        let Some((key, node)) = self.entry(name) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| Some((self.as_table(key, item)?, item.span))).collect()
    }

    /// Returns `node`, the value of `key`, as a table.
    pub fn as_table(&self, key: &Key, node: &'a Node) -> Option<Fields<'a>> {
        match &node.value {
            Value::Table(entries) => Some(self.reading.fields(entries)),
            other => {
                self.wrong_kind(key, node.span, other, "a table");
                None
            }
        }
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.into_inner();
        for ((key, _), seen) in self.entries.iter().zip(self.seen.into_inner()) {
            if seen {
                continue;
            }
            let message = format!("`{}` is not a known key", key.text);
            let finding = Finding::new(self.reading.rules.unknown, message).at(self.reading.place(key.span));
            let hint = match nearest(&key.text, asked.iter().map(String::as_str)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "remove it, or see the reference for the keys that are read here".to_owned(),
            };
            self.reading.add(finding.hint(hint));
        }
    }

    fn as_text(&self, key: &Key, node: &Node, expected: &str) -> Option<Text> {
        match &node.value {
            Value::Scalar(scalar) if !scalar.text.trim().is_empty() => {
                Some(Text { text: scalar.text.clone(), span: node.span, is_quoted: scalar.is_quoted })
            }
            Value::Scalar(_) | Value::Null => None,
            other => {
                self.wrong_kind(key, node.span, other, expected);
                None
            }
        }
    }

    fn wrong_kind(&self, key: &Key, span: Span, value: &Value, expected: &str) {
        let message = format!("`{}` is {}, not {expected}", key.text, value.kind());
        self.reading.fault(span, message, format!("write {expected}"));
    }
}
