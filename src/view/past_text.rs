//! A text of a document's past, ready for the pages that show it.

use std::sync::Arc;

use super::Views;
use crate::book::BoundDocument;
use crate::load::Leaf;
use crate::model::{Address, ControlRef};

/// A text with what the page of its version and the pages of the changes to it and
/// from it all show.
#[derive(Debug)]
pub struct PastText {
    /// What was read.
    pub(super) leaf: Arc<Leaf>,
    /// The body as HTML.
    pub(super) body: String,
    /// What it claims of the frameworks that the site shows.
    pub(super) claims: Vec<(ControlRef, Option<String>)>,
}

impl PastText {
    /// Returns a text with its links as seen from the page at `here`.
    pub fn new(views: &Views<'_>, leaf: Arc<Leaf>, here: &Address) -> Self {
        let body = views.html(&leaf.page, &views.book.past_targets(&leaf), here);
        let claims = views.book.past_claims(&leaf);
        Self { leaf, body, claims }
    }

    /// Returns a text with its links as seen from any page two folders below that of
    /// `bound`: those of its versions and changes.
    pub fn below(views: &Views<'_>, bound: &BoundDocument, leaf: Arc<Leaf>) -> Self {
        // No address has such a name, so that no link is shorter from one of them.
        Self::new(views, leaf, &Address::of([bound.address.as_str(), "\0", "\0"]))
    }
}
