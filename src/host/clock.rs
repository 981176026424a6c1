//! The clock that is asked: tests have one of their own.

use std::sync::Arc;

use crate::model::Instant;

/// Returns the moment at which it is asked.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;
