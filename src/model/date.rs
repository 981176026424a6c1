//! Calendar dates and the periods between them.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil;

/// A calendar date without time or zone, from year 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// A text was no date, or no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date or period")]
pub struct BadDate;

impl Date {
    /// Returns the date of this year, month and day, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        (year >= 1).then(|| civil::Date::new(year, month, day).ok()).flatten().map(Self)
    }

    /// Returns the date at `seconds` since 1970-01-01T00:00Z, seen from a zone
    /// that is `offset_minutes` east of UTC; nothing when no calendar date
    /// between the years 1 and 9999 is meant.
    pub fn from_unix(seconds: i64, offset_minutes: i32) -> Option<Self> {
        let local = seconds.checked_add(i64::from(offset_minutes) * 60)?;
        let days = i32::try_from(local.div_euclid(86_400)).ok()?;
        let date = civil::date(1970, 1, 1).checked_add(days.days()).ok()?;
        (date.year() >= 1).then_some(Self(date))
    }

    /// Returns the date `period` later. Months are added before days; a day that
    /// the month lacks becomes its last.
    pub fn plus(self, period: Period) -> Option<Self> {
        let months = self.0.checked_add(i32::from(period.months).months()).ok()?;
        months.checked_add(i32::from(period.days).days()).ok().map(Self)
    }

    /// Returns the whole days from `earlier` to this date; negative when it is later.
    pub fn days_since(self, earlier: Date) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }

    /// Returns year and month, for grouping.
    pub fn year_month(self) -> (i16, i8) {
        (self.0.year(), self.0.month())
    }
}

impl FromStr for Date {
    type Err = BadDate;

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Self, BadDate> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return Err(BadDate);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().map_err(|_| BadDate);
        let small = |value: i16| i8::try_from(value).map_err(|_| BadDate);
        Self::new(number(0..4)?, small(number(5..7)?)?, small(number(8..10)?)?).ok_or(BadDate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A length of time in months and days, such as a review cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    months: u16,
    days: u16,
}

impl Period {
    /// Returns a period of whole months.
    pub const fn months(months: u16) -> Self {
        Self { months, days: 0 }
    }

    /// Returns a period of whole days.
    pub const fn days(days: u16) -> Self {
        Self { months: 0, days }
    }
}

impl FromStr for Period {
    type Err = BadDate;

    /// Reads `12 months`, `1 year`, `90 days`, `2 weeks`, their ISO 8601 forms
    /// (`P12M`, `P1Y`, `P90D`, `P2W`) and the words `annual`, `yearly`,
    /// `half-yearly`, `quarterly`, `monthly`. Zero is no period.
    fn from_str(text: &str) -> Result<Self, BadDate> {
        let text = text.trim().to_ascii_lowercase();
        match text.as_str() {
            "annual" | "annually" | "yearly" => return Ok(Self::months(12)),
            "half-yearly" | "biannual" | "biannually" | "semi-annual" | "semi-annually" => return Ok(Self::months(6)),
            "quarterly" => return Ok(Self::months(3)),
            "monthly" => return Ok(Self::months(1)),
            _ => {}
        }
        let body = text.strip_prefix('p').unwrap_or(&text);
        let split = body.find(|c: char| !c.is_ascii_digit()).ok_or(BadDate)?;
        let amount: u16 = body[..split].parse().map_err(|_| BadDate)?;
        if amount == 0 {
            return Err(BadDate);
        }
        let times = |factor: u16| amount.checked_mul(factor).ok_or(BadDate);
        match body[split..].trim_start_matches([' ', '-']) {
            "d" | "day" | "days" => Ok(Self::days(amount)),
            "w" | "week" | "weeks" => Ok(Self::days(times(7)?)),
            "m" | "month" | "months" => Ok(Self::months(amount)),
            "y" | "year" | "years" => Ok(Self::months(times(12)?)),
            _ => Err(BadDate),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: u16| if n == 1 { "" } else { "s" };
        match (self.months, self.days) {
            (0, days) => write!(f, "{days} day{}", plural(days)),
            (months, 0) => write!(f, "{months} month{}", plural(months)),
            (months, days) => write!(f, "{months} month{} {days} day{}", plural(months), plural(days)),
        }
    }
}
