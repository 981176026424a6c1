//! What several pages show in the same way.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::book::{Archive, Book, BoundDocument, LinkTarget};
use crate::config::Config;
use crate::diagnostic::{Finding, Settled};
use crate::markdown::{Page, Target};
use crate::model::{Address, Date, Status};
use crate::source::encode_path;

/// Everything that views are made from.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its settings.
    pub config: &'a Config,
    /// What was found.
    pub settled: &'a Settled,
    /// Findings by the id of the document that they are about.
    pub by_document: &'a FindingIndex<'a>,
    /// Its old texts.
    pub archive: &'a Archive<'a>,
    /// The day of the build.
    pub today: Date,
}

/// The findings of a run by document.
#[derive(Debug, Default)]
pub struct FindingIndex<'a>(BTreeMap<&'a str, Vec<&'a Finding>>);

impl<'a> FindingIndex<'a> {
    /// Indexes `settled`.
    pub fn new(settled: &'a Settled) -> Self {
        let mut index: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &settled.findings {
            if let Some(id) = &finding.document {
                index.entry(id).or_default().push(finding);
            }
        }
        Self(index)
    }

    /// Returns the findings about the document with this id, in their order.
    pub fn of(&self, id: &str) -> &[&'a Finding] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }
}

/// A document as lists name it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct DocumentLink {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the site's root, percent-encoded.
    pub href: String,
    /// The section, when one is meant.
    pub anchor: Option<String>,
    /// The section's heading.
    pub section: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// The label of its version.
    pub version: Option<String>,
    /// Its status.
    pub status: &'static str,
    /// Whether its approval is complete on the day of the build.
    pub is_approved: bool,
    /// Until when it has to be reviewed.
    pub next_review: Option<String>,
}

/// A finding as a page names it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct FindingRow {
    /// Name of its rule.
    pub rule: &'static str,
    /// Its severity.
    pub severity: &'static str,
    /// What is.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Where.
    pub place: Option<String>,
}

impl FindingRow {
    /// Returns the row for `finding`.
    pub fn of(finding: &Finding) -> Self {
        let place = finding.place.as_ref();
        Self {
            rule: finding.rule.name,
            severity: finding.severity.as_str(),
            message: finding.message.clone(),
            hint: finding.hint.clone(),
            place: place.map(|place| format!("{}:{}:{}", place.path, place.start.line, place.start.column)),
        }
    }
}

impl<'a> Views<'a> {
    /// Returns a link to `bound`, or to one section of it.
    pub fn link(&self, bound: &BoundDocument, anchor: Option<&str>) -> DocumentLink {
        let document = bound.document();
        // A heading is a part of the text: a withheld one gives none away.
        let anchor = anchor.filter(|_| !self.is_withheld(bound));
        let heading = anchor.and_then(|anchor| bound.leaf.page.headings.iter().find(|h| h.anchor == anchor));
        DocumentLink {
            id: document.id.to_string(),
            title: document.title.clone(),
            href: href(&bound.address),
            anchor: anchor.map(str::to_owned),
            section: heading.map(|heading| heading.text.clone()),
            document_type: document.document_type.as_str(),
            version: document.version.clone(),
            status: document.status.as_str(),
            is_approved: bound.is_approved(self.today),
            next_review: text_of(bound.leaf.next_review(self.today)),
        }
    }

    /// Returns the documents that are in use: all but the retired.
    pub fn live(&self) -> impl Iterator<Item = &'a BoundDocument> {
        self.book.documents.iter().filter(|bound| bound.document().status != Status::Retired)
    }

    /// Returns whether the text of a document is left out of the site: a draft
    /// or a text in review, unless the book shows drafts.
    pub fn is_withheld(&self, bound: &BoundDocument) -> bool {
        bound.document().is_withheld(self.config.shows_drafts)
    }

    /// Returns the body of a document as HTML, its links as seen from the page at `here`.
    pub fn body(&self, bound: &BoundDocument, here: &Address) -> String {
        self.html(&bound.leaf.page, &bound.targets, here)
    }

    /// Returns `page` as HTML, its links leading to `targets` as seen from the page at `here`.
    pub fn html(&self, page: &Page, targets: &[LinkTarget], here: &Address) -> String {
        page.html(|index| self.target(page, &targets[index], index, here))
    }

    fn target(&self, page: &Page, target: &LinkTarget, index: usize, here: &Address) -> Target {
        let link = &page.links[index];
        match target {
            LinkTarget::Document(index, fragment) => {
                let other = &self.book.documents[*index];
                let mut href = here.link_to(&other.address);
                if let Some(fragment) = fragment {
                    href.push('#');
                    href.push_str(&encode_path(fragment));
                }
                Target::Href { href, text: Some(other.document().title.clone()), class: "", title: String::new() }
            }
            LinkTarget::Page { address, title } => {
                Target::Href { href: here.link_to(address), text: Some(title.clone()), class: "", title: String::new() }
            }
            LinkTarget::Section(fragment) => {
                let href = format!("#{}", encode_path(fragment));
                Target::Href { href, text: Some(fragment.clone()), class: "", title: String::new() }
            }
            LinkTarget::Asset(path) if link.is_image => {
                let src = here.link_to_file(&self.asset_path(path.as_str()));
                Target::Image { src, size: self.book.picture_sizes.get(path).copied() }
            }
            LinkTarget::Asset(path) => Target::href(here.link_to_file(&self.asset_path(path.as_str()))),
            LinkTarget::External(href) => {
                Target::Href { href: href.clone(), text: None, class: "external", title: String::new() }
            }
            LinkTarget::Broken => Target::nothing("broken-link", "This link leads nowhere"),
        }
    }

    /// Returns where a file of the book is published: below `src` at the same
    /// place, others at their path from the book's folder.
    pub fn asset_path(&self, path: &str) -> String {
        let src = &self.config.book.src;
        let below = path.strip_prefix(src.as_str()).and_then(|rest| rest.strip_prefix('/')).filter(|_| !src.is_empty());
        below.unwrap_or(path).to_owned()
    }
}

/// Returns the path of the page at `address` from the site's root, percent-encoded.
pub(super) fn href(address: &Address) -> String {
    encode_path(&address.file_path())
}

/// Returns a date as pages and data files write it.
pub(super) fn text_of(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}
