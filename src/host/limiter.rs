//! How often somebody may ask for what costs: so many in a minute, each person for themselves.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::Instant;

/// Acknowledgements of one person in a minute.
const PER_MINUTE: usize = 10;
/// People who are remembered at once; those who asked longest ago are forgotten first.
const PEOPLE_MAX: usize = 100_000;
const MINUTE_MICROS: i64 = 60_000_000;

/// Counts.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    asked: Mutex<BTreeMap<(String, String), Vec<i64>>>,
}

impl Limiter {
    /// Counts one more of a person, named by issuer and identifier; nothing when it is one too
    /// many, and then after how many seconds they may ask again.
    pub(super) fn count(&self, issuer: &str, id: &str, now: Instant) -> Result<(), u32> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now.unix_micros();
        // Who asked at the same time may have read the clock a little later; a clock that was put back
        // far forgets.
        let is_recent = |at: &i64| (now - at).abs() < MINUTE_MICROS;
        if asked.len() >= PEOPLE_MAX {
            asked.retain(|_, times| times.iter().any(is_recent));
        }
        let times = asked.entry((issuer.to_owned(), id.to_owned())).or_default();
        times.retain(is_recent);
        if times.len() >= PER_MINUTE {
            let oldest = times.first().copied().unwrap_or(now);
            return Err(u32::try_from((MINUTE_MICROS - (now - oldest)) / 1_000_000 + 1).unwrap_or(60));
        }
        times.push(now);
        Ok(())
    }
}
