//! Findings as a JUnit report, which most build servers show as tests: one test
//! case per finding, and one that passes when there is none.

use std::fmt::Write as _;

use super::{Finding, Settled, Severity};

/// Returns the report as XML. Errors and warnings are failures, notes are
/// passed cases with their text in `system-out`.
pub fn print_junit(settled: &Settled) -> String {
    let failures = settled.counts.errors + settled.counts.warnings;
    let tests = settled.findings.len().max(1);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let totals = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let _ = writeln!(out, "<testsuites name=\"policybook\" {totals}>");
    let _ = writeln!(out, "  <testsuite name=\"policybook check\" {totals}>");
    if settled.findings.is_empty() {
        out.push_str("    <testcase classname=\"policybook\" name=\"no findings\"/>\n");
    }
    for finding in &settled.findings {
        write_case(&mut out, finding);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn write_case(out: &mut String, finding: &Finding) {
    let place = finding.place.as_ref().map_or_else(
        || "book".to_owned(),
        |place| format!("{}:{}:{}", place.path, place.start.line, place.start.column),
    );
    let rule = finding.rule.name;
    let name = escape(&format!("{place} {}", finding.message));
    let mut body = format!("{place}: {}", finding.message);
    if let Some(hint) = &finding.hint {
        body.push_str("\nhelp: ");
        body.push_str(hint);
    }
    let body = escape(&body);
    let _ = writeln!(out, "    <testcase classname=\"{rule}\" name=\"{name}\">");
    let _ = if finding.severity == Severity::Note {
        writeln!(out, "      <system-out>{body}</system-out>")
    } else {
        writeln!(
            out,
            "      <failure type=\"{}\" message=\"{}\">{body}</failure>",
            finding.severity,
            escape(&finding.message)
        )
    };
    out.push_str("    </testcase>\n");
}

/// Escapes for XML text and attributes; what XML 1.0 cannot hold becomes U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || c == '\u{FFFE}' || c == '\u{FFFF}' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
