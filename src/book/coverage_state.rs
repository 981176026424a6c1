//! How an entry of a framework can stand.

/// How an entry of a framework stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoverageState {
    /// At least one approved document claims it.
    Covered,
    /// Only documents that are not approved claim it.
    DraftOnly,
    /// No live document claims it.
    Uncovered,
    /// The statement of applicability excludes it.
    Excluded,
}

impl CoverageState {
    /// Returns the word that data files use.
    pub fn as_str(self) -> &'static str {
        match self {
            CoverageState::Covered => "covered",
            CoverageState::DraftOnly => "draft-only",
            CoverageState::Uncovered => "uncovered",
            CoverageState::Excluded => "excluded",
        }
    }
}
