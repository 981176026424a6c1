//! What is wrong with an export.

use std::fmt;

/// A fault, with its place and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; nothing when it is about the whole file.
    pub line: Option<u64>,
    /// What is there.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Fault {
    /// Makes a fault.
    pub(super) fn new(line: Option<u64>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { line, message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{} ({})", self.message, self.hint)
    }
}
