//! The time in which a key counts.

use std::fmt;

use crate::model::Date;

const DAY_SECONDS: i64 = 86_400;

/// A time with open or closed ends, in seconds since 1970-01-01T00:00Z. Both ends
/// belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// `valid-after`: the first instant; nothing when there is no first.
    pub after: Option<i64>,
    /// `valid-before`: the last instant; nothing when there is no last.
    pub before: Option<i64>,
}

impl Window {
    /// Returns whether the window has begun at an instant.
    pub fn has_begun(self, at: i64) -> bool {
        self.after.is_none_or(|after| at >= after)
    }

    /// Returns whether the window is over at an instant.
    pub fn is_over(self, at: i64) -> bool {
        self.before.is_some_and(|before| at > before)
    }

    /// Returns whether an instant lies in the window.
    pub fn holds(self, at: i64) -> bool {
        self.has_begun(at) && !self.is_over(at)
    }
}

impl fmt::Display for Window {
    /// Writes `from 2024-01-01 00:00:00 UTC to 2024-12-31 00:00:00 UTC`, or one
    /// half of it; "without limit" when both ends are open.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.after.map(words), self.before.map(words)) {
            (Some(after), Some(before)) => write!(f, "from {after} to {before}"),
            (Some(after), None) => write!(f, "from {after}"),
            (None, Some(before)) => write!(f, "to {before}"),
            (None, None) => f.write_str("without limit"),
        }
    }
}

fn words(at: i64) -> String {
    let Some(date) = Date::from_unix(at, 0) else { return format!("second {at}") };
    let second = at.rem_euclid(DAY_SECONDS);
    format!("{date} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

/// Reads `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`. A
/// time without zone is UTC, whatever the zone of this machine.
pub(super) fn instant(text: &str) -> Option<i64> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |start: usize, end: usize| digits.get(start..end)?.parse::<i8>().ok();
    let (hour, minute, second) = match digits.len() {
        8 => (0, 0, 0),
        12 => (part(8, 10)?, part(10, 12)?, 0),
        14 => (part(8, 10)?, part(10, 12)?, part(12, 14)?),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = Date::new(digits.get(..4)?.parse().ok()?, part(4, 6)?, part(6, 8)?)?;
    let days = date.days_since(Date::new(1970, 1, 1)?);
    let clock = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(i64::from(days) * DAY_SECONDS + clock)
}
