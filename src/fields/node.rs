//! The tree of keys and values that both notations are read into.

use crate::source::Span;

/// A key of a table, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key's text, without quotes.
    pub text: String,
    /// Where it stands in the file.
    pub span: Span,
}

/// A single value, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text: for a quoted value what the quotes hold, else the source text.
    pub text: String,
    /// Whether it was written as text (in quotes, or as a block).
    pub is_quoted: bool,
}

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing: an empty value, `null` or `~`.
    Null,
    /// One value.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Keys in the order of the file, each once.
    Table(Vec<(Key, Node)>),
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands in the file.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A place that is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What is wrong there.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

/// What came of parsing: the entries of the top table, and every fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Keys and values, in the order of the file.
    pub entries: Vec<(Key, Node)>,
    /// Faults in the order of the file. With faults, `entries` may lack some.
    pub faults: Vec<Fault>,
}

impl Value {
    /// Returns the kind in words, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Scalar(_) => "a single value",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}
