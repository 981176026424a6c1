//! The rules that reading `book.toml` may break.

use crate::diagnostic::{Rule, Severity};

/// A setting that cannot be read.
pub static FAULTY_CONFIGURATION: Rule = Rule {
    name: "faulty-configuration",
    severity: Severity::Error,
    summary: "`book.toml` is not valid, or a setting has a value that it cannot have",
};

/// A setting that nobody knows.
pub static UNKNOWN_SETTING: Rule = Rule {
    name: "unknown-setting",
    severity: Severity::Error,
    summary: "`book.toml` has a section or key that policybook does not know",
};

/// All rules of this room.
pub static RULES: [&Rule; 2] = [&FAULTY_CONFIGURATION, &UNKNOWN_SETTING];
