//! Characters in the values of a file that a reader cannot see.

use super::rules::HIDDEN_CHARACTER;
use crate::diagnostic::Finding;
use crate::fields::{Key, Node, Reading, Value};
use crate::markdown::hidden_characters;

/// Reports every value below `entries` that holds such a character, also one
/// that is written as an escape.
pub(super) fn report_hidden(entries: &[(Key, Node)], reading: &Reading<'_>) {
    for (_, node) in entries {
        report(node, reading);
    }
}

fn report(node: &Node, reading: &Reading<'_>) {
    match &node.value {
        Value::Scalar(scalar) => {
            if let Some((_, character)) = hidden_characters(&scalar.text).next() {
                let message = format!("the invisible character U+{:04X} stands in this value", u32::from(character));
                let finding = Finding::new(&HIDDEN_CHARACTER, message).at(reading.place(node.span));
                reading.add(finding.hint("delete it: readers cannot see what it does to the text"));
            }
        }
        Value::List(items) => items.iter().for_each(|item| report(item, reading)),
        Value::Table(entries) => report_hidden(entries, reading),
        Value::Null => {}
    }
}
