//! The addresses of the site for machines that visit it.

use serde::Serialize;

use super::Views;
use super::common::{href, text_of};
use crate::model::Address;

/// Addresses of a sitemap at most, as its format has it.
const ADDRESSES_MAX: usize = 50_000;

/// What the sitemap lists.
#[derive(Debug, Clone, Serialize)]
pub struct SitemapView {
    /// Pages of today, documents first.
    pub pages: Vec<SitemapPage>,
}

/// A page.
#[derive(Debug, Clone, Serialize)]
pub struct SitemapPage {
    /// Its whole address.
    pub url: String,
    /// The date of its document's last commit.
    pub changed: Option<String>,
}

/// Returns the sitemap; nothing when the book does not say where the site will be, since
/// its addresses have to be whole.
pub fn sitemap_view(views: &Views<'_>) -> Option<SitemapView> {
    let base = views.config.site.base_url.as_deref()?;
    let page = |address: &Address, changed: Option<String>| SitemapPage {
        url: format!("{base}{}", href(address).trim_end_matches("index.html")),
        changed,
    };
    let documents = views.book.documents.iter().filter(|bound| bound.has_page).map(|bound| {
        let revision = bound.revisions.first();
        page(&bound.address, revision.and_then(|revision| text_of(revision.by.date)))
    });
    let frameworks = views.book.frameworks.iter().flat_map(|framework| {
        let controls = framework.controls.iter().map(|control| framework.control_address(control));
        std::iter::once(framework.address()).chain(controls)
    });
    let parts = ["documents", "a-z", "frameworks", "reviews", "readiness", "changes"];
    let tables = parts.into_iter().chain(views.book.statement.as_ref().map(|_| "soa"));
    let others = tables.map(|part| Address::of([part])).chain(frameworks).map(|address| page(&address, None));
    let mut pages: Vec<SitemapPage> = documents.chain(others).collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url).then_with(|| b.changed.cmp(&a.changed)));
    pages.dedup_by(|a, b| a.url == b.url);
    pages.truncate(ADDRESSES_MAX);
    Some(SitemapView { pages })
}
