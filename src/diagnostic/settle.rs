//! From what was found to what is reported: severities and allowances of
//! `book.toml` applied, sorted, counted.

use std::collections::BTreeMap;

use super::{Finding, Findings, Rule, Severity};

/// What `book.toml` says about one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Do not report it.
    Off,
    /// Report it with this severity.
    Severity(Severity),
}

/// A finding that is known and accepted for a while.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// Name of the rule.
    pub rule: String,
    /// Which findings of the rule: those whose path or document it accepts.
    pub scope: AllowanceScope,
    /// Whether its end date has passed today.
    pub is_expired: bool,
}

/// Which findings an allowance covers.
#[derive(Debug, Clone, Default)]
pub struct AllowanceScope {
    /// A pattern of paths; absent means any.
    pub paths: Option<globset::GlobMatcher>,
    /// The id of a document; absent means any.
    pub document: Option<String>,
}

impl Allowance {
    /// Returns whether this allowance covers `finding` today.
    pub fn covers(&self, finding: &Finding) -> bool {
        let path = finding.place.as_ref().map_or("", |place| place.path.as_str());
        !self.is_expired
            && self.rule == finding.rule.name
            && self.scope.paths.as_ref().is_none_or(|glob| glob.is_match(path))
            && self.scope.document.as_ref().is_none_or(|id| finding.document.as_ref() == Some(id))
    }
}

/// The severities and allowances of one book.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// Rules whose severity differs from the default, by name.
    pub by_rule: BTreeMap<String, Level>,
    /// Allowances, in the order of the file.
    pub allowances: Vec<Allowance>,
}

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings left out because an allowance covers them.
    pub allowed: usize,
}

impl Counts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }
}

/// The findings of a run as they are reported.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// Findings ordered by path, place and rule.
    pub findings: Vec<Finding>,
    /// Their counts.
    pub counts: Counts,
}

impl Levels {
    /// Returns the level of `rule` in this book.
    pub fn level(&self, rule: &Rule) -> Level {
        self.by_rule.get(rule.name).copied().unwrap_or(Level::Severity(rule.severity))
    }

    /// Applies levels and allowances to `findings`.
    pub fn settle(&self, findings: Findings) -> Settled {
        let mut settled = Settled::default();
        for mut finding in findings.into_sorted() {
            let Level::Severity(severity) = self.level(finding.rule) else { continue };
            if self.allowances.iter().any(|allowance| allowance.covers(&finding)) {
                settled.counts.allowed += 1;
                continue;
            }
            finding.severity = severity;
            settled.counts.add(severity);
            settled.findings.push(finding);
        }
        settled
    }
}

impl Settled {
    /// Returns only the findings that `is_kept` takes, counted anew.
    #[must_use]
    pub fn limited_to(self, is_kept: impl Fn(&Finding) -> bool) -> Self {
        let allowed = self.counts.allowed;
        let mut limited = Settled { findings: self.findings, counts: Counts { allowed, ..Counts::default() } };
        limited.findings.retain(is_kept);
        for finding in &limited.findings {
            limited.counts.add(finding.severity);
        }
        limited
    }

    /// Returns whether a finding at or above `severity` is among them.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity >= severity)
    }
}
