//! What the publication of a book promises.

use super::Prepared;
use crate::artifact::{Published, PublishedDocument, PublishedVersion};

/// Returns the addresses of the documents, and the texts of their approved versions.
pub fn published(prepared: &Prepared) -> Published {
    let with_page = prepared.book.documents.iter().filter(|bound| bound.has_page);
    let mut documents: Vec<PublishedDocument> = with_page
        .map(|bound| PublishedDocument {
            address: bound.address.as_str().to_owned(),
            id: bound.document().id.to_string(),
        })
        .collect();
    documents.sort();
    let approved = prepared.book.documents.iter().flat_map(|bound| {
        bound.life.versions.iter().filter(|version| version.approval.is_some()).map(|version| PublishedVersion {
            id: version.declared.id.to_string(),
            label: version.label.clone(),
            words: version.declared.words.to_hex(),
        })
    });
    let mut versions: Vec<PublishedVersion> = approved.collect();
    versions.sort();
    Published { documents, versions }
}
