//! Rules: what can be found, each with a name that is never used again for
//! something else.

use std::fmt;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a build unless asked to.
    Note,
    /// Should be mended.
    Warning,
    /// The book must not be published like this.
    Error,
}

impl Severity {
    /// Returns the word that people write: `note`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that policybook can find.
///
/// Its full page, with cases, stands in `tests/cases/check/<name>.md`.
#[derive(Debug)]
pub struct Rule {
    /// The name, in lower case with hyphens: `broken-link`.
    pub name: &'static str,
    /// The severity when `book.toml` says nothing.
    pub severity: Severity,
    /// One line: what it finds.
    pub summary: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

/// Declares the rules of a room that raises several, and the table of them all:
/// `NAME = "name", Severity, "summary";` for each.
macro_rules! rules {
    ($($ident:ident = $name:literal, $severity:ident, $summary:literal;)+) => {
        $(#[doc = $summary] pub(super) static $ident: $crate::diagnostic::Rule =
            $crate::diagnostic::Rule { name: $name, severity: $crate::diagnostic::Severity::$severity, summary: $summary };)+
        /// All rules of this room.
        pub static RULES: &[&$crate::diagnostic::Rule] = &[$(&$ident),+];
    };
}

pub(crate) use rules;
