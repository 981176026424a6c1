//! The table of all checks.

use rayon::prelude::*;

use super::Input;
use crate::diagnostic::{Findings, Rule};

/// A rule and the function that looks for it.
pub struct Check {
    /// What is found.
    pub rule: &'static Rule,
    run: fn(&Input<'_>, &mut Findings),
}

/// Declares the table from the names of the files.
macro_rules! checks {
    ($($name:ident),+ $(,)?) => {
        &[$(Check { rule: &super::$name::RULE, run: super::$name::check }),+]
    };
}

/// All checks, by name.
pub static CHECKS: &[Check] = checks![
    approval_in_future,
    approval_without_evidence,
    approver_is_author,
    approver_not_in_evidence,
    changed_since_approval,
    control_without_decision,
    decision_without_reason,
    duplicate_title,
    excluded_clause,
    excluded_control_claimed,
    exclusion_without_justification,
    expired_allowance,
    faulty_allowed_signers,
    incomplete_approval,
    incomplete_history,
    incomplete_statement,
    label_reused,
    label_went_backwards,
    link_to_retired,
    missing_documented_information,
    no_history,
    placeholder_text,
    published_address_gone,
    published_version_changed,
    review_date_moved,
    review_due_soon,
    review_of_another_text,
    review_older_than_text,
    review_overdue,
    superseded_in_force,
    uncommitted_changes,
    uncovered_control,
    unknown_document,
    weak_coverage,
];

/// Runs every check on `input`; each adds findings of its own rule only.
pub fn run(input: &Input<'_>, findings: &mut Findings) {
    let found = CHECKS.par_iter().map(|check| {
        let mut found = Findings::default();
        (check.run)(input, &mut found);
        found
    });
    for found in found.collect::<Vec<_>>() {
        findings.append(found);
    }
}
