//! Small pages: the list of frameworks, the page for what is not there, and the
//! page at an earlier address.

use serde::Serialize;

use super::Views;
use super::common::href;
use super::coverage::{FrameworkCard, framework_cards};
use super::site::PageHead;
use crate::book::BoundDocument;
use crate::model::Address;

/// The list of frameworks.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworksView {
    /// The page's frame.
    pub page: PageHead,
    /// A card for each framework.
    pub frameworks: Vec<FrameworkCard>,
    /// The day for which states are given.
    pub date: String,
}

/// Returns the list of frameworks.
pub fn frameworks_view(views: &Views<'_>) -> FrameworksView {
    FrameworksView {
        page: PageHead::new(views, "Frameworks", "frameworks", &Address::of(["frameworks"])),
        frameworks: framework_cards(views),
        date: views.today.to_string(),
    }
}

/// The page that a server shows for an address that is not there. A server shows
/// it at any depth, so that its links begin at the server's root.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundView {
    /// The page's frame.
    pub page: PageHead,
}

/// Returns the page for what is not there.
pub fn not_found_view(views: &Views<'_>) -> NotFoundView {
    let mut page = PageHead::new(views, "Not found", "home", &Address::home());
    page.root = views.config.site.base_url.as_deref().map_or_else(|| "/".to_owned(), base_path);
    page.path = "404.html".to_owned();
    NotFoundView { page }
}

/// Returns the path of a web address, with a trailing `/`.
fn base_path(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.split_once('/').map_or("", |(_, path)| path);
    if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.trim_matches('/')) }
}

/// The page at an earlier address.
#[derive(Debug, Clone, Serialize)]
pub struct AliasView {
    /// The page's frame.
    pub page: PageHead,
    /// The title of the document that moved.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
}

/// Returns the page at `alias` of a document.
pub fn alias_view(views: &Views<'_>, bound: &BoundDocument, alias: &Address) -> AliasView {
    let title = bound.document().title.clone();
    let page = PageHead { is_document: true, ..PageHead::new(views, title.clone(), "documents", alias) };
    AliasView { page, title, href: href(&bound.address) }
}
