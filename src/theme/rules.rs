//! What can be wrong with a book's own theme.

use crate::diagnostic::{Rule, Severity};

/// A file of the theme that cannot be used.
pub static FAULTY_THEME: Rule = Rule {
    name: "faulty-theme",
    severity: Severity::Error,
    summary: "a template, asset or file of words in the book's own theme cannot be used",
};

/// A file that was taken from the built-in theme before the built-in one changed.
pub static OUTDATED_THEME: Rule = Rule {
    name: "outdated-theme",
    severity: Severity::Warning,
    summary: "a theme file was taken from a built-in one that has changed since",
};

/// All rules of this room.
pub static RULES: [&Rule; 2] = [&FAULTY_THEME, &OUTDATED_THEME];
