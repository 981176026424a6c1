//! People and commits, as names in other nouns.

use std::fmt;

/// Somebody who wrote a commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// The name; never empty ("unknown" when git has none).
    pub name: String,
    /// The e-mail address. It is shown only where `[history] emails` asks for it.
    pub email: Option<String>,
}

/// The id of a commit: 40 or 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(String);

impl CommitId {
    /// Takes an id in hexadecimal as git prints it.
    pub fn new(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }

    /// Returns all digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first ten digits, for people.
    pub fn short(&self) -> &str {
        self.0.get(..10).unwrap_or(&self.0)
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
