//! Moments in time, as the log of acknowledgements records them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::Date;

/// A moment in UTC, to the microsecond: no database keeps more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A text was no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a moment such as 2026-03-01T10:00:00.000000Z")]
pub struct BadInstant;

impl Instant {
    /// Returns the moment `micros` microseconds after 1970-01-01T00:00Z; nothing
    /// outside the years 1 to 9999.
    pub fn from_unix_micros(micros: i64) -> Option<Self> {
        let date = Date::from_unix(micros.div_euclid(1_000_000), 0)?;
        (date.year_month().0 >= 1).then_some(Self(micros))
    }

    /// Returns microseconds since 1970-01-01T00:00Z.
    pub fn unix_micros(self) -> i64 {
        self.0
    }

    /// Returns whole seconds since 1970-01-01T00:00Z, rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

impl FromStr for Instant {
    type Err = BadInstant;

    /// Reads exactly what [`fmt::Display`] writes: one spelling for one moment.
    fn from_str(text: &str) -> Result<Self, BadInstant> {
        let timestamp: Timestamp = text.parse().map_err(|_| BadInstant)?;
        let instant = Self::from_unix_micros(timestamp.as_microsecond()).ok_or(BadInstant)?;
        if instant.to_string() == text { Ok(instant) } else { Err(BadInstant) }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.unix_seconds().rem_euclid(86_400);
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        let day = Date::from_unix(self.unix_seconds(), 0).ok_or(fmt::Error)?;
        write!(f, "{day}T{hours:02}:{minutes:02}:{seconds:02}.{:06}Z", self.0.rem_euclid(1_000_000))
    }
}
