//! `controls/mappings/*.toml`: from the entries of one framework to another's.

use std::collections::BTreeMap;

use super::framework::CONTROLS_RULES;
use crate::diagnostic::Findings;
use crate::fields::{Reading, parse_toml};
use crate::model::Mapping;
use crate::source::{SourceFile, Span};

/// Reads one mapping; nothing when it does not say between which frameworks.
pub(super) fn read_mapping(file: &SourceFile, findings: &mut Findings) -> Option<Mapping> {
    let parsed = parse_toml(file.text(), 0);
    let reading = Reading::new(file, CONTROLS_RULES);
    reading.parser_faults(parsed.faults);
    let top = reading.fields(&parsed.entries);
    let (from, to) = (top.text("from"), top.text("to"));
    let title = top.text("title").map(|text| text.text);
    let (is_guidance, is_both_ways) = (top.flag("guidance").unwrap_or(true), top.flag("both-ways").unwrap_or(false));
    let _ = top.text("source");
    let mut pairs = BTreeMap::new();
    if let Some(map) = top.table("map") {
        for (key, node) in map.all() {
            let targets = map.texts_of(key, node).into_iter().map(|text| text.text).collect::<Vec<_>>();
            pairs.insert(key.text.clone(), targets);
        }
    }
    top.finish();
    if from.is_none() || to.is_none() {
        reading.fault(Span::default(), "a mapping needs `from` and `to`", "name the two frameworks by their ids");
    }
    findings.append(reading.finish());
    let (from, to) = (from?.text, to?.text);
    let title = title.unwrap_or_else(|| format!("{from} to {to}"));
    Some(Mapping { from, to, title, is_guidance, is_both_ways, pairs, path: file.path().clone() })
}
