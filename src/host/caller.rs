//! Somebody who sent a request.

use std::collections::BTreeSet;

use hyper::StatusCode;

use super::answer::Problem;
use crate::ledger::{Authentication, Identity};

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// Who they are.
    pub(super) identity: Identity,
    /// The groups that the sign-in says they are in.
    pub(super) groups: BTreeSet<String>,
    /// How that was established.
    pub(super) authentication: Authentication,
}

/// Says that nobody signed in.
pub(super) fn nobody() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "not-signed-in", "nobody has signed in: open the site by its usual address")
}
