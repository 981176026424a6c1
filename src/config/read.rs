//! From the text of `book.toml` to settings.

use super::acknowledge::read_acknowledge;
use super::host::read_host;
use super::sections;
use super::{Config, FAULTY_CONFIGURATION, UNKNOWN_SETTING};
use crate::diagnostic::{Finding, Findings, Place, Rule};
use crate::fields::{FieldRules, Parsed, Reading, parse_toml};
use crate::model::Date;
use crate::source::{SourceFile, SourceState, Span};

/// Reads `book.toml`. `rules` are all rules whose severity it may set; `today`
/// decides which allowances have ended.
///
/// Adds findings `faulty-configuration` and `unknown-setting`; a setting at
/// fault keeps its default, so that one run reports them all.
pub fn read_config(file: &SourceFile, rules: &[&'static Rule], today: Date, findings: &mut Findings) -> Config {
    let mut config = Config::standard();
    if let SourceState::Unreadable(reason) = file.state() {
        let message = format!("`book.toml` cannot be read: {reason}");
        findings.add(Finding::new(&FAULTY_CONFIGURATION, message).at(Place::whole(file.path())));
        return config;
    }
    let parsed = parse_toml(file.text(), 0);
    if let Some(finding) = mdbook_finding(file, &parsed) {
        findings.add(finding);
        return config;
    }
    let reading = Reading::new(file, FieldRules { faulty: &FAULTY_CONFIGURATION, unknown: &UNKNOWN_SETTING });
    reading.parser_faults(parsed.faults);
    let top = reading.fields(&parsed.entries);
    sections::read_book(&top, &mut config);
    sections::read_variables(&top, &mut config);
    sections::read_site(&top, &mut config);
    sections::read_frameworks(&top, &mut config);
    sections::read_documents(&top, &mut config);
    sections::read_reviews(&top, &mut config);
    read_acknowledge(&top, &mut config.acknowledge);
    read_host(&top, &mut config.host);
    sections::read_approvals(&top, &mut config);
    sections::read_history(&top, &mut config);
    sections::read_checks(&top, rules, today, &mut config);
    top.finish();
    findings.append(reading.finish());
    config
}

/// A real mdBook names renderers, preprocessors or a Rust edition: sections that
/// this program will never have.
fn mdbook_finding(file: &SourceFile, parsed: &Parsed) -> Option<Finding> {
    let (key, _) =
        parsed.entries.iter().find(|(key, _)| matches!(key.text.as_str(), "output" | "preprocessor" | "rust"))?;
    let span = Span::new(key.span.start, key.span.end);
    Some(
        Finding::new(
            &FAULTY_CONFIGURATION,
            format!("this `book.toml` belongs to mdBook: it has a section `[{}]`", key.text),
        )
        .at(Place::new(file, span))
        .hint("keep the policies in a folder of their own, with a `book.toml` of policybook (`policybook init`)"),
    )
}
