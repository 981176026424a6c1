//! The shape of `findings.json`, for machines.

use serde::Serialize;

use super::{Finding, Settled};

/// The whole file: `schema`, `date`, `findings`, `counts`.
#[derive(Debug, Serialize)]
pub(super) struct FindingsFile<'a> {
    schema: &'static str,
    date: &'a str,
    findings: Vec<FindingRow<'a>>,
    counts: CountsRow,
}

/// One finding; absent values are `null`.
#[derive(Debug, Serialize)]
struct FindingRow<'a> {
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    document: Option<&'a str>,
}

/// How many of each.
#[derive(Debug, Serialize)]
struct CountsRow {
    error: usize,
    warning: usize,
    note: usize,
    allowed: usize,
}

impl<'a> FindingsFile<'a> {
    /// Returns the file for `settled`, found on `date`.
    pub(super) fn new(settled: &'a Settled, date: &'a str) -> Self {
        let counts = settled.counts;
        Self {
            schema: "policybook-findings/1",
            date,
            findings: settled.findings.iter().map(row).collect(),
            counts: CountsRow {
                error: counts.errors,
                warning: counts.warnings,
                note: counts.notes,
                allowed: counts.allowed,
            },
        }
    }
}

fn row(finding: &Finding) -> FindingRow<'_> {
    let place = finding.place.as_ref();
    FindingRow {
        rule: finding.rule.name,
        severity: finding.severity.as_str(),
        message: &finding.message,
        hint: finding.hint.as_deref(),
        path: place.map(|place| place.path.as_str()),
        line: place.map(|place| place.start.line),
        column: place.map(|place| place.start.column),
        document: finding.document.as_deref(),
    }
}
