//! What every page knows of the site and of itself.

use serde::Serialize;

use super::Views;
use super::asked::is_anything_asked;
use super::common::{href, text_of};
use crate::book::BoundDocument;
use crate::model::{Address, Date, DocumentType};
use crate::source::encode_path;

/// The site, the same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// Its title.
    pub title: String,
    /// The organisation's name, when the book gives one.
    pub organisation: Option<String>,
    /// One sentence.
    pub description: Option<String>,
    /// Its language.
    pub language: String,
    /// The path of its logo from the root.
    pub logo: Option<String>,
    /// The day of the build; nothing on pages that stay from one build to the next.
    pub date: Option<String>,
    /// The day of the past that it shows; nothing when it is the book of today.
    pub as_at: Option<String>,
    /// The commit that it was built from, shortened.
    pub commit: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// Kinds of documents that there are, with their number.
    pub types: Vec<TypeCount>,
    /// Frameworks that it shows.
    pub frameworks: Vec<FrameworkLink>,
    /// Whether there is a statement of applicability.
    pub has_statement: bool,
    /// Whether there are releases.
    pub has_releases: bool,
    /// Whether readers are asked to acknowledge anything.
    pub has_acknowledgements: bool,
    /// Whether there is a page that shows the book as at any day.
    pub has_days: bool,
    /// How many days before its day a review is called due soon.
    pub due_soon_days: u16,
    /// How many errors, warnings and notes were found.
    pub counts: FindingCounts,
    /// The version of the program.
    pub generator: &'static str,
}

impl SiteView {
    /// Returns what pages see that stay from one build to the next.
    pub fn lasting(&self) -> Self {
        Self {
            date: None,
            commit: None,
            branch: None,
            types: Vec::new(),
            counts: FindingCounts { errors: 0, warnings: 0, notes: 0 },
            ..self.clone()
        }
    }
}

/// How many documents of a type there are.
#[derive(Debug, Clone, Serialize)]
pub struct TypeCount {
    /// The type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// Its plural, for headings.
    pub plural: &'static str,
    /// The number of live documents.
    pub count: usize,
}

/// A framework as the navigation names it.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworkLink {
    /// Its id.
    pub id: String,
    /// Its short title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
}

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FindingCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

/// One page, as its frame needs it.
#[derive(Debug, Clone, Serialize)]
pub struct PageHead {
    /// Its title.
    pub title: String,
    /// Whether the title is that of a document: its author's words.
    pub is_document: bool,
    /// Which section of the site: `home`, `documents`, `frameworks`, `soa`, `reviews`, `readiness`, `changes`, `releases`, `as-at`, `a-z`.
    pub section: &'static str,
    /// The way to the site's root: empty or `../` as often as needed.
    pub root: String,
    /// The path of its file from the root.
    pub path: String,
    /// Its language.
    pub language: String,
}

impl PageHead {
    /// Returns the head of a page of the site at `address`.
    pub fn new(views: &Views<'_>, title: impl Into<String>, section: &'static str, address: &Address) -> Self {
        Self {
            title: title.into(),
            is_document: false,
            section,
            root: address.to_root(),
            path: address.file_path(),
            language: views.config.book.language.clone(),
        }
    }

    /// Returns the head of a document's page.
    pub fn of_document(views: &Views<'_>, bound: &BoundDocument) -> Self {
        let document = bound.document();
        let mut head = Self::new(views, document.title.clone(), "documents", &bound.address);
        head.is_document = true;
        if let Some(language) = &document.language {
            head.language.clone_from(language);
        }
        head
    }
}

/// Returns what every page knows of the site; `as_at` is the day of the past that it
/// shows, if it does.
pub fn site_view(views: &Views<'_>, as_at: Option<Date>) -> SiteView {
    let (book, config) = (views.book, views.config);
    let count = |kind: DocumentType| views.live().filter(|bound| bound.document().document_type == kind).count();
    let types = DocumentType::ALL.iter().map(|&kind| TypeCount {
        document_type: kind.as_str(),
        plural: kind.plural(),
        count: count(kind),
    });
    let frameworks = book.frameworks.iter().map(|framework| FrameworkLink {
        id: framework.id.clone(),
        title: framework.short_title.clone(),
        href: href(&framework.address()),
    });
    let counts = views.settled.counts;
    SiteView {
        title: config.book.title.clone(),
        organisation: config.variables.get("organisation").cloned(),
        description: config.book.description.clone(),
        language: config.book.language.clone(),
        logo: config
            .site
            .logo
            .as_ref()
            .filter(|logo| book.assets.contains(*logo))
            .map(|logo| encode_path(&views.asset_path(logo.as_str()))),
        date: Some(views.today.to_string()),
        as_at: text_of(as_at),
        commit: book.head.as_ref().map(|commit| commit.short().to_owned()),
        branch: book.branch.clone(),
        types: types.filter(|row| row.count > 0).collect(),
        frameworks: frameworks.collect(),
        has_statement: book.statement.is_some(),
        has_releases: !book.release_records.is_empty(),
        has_acknowledgements: is_anything_asked(views),
        has_days: book.head.is_some() && config.history.is_enabled && config.history.reads_texts,
        due_soon_days: config.reviews.due_soon_days,
        counts: FindingCounts { errors: counts.errors, warnings: counts.warnings, notes: counts.notes },
        generator: concat!("policybook ", env!("CARGO_PKG_VERSION")),
    }
}
