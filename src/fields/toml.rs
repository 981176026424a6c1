//! TOML into nodes, with every syntax error of the file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, Key, Node, Parsed, Scalar, Value};
use crate::source::Span;

/// Parses `text` as TOML; `base` is its byte offset within the file.
pub fn parse_toml(text: &str, base: usize) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors
        .iter()
        .map(|error| Fault {
            span: Span::from(error.span().unwrap_or(0..0)).shifted(base),
            message: format!("this is not valid TOML: {}", error.message().trim_end_matches('.').replace('\n', "; ")),
            hint: None,
        })
        .collect();
    Parsed { entries: entries(table.get_ref(), text, base), faults }
}

/// Nesting is bounded by the parser (80 levels), so that this recursion is too.
fn entries(table: &DeTable<'_>, text: &str, base: usize) -> Vec<(Key, Node)> {
    let mut entries: Vec<(Key, Node)> = table
        .iter()
        .map(|(key, value)| {
            let span = Span::from(key.span()).shifted(base);
            (Key { text: key.get_ref().to_string(), span }, node(value, text, base))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

fn node(value: &Spanned<DeValue<'_>>, text: &str, base: usize) -> Node {
    let source = text.get(value.span()).unwrap_or_default();
    let scalar = |text: &str, is_quoted| Value::Scalar(Scalar { text: text.to_owned(), is_quoted });
    let converted = match value.get_ref() {
        DeValue::String(string) => scalar(string, true),
        DeValue::Array(array) => Value::List(array.iter().map(|item| node(item, text, base)).collect()),
        DeValue::Table(table) => Value::Table(entries(table, text, base)),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => scalar(source, false),
    };
    Node { span: Span::from(value.span()).shifted(base), value: converted }
}
