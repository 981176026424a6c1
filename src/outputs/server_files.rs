//! Files for machines: what may be visited, what changed lately, how the site is called,
//! and the headers that a server should send.

use serde_json::json;

use super::headers::headers_file;
use super::job::{Job, OutputError, put_text};
use crate::artifact::Sink;
use crate::model::Address;
use crate::view::{PageHead, feed_view, sitemap_view};

/// Writes them all.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    if sink.wants("changes/feed.xml") {
        let feed = feed_view(&job.views);
        put_text(sink, "changes/feed.xml", job.theme.render("feed.xml", &feed.page, &feed)?)?;
    }
    let sitemap = (sink.wants("sitemap.xml") || sink.wants("robots.txt")).then(|| sitemap_view(&job.views)).flatten();
    let home = PageHead::new(&job.views, &job.views.config.book.title, "home", &Address::home());
    if let Some(sitemap) = &sitemap
        && sink.wants("sitemap.xml")
    {
        put_text(sink, "sitemap.xml", job.theme.render("sitemap.xml", &home, sitemap)?)?;
    }
    if sink.wants("robots.txt") {
        let base_url = job.views.config.site.base_url.as_deref();
        let view = json!({ "sitemap": base_url.map(|base| format!("{base}sitemap.xml")) });
        put_text(sink, "robots.txt", job.theme.render("robots.txt", &home, &view)?)?;
    }
    if sink.wants("site.webmanifest") {
        put_text(sink, "site.webmanifest", web_manifest(job))?;
    }
    if sink.wants("_headers") {
        let is_https = job.views.config.site.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        put_text(sink, "_headers", headers_file(is_https))?;
    }
    Ok(())
}

/// Returns the web app manifest: enough to put the site beside the apps of a phone.
fn web_manifest(job: &Job<'_>) -> String {
    let title = &job.views.config.book.title;
    let icon = job.theme.assets.iter().find(|asset| asset.path.as_str().starts_with("theme/icon-"));
    let icons: Vec<_> = icon
        .iter()
        .map(|icon| json!({ "src": icon.path.as_str(), "sizes": "any", "type": "image/svg+xml", "purpose": "any" }))
        .collect();
    let manifest = json!({
        "name": title,
        "lang": job.views.config.book.language,
        "start_url": "./index.html",
        "scope": "./",
        "display": "minimal-ui",
        "icons": icons,
    });
    format!("{manifest:#}\n")
}
