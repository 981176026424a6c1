//! Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the change.

use serde_json::{Value, json};

use super::{Finding, Place, Rule, Settled, Severity};
use crate::source::encode_path;

/// Returns the report as pretty JSON that ends with a line feed. `rules` are all
/// rules that the run could have raised.
pub fn print_sarif(settled: &Settled, rules: &[&'static Rule]) -> String {
    let descriptors: Vec<Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.name,
                "shortDescription": { "text": rule.summary },
                "defaultConfiguration": { "level": level(rule.severity) },
                "help": { "text": format!("Run `policybook explain {}`.", rule.name) },
            })
        })
        .collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "policybook",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": descriptors,
            }},
            "columnKind": "unicodeCodePoints",
            "results": settled.findings.iter().map(|finding| result(finding, rules)).collect::<Vec<_>>(),
        }],
    });
    let mut text = serde_json::to_string_pretty(&report).expect("a JSON value always serialises");
    text.push('\n');
    text
}

fn result(finding: &Finding, rules: &[&'static Rule]) -> Value {
    let text = match &finding.hint {
        Some(hint) => format!("{}. Help: {hint}", finding.message),
        None => finding.message.clone(),
    };
    let mut value = json!({
        "ruleId": finding.rule.name,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": finding.place.iter().map(location).collect::<Vec<_>>(),
    });
    if let Some(index) = rules.iter().position(|rule| *rule == finding.rule) {
        value["ruleIndex"] = json!(index);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().map(|(place, label)| {
            let mut entry = location(place);
            entry["message"] = json!({ "text": label });
            entry
        });
        value["relatedLocations"] = related.collect();
    }
    value
}

fn location(place: &Place) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": encode_path(place.path.as_str()), "uriBaseId": "%SRCROOT%" },
        "region": {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
        },
    }})
}

/// The levels of SARIF have the names of our severities.
fn level(severity: Severity) -> &'static str {
    severity.as_str()
}
