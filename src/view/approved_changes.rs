//! Approved changes, newest first: on a page, and as a feed.

use serde::Serialize;

use super::Views;
use super::common::{href, text_of};
use super::site::PageHead;
use super::version::version_rows;
use crate::book::BoundDocument;
use crate::model::{Address, ChangeClass, Status};
use crate::source::Digester;

/// Rows of the page at most; `data/history.json` has all.
const ROWS_MAX: usize = 1000;
/// Entries of the feed at most.
const FEED_MAX: usize = 50;

/// The page of approved changes.
#[derive(Debug, Clone, Serialize)]
pub struct ApprovedChangesView {
    /// The page's frame.
    pub page: PageHead,
    /// Approved versions, newest first.
    pub rows: Vec<ApprovedChange>,
    /// How many there are in all.
    pub total: usize,
}

/// The same as a feed.
#[derive(Debug, Clone, Serialize)]
pub struct FeedView {
    /// The page's frame.
    pub page: PageHead,
    /// The feed's id, a URN.
    pub id: String,
    /// What links begin with: the site's address, or `../`.
    pub base: String,
    /// The feed's own address, when the site's is known.
    pub self_href: Option<String>,
    /// Day of the newest entry; the day of the build when there is none.
    pub updated: String,
    /// Entries, newest first.
    pub rows: Vec<ApprovedChange>,
}

/// One approved version of a document.
#[derive(Debug, Clone, Serialize)]
pub struct ApprovedChange {
    /// An id for feed readers, a URN that stays.
    pub urn: String,
    /// Day of approval, as declared.
    pub on: String,
    /// The document's id.
    pub id: String,
    /// Its title today.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
    /// The version, if it has a label.
    pub version: Option<String>,
    /// The path of the version's own page.
    pub version_href: Option<String>,
    /// The path of the page with what changed.
    pub changes_href: Option<String>,
    /// Who approved it, as declared.
    pub approved_by: Option<String>,
    /// First day in force, when it differs from the day of approval.
    pub effective_from: Option<String>,
    /// What changed, as the author says.
    pub summary: Option<String>,
    /// Whether readers must know, as the author says.
    pub is_material: bool,
    /// Whether the text was changed after its approval.
    pub is_changed_since_approval: bool,
}

/// Returns the page of approved changes.
pub fn approved_changes_view(views: &Views<'_>) -> ApprovedChangesView {
    let mut rows = approved(views);
    let total = rows.len();
    rows.truncate(ROWS_MAX);
    ApprovedChangesView { page: PageHead::new(views, "Changes", "changes", &Address::of(["changes"])), rows, total }
}

/// Returns the feed.
pub fn feed_view(views: &Views<'_>) -> FeedView {
    let mut rows = approved(views);
    rows.truncate(FEED_MAX);
    let base_url = views.config.site.base_url.as_deref();
    FeedView {
        page: PageHead::new(views, "Changes", "changes", &Address::of(["changes"])),
        id: urn(&[&views.config.book.title, base_url.unwrap_or_default()]),
        base: base_url.unwrap_or("../").to_owned(),
        self_href: base_url.map(|base| format!("{base}changes/feed.xml")),
        updated: rows.first().map_or_else(|| views.today.to_string(), |row| row.on.clone()),
        rows,
    }
}

fn approved(views: &Views<'_>) -> Vec<ApprovedChange> {
    let documents = views.book.documents.iter().filter(|bound| bound.document().is_controlled() && bound.has_page);
    let mut rows: Vec<ApprovedChange> = documents.flat_map(|bound| rows_of(views, bound)).collect();
    rows.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.id.cmp(&b.id)).then_with(|| b.version.cmp(&a.version)));
    rows
}

fn rows_of(views: &Views<'_>, bound: &BoundDocument) -> Vec<ApprovedChange> {
    let document = bound.document();
    let id = document.id.to_string();
    let row = |version: Option<&str>, on: String| ApprovedChange {
        urn: urn(&[&id, version.unwrap_or_default(), &on]),
        id: id.clone(),
        title: document.title.clone(),
        href: href(&bound.address),
        version: version.map(str::to_owned),
        on,
        version_href: None,
        changes_href: None,
        approved_by: None,
        effective_from: None,
        summary: None,
        is_material: false,
        is_changed_since_approval: false,
    };
    let versions = version_rows(views, bound);
    if versions.is_empty() {
        // The past was not read: what the text itself declares.
        let on = document.approved_on.filter(|_| document.status == Status::Approved && bound.is_approved(views.today));
        let change = document.changes.iter().find(|change| Some(&change.version) == document.version.as_ref());
        let row = |on: String| ApprovedChange {
            approved_by: document.approved_by.clone(),
            summary: change.map(|change| change.summary.clone()),
            is_material: change.is_some_and(|change| change.class == Some(ChangeClass::Major)),
            effective_from: text_of(document.effective_from).filter(|from| *from != on),
            is_changed_since_approval: bound.is_changed_since_approval(),
            ..row(document.version.as_deref(), on)
        };
        return text_of(on).map(row).into_iter().collect();
    }
    let approved = versions.into_iter().filter(|version| version.status == Status::Approved.as_str());
    approved
        .filter_map(|version| {
            let on = version.approved_on.clone().filter(|on| *on <= views.today.to_string())?;
            Some(ApprovedChange {
                version_href: version.href,
                changes_href: version.changes_href,
                approved_by: version.approved_by,
                effective_from: version.in_force_from.filter(|from| *from != on),
                summary: version.summary,
                is_material: version.is_material,
                is_changed_since_approval: version.is_changed_since_approval,
                ..row(Some(&version.label), on)
            })
        })
        .collect()
}

/// Returns a URN that is the same for the same parts: a UUID of version 8 (RFC 9562).
fn urn(parts: &[&str]) -> String {
    let mut digester = Digester::default();
    for part in parts {
        digester.part("part", part.as_bytes());
    }
    let mut hex = digester.finish().to_hex();
    hex.replace_range(12..13, "8");
    hex.replace_range(16..17, "8");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}
