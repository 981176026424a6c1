//! Findings that are new, and those that are gone.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Finding, Severity};

/// The findings of a change.
#[derive(Debug, Clone, Serialize)]
pub struct FindingsImpact {
    /// Findings that were not there before.
    pub new: Vec<ImpactFinding>,
    /// Findings that are not there any more.
    pub gone: Vec<ImpactFinding>,
    /// How many are new.
    pub new_counts: FindingCounts,
    /// How many are gone.
    pub gone_counts: FindingCounts,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct ImpactFinding {
    /// Name of its rule.
    pub rule: &'static str,
    /// Its severity.
    pub severity: &'static str,
    /// What is.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The file; nothing when it is about the book as a whole.
    pub path: Option<String>,
    /// The line, from one.
    pub line: Option<usize>,
    /// The column, from one.
    pub column: Option<usize>,
    /// The id of the document that it is about.
    pub document: Option<String>,
}

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FindingCounts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
}

/// What is not committed is told at the head of the whole.
const LEFT_OUT: &str = "uncommitted-changes";

/// Compares findings by rule, document or file, and message; of the same one several
/// times, the number counts.
pub(super) fn findings(before: &[Finding], after: &[Finding]) -> FindingsImpact {
    let (new, gone) = (without(after, before), without(before, after));
    FindingsImpact {
        new_counts: counts(&new),
        gone_counts: counts(&gone),
        new: new.into_iter().map(row).collect(),
        gone: gone.into_iter().map(row).collect(),
    }
}

/// What makes two findings the same one: not the line, which moves with the text.
fn key(finding: &Finding) -> (&'static str, &str, &str) {
    let path = finding.place.as_ref().map(|place| place.path.as_str());
    (finding.rule.name, finding.document.as_deref().or(path).unwrap_or_default(), &finding.message)
}

fn without<'a>(these: &'a [Finding], others: &[Finding]) -> Vec<&'a Finding> {
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for finding in others {
        *known.entry(key(finding)).or_default() += 1;
    }
    let mut left: Vec<&Finding> = Vec::new();
    for finding in these.iter().filter(|finding| finding.rule.name != LEFT_OUT) {
        match known.get_mut(&key(finding)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(finding),
        }
    }
    left.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    left
}

fn counts(findings: &[&Finding]) -> FindingCounts {
    let mut counts = FindingCounts::default();
    for finding in findings {
        match finding.severity {
            Severity::Error => counts.error += 1,
            Severity::Warning => counts.warning += 1,
            Severity::Note => counts.note += 1,
        }
    }
    counts
}

fn row(finding: &Finding) -> ImpactFinding {
    let place = finding.place.as_ref();
    ImpactFinding {
        rule: finding.rule.name,
        severity: finding.severity.as_str(),
        message: finding.message.clone(),
        hint: finding.hint.clone(),
        path: place.map(|place| place.path.to_string()),
        line: place.map(|place| place.start.line),
        column: place.map(|place| place.start.column),
        document: finding.document.clone(),
    }
}
