//! What a bound book may get wrong: one rule, one file, and a table of all.
//!
//! A check asks the book and adds findings; it changes nothing and knows no
//! other check. The page of each rule, with its cases, stands in
//! `tests/cases/check/`.

mod commits;
mod input;
mod registry;

mod approval_in_future;
mod approval_without_evidence;
mod approver_is_author;
mod approver_not_in_evidence;
mod changed_since_approval;
mod control_without_decision;
mod decision_without_reason;
mod duplicate_title;
mod excluded_clause;
mod excluded_control_claimed;
mod exclusion_without_justification;
mod expired_allowance;
mod faulty_allowed_signers;
mod incomplete_approval;
mod incomplete_history;
mod incomplete_statement;
mod label_reused;
mod label_went_backwards;
mod link_to_retired;
mod missing_documented_information;
mod no_history;
mod placeholder_text;
mod published_address_gone;
mod published_version_changed;
mod review_date_moved;
mod review_due_soon;
mod review_of_another_text;
mod review_older_than_text;
mod review_overdue;
mod superseded_in_force;
mod uncommitted_changes;
mod uncovered_control;
mod unknown_document;
mod weak_coverage;

pub use faulty_allowed_signers::check_outside as check_outside_signers;
pub use incomplete_history::RULE as INCOMPLETE_HISTORY;
pub use input::Input;
pub use registry::{CHECKS, Check, run};
