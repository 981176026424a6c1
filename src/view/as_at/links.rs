//! Where the documents and texts of an almanac can be read on the site.

use std::collections::BTreeMap;

use crate::book::{Almanac, AlmanacText, BoundDocument, DocumentDays};
use crate::model::Address;
use crate::source::BookPath;
use crate::view::Views;
use crate::view::version::is_shown;

/// The documents of today by their paths.
pub(super) struct Links<'a> {
    views: &'a Views<'a>,
    by_path: BTreeMap<&'a BookPath, &'a BoundDocument>,
}

impl<'a> Links<'a> {
    pub(super) fn new(views: &'a Views<'a>) -> Self {
        let by_path = views.book.documents.iter().map(|bound| (bound.leaf.file.path(), bound)).collect();
        Self { views, by_path }
    }

    /// Returns the page of a document, if it still has one.
    pub(super) fn document(&self, document: &DocumentDays) -> Option<&'a Address> {
        self.bound(document).map(|bound| &bound.address)
    }

    /// Returns the pages of the texts in force, by their places: those that hold the
    /// very words.
    pub(super) fn texts(&self, almanac: &Almanac) -> BTreeMap<usize, &'a Address> {
        let mut found = BTreeMap::new();
        for document in &almanac.documents {
            let Some(bound) = self.bound(document) else { continue };
            for text in document.rows.iter().filter_map(|(_, row)| row.as_ref()?.in_force) {
                if let Some(address) = self.text(bound, &almanac.texts[text]) {
                    found.insert(text, address);
                }
            }
        }
        found
    }

    fn bound(&self, document: &DocumentDays) -> Option<&'a BoundDocument> {
        let bound = self.by_path.get(document.path.as_ref()?).copied()?;
        bound.has_page.then_some(bound)
    }

    fn text(&self, bound: &'a BoundDocument, text: &AlmanacText) -> Option<&'a Address> {
        let (_, words) = text.source.as_ref()?;
        let versions = bound.life.versions.iter().zip(&bound.version_addresses);
        // A page with the same label may hold a later text: only the very words count.
        let mut same =
            versions.filter(|(version, _)| version.declared.words == *words && is_shown(self.views, version));
        let kept = same.find_map(|(_, address)| address.as_ref());
        let is_todays = bound.leaf.words == *words && !self.views.is_withheld(bound);
        kept.or(is_todays.then_some(&bound.address))
    }
}
