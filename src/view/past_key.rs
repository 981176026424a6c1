//! From what the pages of a document's past are made: when it is the same as at the
//! last build, so are they.

use std::cmp::Ordering;

use super::Views;
use super::revisions::RevisionRow;
use super::version::{changes_since_address, version_frame};
use crate::book::BoundDocument;
use crate::model::{Date, Declared};
use crate::source::{Digest, Digester};

/// Returns the digest of all that makes the pages of the versions and changes of
/// `bound`, besides the program, the theme, the settings and what
/// [`Book::surface`](crate::book::Book::surface) covers; `revisions` are all of the
/// document.
pub fn past_key(views: &Views<'_>, bound: &BoundDocument, revisions: &[RevisionRow]) -> Digest {
    let mut digester = Digester::default();
    for (index, version) in bound.life.versions.iter().enumerate() {
        let frame = version_frame(views, bound, index, revisions);
        let frame = serde_json::to_vec(&frame).expect("plain rows of text always serialise");
        let address = bound.version_addresses.get(index).and_then(Option::as_ref);
        digester
            .part("frame", &frame)
            .part("address", address.map_or("", |address| address.as_str()).as_bytes())
            .part("text", version.text.as_bytes())
            .part("path", version.path.as_str().as_bytes())
            // Its settings are those of this commit.
            .part("landing", version.landing.commit.as_str().as_bytes())
            .part("days", &days(&version.declared, views.today));
    }
    // Which pages of several changes at once there are.
    let since = (0..bound.life.versions.len()).filter(|&index| changes_since_address(views, bound, index).is_some());
    digester.part("since", &since.flat_map(usize::to_le_bytes).collect::<Vec<_>>());
    digester.finish()
}

/// Returns how each day in a text stands to today, which is all that its control
/// block takes from today.
fn days(declared: &Declared, today: Date) -> Vec<u8> {
    let reviews = declared.reviews.iter().map(|review| review.on);
    let days = [declared.approved_on, declared.effective_from, declared.last_reviewed, declared.next_review_override];
    let order = |day: Date| match day.cmp(&today) {
        Ordering::Less => b'<',
        Ordering::Equal => b'=',
        Ordering::Greater => b'>',
    };
    days.into_iter().flatten().chain(reviews).map(order).collect()
}
