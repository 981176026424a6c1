//! The calendar of reviews and approvals.

use serde::Serialize;

use super::Views;
use super::common::{DocumentLink, text_of};
use super::pictures::{DueChart, due_chart};
use super::site::PageHead;
use crate::book::BoundDocument;
use crate::model::{Address, Date, ReviewBasis};

/// The calendar's page.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewsView {
    /// The page's frame.
    pub page: PageHead,
    /// Due dates by month, the earliest first. Which are overdue is for the
    /// reader's clock to say.
    pub months: Vec<MonthView>,
    /// How many are due in each month; nothing when it would show no more than one.
    pub chart: Option<DueChart>,
    /// Controlled documents without a due date: never approved nor reviewed.
    pub undated: Vec<DueRow>,
    /// Approvals and reviews on record whose day has come, the latest first.
    pub done: Vec<DoneRow>,
    /// How many days before its day a review is called due soon.
    pub due_soon_days: u16,
}

/// The reviews due in one month.
#[derive(Debug, Clone, Serialize)]
pub struct MonthView {
    /// The month, `YYYY-MM`.
    pub month: String,
    /// Its rows.
    pub rows: Vec<DueRow>,
}

/// A review to be done.
#[derive(Debug, Clone, Serialize)]
pub struct DueRow {
    /// The document.
    pub document: DocumentLink,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Day of its approval or of the last review that counts, whichever is later: the
    /// cycle runs from it. Where the due date is given by itself, of the last of all.
    pub last: Option<String>,
    /// The cycle, in words.
    pub every: String,
}

/// Something done.
#[derive(Debug, Clone, Serialize)]
pub struct DoneRow {
    /// The day.
    pub on: String,
    /// `approved` or `reviewed`.
    pub what: &'static str,
    /// Who did it.
    pub by: Option<String>,
    /// The outcome of a review.
    pub outcome: Option<&'static str>,
    /// The document.
    pub document: DocumentLink,
}

/// Returns the live controlled documents that have a due date, the earliest first.
pub(super) fn by_due_date<'a>(views: &Views<'a>) -> Vec<(Date, &'a BoundDocument)> {
    let mut due: Vec<(Date, &BoundDocument)> =
        views.live().filter_map(|bound| Some((bound.leaf.next_review(views.today)?, bound))).collect();
    due.sort_by(|a, b| (a.0, &a.1.document().id).cmp(&(b.0, &b.1.document().id)));
    due
}

/// Returns the row of a document whose review is due.
pub(super) fn due_row(views: &Views<'_>, bound: &BoundDocument) -> DueRow {
    let document = bound.document();
    let last = match bound.leaf.review_basis(views.today) {
        Some(ReviewBasis::Given(_)) => document.approved_on.into_iter().chain(document.last_review(views.today)).max(),
        basis => basis.map(ReviewBasis::day),
    };
    DueRow {
        document: views.link(bound, None),
        owner: document.owner.clone(),
        last: text_of(last),
        every: document.review_every.to_string(),
    }
}

/// Returns the calendar.
pub fn reviews_view(views: &Views<'_>) -> ReviewsView {
    let mut months: Vec<MonthView> = Vec::new();
    let due = by_due_date(views);
    let chart = due_chart(&due.iter().map(|(day, _)| *day).collect::<Vec<_>>());
    for (due, bound) in due {
        let month = due.to_string()[..7].to_owned();
        if months.last().is_none_or(|last| last.month != month) {
            months.push(MonthView { month, rows: Vec::new() });
        }
        if let Some(last) = months.last_mut() {
            last.rows.push(due_row(views, bound));
        }
    }
    let undated =
        views.live().filter(|bound| bound.document().is_controlled() && bound.leaf.next_review(views.today).is_none());
    ReviewsView {
        page: PageHead::new(views, "Reviews", "reviews", &Address::of(["reviews"])),
        chart,
        months,
        undated: undated.map(|bound| due_row(views, bound)).collect(),
        done: done_rows(views),
        due_soon_days: views.config.reviews.due_soon_days,
    }
}

fn done_rows(views: &Views<'_>) -> Vec<DoneRow> {
    let mut rows = Vec::new();
    let has_come = |day: &Date| *day <= views.today;
    for bound in &views.book.documents {
        let document = bound.document();
        if let (Some(on), true) = (document.approved_on.filter(has_come), document.is_controlled()) {
            let by = document.approved_by.clone();
            rows.push(DoneRow {
                on: on.to_string(),
                what: "approved",
                by,
                outcome: None,
                document: views.link(bound, None),
            });
        }
        for review in document.reviews.iter().filter(|review| has_come(&review.on)) {
            rows.push(DoneRow {
                on: review.on.to_string(),
                what: "reviewed",
                by: review.by.clone(),
                outcome: review.outcome.map(crate::model::ReviewOutcome::as_str),
                document: views.link(bound, None),
            });
        }
    }
    rows.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.document.id.cmp(&b.document.id)));
    rows
}
