//! The statement of applicability: the decision for every control.

use std::collections::BTreeMap;

use super::{ControlRef, Date, Implementation, Reason};
use crate::source::{BookPath, Span};

/// The decision on one control.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Whether the control is necessary; absent when the file does not say.
    pub is_applicable: Option<bool>,
    /// Why it is included.
    pub reasons: Vec<Reason>,
    /// The decision in words; asked for when a control is excluded.
    pub justification: Option<String>,
    /// How far it is implemented.
    pub status: Option<Implementation>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where evidence is kept.
    pub evidence: Vec<String>,
    /// Ids of the risks that it treats.
    pub risks: Vec<String>,
    /// Where the decision stands in the file.
    pub at: Span,
}

/// A statement of applicability.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Id of the framework whose every control needs a decision.
    pub framework: String,
    /// Its version label.
    pub version: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// What it is about.
    pub scope: Option<String>,
    /// Decisions by control; controls of other frameworks may be among them.
    pub decisions: BTreeMap<ControlRef, Decision>,
    /// The file that it was read from.
    pub path: BookPath,
    /// Where the statement's own table stands.
    pub at: Span,
}
