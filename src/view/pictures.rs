//! Pictures that are drawn at build time: places on a line of time, in percent, so that
//! they fit every width. The words beside them are in a table of the same page.

use serde::Serialize;

use super::Views;
use super::common::text_of;
use super::version::VersionRow;
use crate::book::BoundDocument;
use crate::model::Date;

/// Months of the picture of reviews at most.
const MONTHS_MAX: usize = 36;
/// The highest bar, and where bars stand, in pixels from above.
const BAR_HEIGHT: usize = 112;
const BAR_BOTTOM: usize = 134;
/// A label needs so many percent of the width.
const LABEL_PERCENT: f64 = 8.0;

/// The life of a document: its versions in force, its reviews, and when the next is due.
#[derive(Debug, Clone, Serialize)]
pub struct LifeLine {
    /// Versions that were in force, the earliest first.
    pub versions: Vec<LifeSpan>,
    /// Reviews that were held.
    pub reviews: Vec<LifeMark>,
    /// The next review.
    pub due: Option<LifeMark>,
    /// The years, at their first day.
    pub years: Vec<LifeMark>,
    /// The first day, for the mark of the reader's day.
    pub from: String,
    /// The last day.
    pub until: String,
}

/// The time of a version.
#[derive(Debug, Clone, Serialize)]
pub struct LifeSpan {
    /// Its label.
    pub label: String,
    /// Where it begins, such as `12.50%`.
    pub x: String,
    /// How long it is.
    pub width: String,
    /// Where its label stands.
    pub middle: String,
    /// Whether the label has room.
    pub has_label: bool,
    /// First day in force.
    pub from: String,
    /// First day on which it was not in force any more.
    pub until: Option<String>,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct LifeMark {
    /// Where it is.
    pub x: String,
    /// The day, or the year.
    pub label: String,
}

/// How many reviews are due in each month.
#[derive(Debug, Clone, Serialize)]
pub struct DueChart {
    /// The months, each with its bar.
    pub months: Vec<DueBar>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// How many reviews are due after the last month that is shown.
    pub beyond: usize,
}

/// The reviews of one month.
#[derive(Debug, Clone, Serialize)]
pub struct DueBar {
    /// The month, `YYYY-MM`.
    pub month: String,
    /// The year, at the first month that shows it.
    pub year: Option<String>,
    /// Where the bar begins and how wide it is.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// Its middle.
    pub middle: String,
    /// How high it is, in pixels.
    pub height: usize,
    /// Where it begins from above, in pixels.
    pub top: usize,
    /// How many reviews are due.
    pub count: usize,
}

/// Returns the life of a document; nothing when no more than one thing happened.
pub(super) fn life_line(views: &Views<'_>, bound: &BoundDocument, versions: &[VersionRow]) -> Option<LifeLine> {
    let document = bound.document();
    let reviews: Vec<Date> = document.reviews.iter().map(|review| review.on).filter(|on| *on <= views.today).collect();
    let in_force = bound.life.versions.iter().zip(versions).rev();
    let in_force: Vec<_> = in_force.filter_map(|(version, row)| Some((version.in_force_from?, version, row))).collect();
    if in_force.len() + reviews.len() < 2 {
        return None;
    }
    let due = bound.leaf.next_review(views.today);
    let from = in_force.iter().map(|(from, ..)| *from).chain(reviews.iter().copied()).min()?;
    let ends = in_force.iter().filter_map(|(_, version, _)| version.in_force_until);
    let last = ends.chain(in_force.iter().map(|(from, ..)| *from)).chain(reviews.iter().copied()).chain(due).max()?;
    // A last version of one day would not be seen.
    let scale = Scale::new(from, last);
    let span = |(begin, version, row): &(Date, &crate::version::Version, &VersionRow)| {
        let end = version.in_force_until.unwrap_or(last).max(*begin);
        let (x, end_x) = (scale.percent(*begin), scale.percent(end));
        LifeSpan {
            label: row.label.clone(),
            x: percent(x),
            width: percent((end_x - x).max(0.4)),
            middle: percent((x + end_x) / 2.0),
            has_label: end_x - x >= LABEL_PERCENT.max(1.6 * row.label.chars().count() as f64),
            from: begin.to_string(),
            until: text_of(version.in_force_until),
        }
    };
    let mark = |on: Date, label: String| LifeMark { x: percent(scale.percent(on)), label };
    let (first_year, last_year) = (from.year_month().0, last.year_month().0);
    let step = usize::try_from((last_year - first_year) / 10 + 1).unwrap_or(1);
    let years = (first_year + 1..=last_year).step_by(step).filter_map(|year| Date::new(year, 1, 1));
    Some(LifeLine {
        versions: in_force.iter().map(span).collect(),
        reviews: reviews.iter().map(|&on| mark(on, on.to_string())).collect(),
        due: due.map(|due| mark(due, due.to_string())),
        years: years.map(|day| mark(day, day.year_month().0.to_string())).collect(),
        from: from.to_string(),
        until: last.to_string(),
    })
}

/// Returns how many of the reviews that are due on these days, the earliest first, fall into
/// each month, from the first to [`MONTHS_MAX`] later;
/// nothing when all are due in one month.
pub(super) fn due_chart(due: &[Date]) -> Option<DueChart> {
    let (first, last) = (due.first()?, due.last()?);
    let number = |day: Date| usize::try_from(day.year_month().0).unwrap_or(0) * 12 + day.year_month().1 as usize - 1;
    let count = (number(*last) - number(*first) + 1).min(MONTHS_MAX);
    if count < 2 {
        return None;
    }
    let mut counts = vec![0_usize; count];
    for day in due {
        if let Some(count) = counts.get_mut(number(*day) - number(*first)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let width = 100.0 / count as f64;
    let bar = |place: usize| {
        let month = number(*first) + place;
        let (year, of_year) = (month / 12, month % 12);
        let name = format!("{year:04}-{:02}", of_year + 1);
        let height = (counts[place] * BAR_HEIGHT).div_ceil(most);
        DueBar {
            year: (place == 0 || of_year == 0).then(|| year.to_string()),
            x: percent(place as f64 * width + width * 0.1),
            width: percent(width * 0.8),
            middle: percent((place as f64 + 0.5) * width),
            height,
            top: BAR_BOTTOM - height,
            count: counts[place],
            month: name,
        }
    };
    let bars: Vec<DueBar> = (0..count).map(bar).collect();
    let (begin, end) = (number(*first), number(*first) + count);
    let shown = bars.iter().map(|bar| bar.count).sum::<usize>();
    let day = |month: usize| Date::new(i16::try_from(month / 12).ok()?, i8::try_from(month % 12).ok()? + 1, 1);
    Some(DueChart { months: bars, from: text_of(day(begin))?, until: text_of(day(end))?, beyond: due.len() - shown })
}

/// Days on a line from 0 to 100 percent.
struct Scale {
    from: Date,
    days: f64,
}

impl Scale {
    fn new(from: Date, until: Date) -> Self {
        Self { from, days: f64::from(until.days_since(from).max(1)) }
    }

    fn percent(&self, day: Date) -> f64 {
        f64::from(day.days_since(self.from)) * 100.0 / self.days
    }
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}
