//! Which reviews start the cycle of a document anew, and from what its next
//! review is reckoned. Why some do not: `docs/decisions/0017-which-reviews-count.md`.

use super::{Date, Document, Review, ReviewOutcome, Status};
use crate::source::Digest;

/// Whether a review on record starts the cycle anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// It does.
    Counts,
    /// Its day has not come.
    InFuture,
    /// It concluded that the text must not stay as it is.
    Unfinished(ReviewOutcome),
    /// It names the fingerprint of another text than the one that is in force.
    OfAnotherText,
}

/// From what the next review of a document is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewBasis<'a> {
    /// `next_review` gives the day of the next review itself.
    Given(Date),
    /// The approval of this day.
    Approval(Date),
    /// A review on record.
    Record(&'a Review),
    /// The day of a review without a record of its own.
    Dated(Date),
}

impl ReviewBasis<'_> {
    /// Returns its day: of the next review when that is given, else of the approval
    /// or the review.
    pub fn day(self) -> Date {
        match self {
            ReviewBasis::Given(day) | ReviewBasis::Approval(day) | ReviewBasis::Dated(day) => day,
            ReviewBasis::Record(review) => review.on,
        }
    }
}

impl Review {
    /// Returns whether it concluded that the text may stay in force. One without an
    /// outcome did: that is how reviews were written down before.
    pub fn lets_text_stand(&self) -> bool {
        self.outcome.is_none_or(ReviewOutcome::lets_text_stand)
    }

    /// Returns whether `other` is the same record, wherever it stands in its file.
    pub fn is_same_record(&self, other: &Self) -> bool {
        let record = |review: &Self| (review.on, review.by.clone(), review.outcome, review.fingerprint);
        record(self) == record(other)
    }
}

impl Document {
    /// Returns whether `review`, one of its own, starts the cycle anew on `today`,
    /// when the fingerprint of its text is `text`. Of a draft or a text in review
    /// every fingerprint counts: what was reviewed is the text that it will replace.
    pub fn renewal(&self, review: &Review, text: Digest, today: Date) -> Renewal {
        let is_other = self.status == Status::Approved && review.fingerprint.is_some_and(|reviewed| reviewed != text);
        match review.outcome {
            _ if review.on > today => Renewal::InFuture,
            Some(outcome) if !outcome.lets_text_stand() => Renewal::Unfinished(outcome),
            _ if is_other => Renewal::OfAnotherText,
            _ => Renewal::Counts,
        }
    }

    /// Returns the records of the latest day that has come, in the order of the file.
    pub fn latest_reviews(&self, today: Date) -> impl Iterator<Item = &Review> {
        let held = |review: &&Review| review.on <= today;
        let latest = self.reviews.iter().filter(held).map(|review| review.on).max();
        self.reviews.iter().filter(move |review| Some(review.on) == latest)
    }

    /// Returns the day of the latest review that was held by `today`, recorded or
    /// only dated, whatever it concluded.
    pub fn last_review(&self, today: Date) -> Option<Date> {
        let days = self.reviews.iter().map(|review| review.on).chain(self.last_reviewed);
        days.filter(|day| *day <= today).max()
    }

    /// Returns from what the next review is reckoned: `next_review`, else the later
    /// of approval and last review that counts; of one day the approval, then the
    /// record. Nothing for a page, a retired document, or one that was neither
    /// approved nor reviewed.
    pub fn review_basis(&self, text: Digest, today: Date) -> Option<ReviewBasis<'_>> {
        if !self.is_controlled() || self.status == Status::Retired {
            return None;
        }
        if let Some(day) = self.next_review_override {
            return Some(ReviewBasis::Given(day));
        }
        let has_come = |day: &Date| *day <= today;
        let dated = self.last_reviewed.filter(has_come).map(ReviewBasis::Dated);
        // Of equals the last is taken, so that the first of the file has to come last.
        let records = self.reviews.iter().rev().filter(|review| self.renewal(review, text, today) == Renewal::Counts);
        let approval = self.approved_on.filter(has_come).map(ReviewBasis::Approval);
        let known = dated.into_iter().chain(records.map(ReviewBasis::Record)).chain(approval);
        known.max_by_key(|basis| basis.day()).or_else(|| {
            // A due date must not vanish because the text was changed: without an approval
            // the first review of whatever text is where the cycle began.
            let held = self.reviews.iter().filter(|review| review.on <= today && review.lets_text_stand());
            held.min_by_key(|review| review.on).map(ReviewBasis::Record)
        })
    }

    /// Returns the day by which it must be reviewed: `next_review`, else the day of
    /// its basis plus the cycle.
    pub fn next_review(&self, text: Digest, today: Date) -> Option<Date> {
        match self.review_basis(text, today)? {
            ReviewBasis::Given(day) => Some(day),
            basis => basis.day().plus(self.review_every),
        }
    }

    /// Returns the latest review that was held, when it does not start the cycle
    /// anew and no approval came on its day or later; and why it does not.
    pub fn void_review(&self, text: Digest, today: Date) -> Option<(&Review, Renewal)> {
        let latest: Vec<&Review> = self.latest_reviews(today).collect();
        let renewals = latest.iter().map(|review| self.renewal(review, text, today));
        let is_void = self.is_controlled() && renewals.clone().all(|renewal| renewal != Renewal::Counts);
        let void = latest.iter().copied().zip(renewals).next().filter(|_| is_void);
        void.filter(|(review, _)| self.approved_on.is_none_or(|approval| approval < review.on))
    }
}
