//! The clock that is asked, and on which day its moments lie.

use crate::model::{Date, Instant, Zone};

/// A clock, in the book's time zone.
pub struct Clock {
    now: Box<dyn Fn() -> Instant + Send + Sync>,
    zone: Zone,
}

impl Clock {
    /// Returns a clock that asks `now`.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static, zone: Zone) -> Self {
        Self { now: Box::new(now), zone }
    }

    /// Returns the moment at which it is asked.
    pub(super) fn now(&self) -> Instant {
        (self.now)()
    }

    /// Returns the day it is.
    pub(super) fn today(&self) -> Date {
        self.day_of(self.now())
    }

    /// Returns the day of a moment.
    pub(super) fn day_of(&self, instant: Instant) -> Date {
        self.zone.day_of(instant)
    }

    /// Returns where the days begin.
    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }
}
