//! Time zones: on which day a moment lies depends on where one is.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Date, Instant};

/// A zone of the IANA time zone database, which is part of this program. Without a word, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A text names no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time zone")]
pub struct BadZone;

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// Returns the calendar day of a moment in this zone.
    pub fn day_of(&self, instant: Instant) -> Date {
        let utc = || Date::from_unix(instant.unix_seconds(), 0);
        let there = Timestamp::from_microsecond(instant.unix_micros()).ok().and_then(|moment| {
            let date = self.0.to_datetime(moment).date();
            Date::new(date.year(), date.month(), date.day())
        });
        // The last hours of the years that there are may lie beyond them elsewhere.
        there.or_else(utc).expect("a moment lies between the years 1 and 9999")
    }
}

impl FromStr for Zone {
    type Err = BadZone;

    /// Reads a name such as `Europe/Berlin`.
    fn from_str(text: &str) -> Result<Self, BadZone> {
        TimeZone::get(text).map(Self).map_err(|_| BadZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}
