//! Findings as GitHub Actions workflow commands, which become annotations on
//! the lines of a pull request.

use std::fmt::Write as _;

use super::{Settled, Severity};

/// Returns one workflow command per finding, one per line.
pub fn print_github(settled: &Settled) -> String {
    let mut out = String::new();
    for finding in &settled.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut place = String::new();
        if let Some(at) = &finding.place {
            let path = property(at.path.as_str());
            let (start, end) = (at.start, at.end);
            let _ = write!(place, "file={path},line={},col={},endLine={},", start.line, start.column, end.line);
        }
        let mut message = finding.message.clone();
        if let Some(hint) = &finding.hint {
            message.push_str("\nHelp: ");
            message.push_str(hint);
        }
        let _ = writeln!(out, "::{command} {place}title={}::{}", property(finding.rule.name), data(&message));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
