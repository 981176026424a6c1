//! Where the links of an old text lead today, and what it claimed. What they led to may have moved
//! or gone since; that is nobody's fault and adds no finding.

use std::collections::BTreeMap;

use super::bound::{Book, BoundDocument, LinkTarget};
use super::claims::resolve_leaf;
use super::frameworks::Catalogue;
use crate::diagnostic::Findings;
use crate::load::Leaf;
use crate::markdown::{Destination, Link, LinkKind, classify};
use crate::model::ControlRef;
use crate::source::BookPath;

impl Book {
    /// Returns where each link of `leaf` leads, in their order. The text stands
    /// where it stood then; documents are found under the paths that they have or had.
    pub fn past_targets(&self, leaf: &Leaf) -> Vec<LinkTarget> {
        leaf.page.links.iter().map(|link| self.past_target(leaf, link).unwrap_or(LinkTarget::Broken)).collect()
    }

    /// Returns what an old text claims of the frameworks that the site shows.
    pub fn past_claims(&self, leaf: &Leaf) -> Vec<(ControlRef, Option<String>)> {
        let catalogue = Catalogue::new(&self.frameworks);
        resolve_leaf(leaf, &catalogue, &self.preferred, &mut Findings::default())
    }

    fn past_target(&self, leaf: &Leaf, link: &Link) -> Option<LinkTarget> {
        if link.kind == LinkKind::Wiki {
            return self.past_name(leaf, &link.destination);
        }
        match classify(&link.destination) {
            Destination::Http(href) | Destination::Mail(href) | Destination::Tel(href) => {
                (!link.is_image).then_some(LinkTarget::External(href))
            }
            Destination::Fragment(fragment) => own_section(leaf, &fragment),
            Destination::Relative { path, fragment, .. } => {
                self.past_file(leaf, &path, fragment.as_deref(), link.is_image)
            }
            Destination::Forbidden(_) => None,
        }
    }

    fn past_name(&self, leaf: &Leaf, destination: &str) -> Option<LinkTarget> {
        let (name, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        let (name, fragment) = (name.trim(), fragment.trim());
        if name.is_empty() {
            return own_section(leaf, fragment);
        }
        if let Some(&index) = self.by_id.get(name) {
            return Some(self.document_target(index, fragment));
        }
        let (framework, control) = name.split_once(':')?;
        let framework = self.framework(framework)?;
        let entry = framework.control(control.trim())?;
        let title = format!("{} {}", entry.id, entry.title);
        Some(LinkTarget::Page { address: framework.control_address(entry), title })
    }

    fn past_file(&self, leaf: &Leaf, path: &str, fragment: Option<&str>, is_image: bool) -> Option<LinkTarget> {
        const ENDINGS: [&str; 5] = ["", ".md", "/index.md", "/_index.md", "/README.md"];
        let base = leaf.file.path().sibling(path).ok()?;
        for ending in ENDINGS {
            let Ok(candidate) = BookPath::new(&format!("{base}{ending}")) else { continue };
            if self.assets.contains(&candidate) {
                return Some(LinkTarget::Asset(candidate));
            }
            let index = self.by_path.get(&candidate).or_else(|| self.former_paths.get(&candidate));
            if let Some(&index) = index.filter(|_| !is_image) {
                return Some(self.document_target(index, fragment.unwrap_or_default()));
            }
        }
        None
    }

    /// A section that is there no longer leaves the link to its document.
    fn document_target(&self, index: usize, fragment: &str) -> LinkTarget {
        let is_there = self.documents[index].leaf.page.anchors.contains(fragment);
        LinkTarget::Document(index, is_there.then(|| fragment.to_owned()))
    }
}

fn own_section(leaf: &Leaf, fragment: &str) -> Option<LinkTarget> {
    let is_top = fragment.is_empty() || fragment == "top";
    let name = if is_top { "top" } else { fragment };
    (is_top || leaf.page.anchors.contains(fragment)).then(|| LinkTarget::Section(name.to_owned()))
}

/// Returns the documents by the paths that they had once and have no longer; of
/// two that had one path the first in the order of today counts.
pub(super) fn former_paths(
    documents: &[BoundDocument],
    by_path: &BTreeMap<BookPath, usize>,
) -> BTreeMap<BookPath, usize> {
    let mut former = BTreeMap::new();
    for (index, bound) in documents.iter().enumerate() {
        let today = bound.leaf.file.path().as_str();
        let moved = bound.revisions.iter().filter(|revision| revision.path.as_str() != today);
        for path in moved.filter_map(|revision| revision.path.in_book()) {
            if !by_path.contains_key(&path) {
                former.entry(path).or_insert(index);
            }
        }
    }
    former
}
