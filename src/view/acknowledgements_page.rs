//! The page that lists what readers have to acknowledge. The service makes its own pages of it.

use serde::Serialize;

use super::Views;
use super::acknowledgements::{AskedView, acknowledgement_rows};
use super::site::PageHead;
use crate::model::Address;

/// The page that lists what readers have to acknowledge.
#[derive(Debug, Clone, Serialize)]
pub struct AcknowledgementsView {
    /// The page's frame.
    pub page: PageHead,
    /// The texts.
    pub documents: Vec<AskedView>,
}

/// Returns the page that lists what readers have to acknowledge; nothing when it is nothing.
pub fn acknowledgements_view(views: &Views<'_>) -> Option<AcknowledgementsView> {
    let documents: Vec<AskedView> = acknowledgement_rows(views)
        .into_iter()
        .map(|row| AskedView::of(row, views.config.acknowledge.link.as_ref()))
        .collect();
    let page = PageHead::new(views, "Acknowledgements", "acknowledgements", &Address::of(["acknowledgements"]));
    (!documents.is_empty()).then_some(AcknowledgementsView { page, documents })
}
