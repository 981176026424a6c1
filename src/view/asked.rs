//! Whether a text is to be acknowledged by its readers.

use super::Views;
use crate::book::BoundDocument;
use crate::model::Acknowledge;

/// Returns whether readers are asked to acknowledge anything.
pub(super) fn is_anything_asked(views: &Views<'_>) -> bool {
    views.book.documents.iter().any(|bound| is_asked(views, bound))
}

/// A text is asked for when it is approved, unchanged since, and on the site.
pub(super) fn is_asked(views: &Views<'_>, bound: &BoundDocument) -> bool {
    bound.document().acknowledge != Acknowledge::No && bound.has_page && bound.is_approved(views.today)
}
