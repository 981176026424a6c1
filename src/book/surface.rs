//! What the texts of the past meet when they are shown today.

use super::bound::Book;
use crate::source::{Digest, Digester};

impl Book {
    /// Returns the digest of everything that [`past_targets`](Book::past_targets) and
    /// [`past_claims`](Book::past_claims) can answer from, with the words that pages
    /// show of it: addresses, titles and anchors of documents, frameworks, files.
    pub fn surface(&self) -> Digest {
        let mut digester = Digester::default();
        for bound in &self.documents {
            digester
                .part("id", bound.document().id.as_str().as_bytes())
                .part("path", bound.leaf.file.path().as_str().as_bytes())
                .part("address", bound.address.as_str().as_bytes())
                .part("title", bound.document().title.as_bytes());
            for anchor in &bound.leaf.page.anchors {
                digester.part("anchor", anchor.as_bytes());
            }
        }
        for (id, &index) in &self.by_id {
            digester.part("by id", id.as_bytes()).part("document", &index.to_le_bytes());
        }
        for (path, &index) in self.by_path.iter().chain(&self.former_paths) {
            digester.part("by path", path.as_str().as_bytes()).part("document", &index.to_le_bytes());
        }
        for asset in &self.assets {
            digester.part("file", asset.as_str().as_bytes());
        }
        for (path, (width, height)) in &self.picture_sizes {
            digester.part("picture", path.as_str().as_bytes());
            digester.part("size", format!("{width}x{height}").as_bytes());
        }
        for framework in &self.frameworks {
            digester.part("framework", format!("{framework:?}").as_bytes());
        }
        for framework in &self.preferred {
            digester.part("preferred", framework.as_bytes());
        }
        digester.finish()
    }
}
