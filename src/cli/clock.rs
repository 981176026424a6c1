//! The time that it is, and the day.

use std::time::{SystemTime, UNIX_EPOCH};

use super::args::Common;
use super::failure::Failure;
use crate::model::{Date, Instant, Zone};

/// Returns the moment at which it is asked.
pub(super) fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
    Instant::from_unix_micros(micros).expect("the system's clock shows a year before 10000")
}

/// Returns the day that a command takes for today: `--date`, else that of
/// `SOURCE_DATE_EPOCH` (reproducible-builds.org) or of the clock in this zone.
pub(super) fn today(common: &Common, zone: &Zone) -> Result<Date, Failure> {
    if let Some(date) = common.date {
        return Ok(date);
    }
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(zone.day_of(now())) };
    let seconds = epoch.trim().parse::<i64>().ok();
    let moment = seconds.and_then(|seconds| Instant::from_unix_micros(seconds.checked_mul(1_000_000)?));
    let moment =
        moment.ok_or_else(|| Failure::usage(format!("SOURCE_DATE_EPOCH is `{epoch}`, not seconds since 1970")))?;
    Ok(zone.day_of(moment))
}
