//! The addresses of versions: below that of their document, by label.

use std::collections::BTreeSet;

use super::addresses::folded;
use super::bound::BoundDocument;
use super::rules::DUPLICATE_ADDRESS;
use crate::diagnostic::{Finding, Findings, Place};
use crate::model::{Address, slug};

/// Most bytes of a version's part of an address. A label of the past cannot be mended
/// any more, and must not be too long for a file; the page of changes has two of them
/// in its name, and most systems allow 255 bytes.
const NAME_BYTES_MAX: usize = 100;

fn shortened(mut name: String) -> String {
    name.truncate(name.floor_char_boundary(NAME_BYTES_MAX));
    name
}

/// Gives each version of each document its address. One whose address is taken by
/// a document gets none, and the finding is about that document.
pub(super) fn assign(documents: &mut [BoundDocument], findings: &mut Findings) {
    let taken: BTreeSet<String> = documents
        .iter()
        .flat_map(|bound| std::iter::once(&bound.address).chain(&bound.aliases))
        .filter(|address| ["/versions/", "/changes/"].iter().any(|part| format!("/{address}").contains(part)))
        .map(|address| folded(address.as_str()))
        .collect();
    let mut faults = BTreeSet::new();
    for bound in documents.iter_mut().filter(|bound| bound.has_page) {
        let mut slugs: BTreeSet<String> = BTreeSet::new();
        let mut addresses = Vec::new();
        // Oldest first: a later version never takes the address of an earlier one.
        for version in bound.life.versions.iter().rev() {
            let base = shortened(slug(&version.label));
            let numbered = (2_usize..).map(|number| format!("{base}-{number}"));
            let name = std::iter::once(base.clone()).chain(numbered).find(|name| !slugs.contains(name));
            let name = name.unwrap_or(base);
            slugs.insert(name.clone());
            let address = Address::of([bound.address.as_str(), "versions", name.as_str()]);
            let is_free = !taken.contains(&folded(address.as_str()));
            if !is_free {
                faults.insert(folded(address.as_str()));
            }
            addresses.push(is_free.then_some(address));
        }
        addresses.reverse();
        bound.version_addresses = addresses;
    }
    for bound in documents.iter() {
        let mut all = std::iter::once(&bound.address).chain(&bound.aliases);
        if let Some(address) = all.find(|address| faults.contains(&folded(address.as_str()))) {
            let message = format!("the address `{}` belongs to a version of another document", address.rooted());
            let finding = Finding::new(&DUPLICATE_ADDRESS, message).at(Place::whole(bound.leaf.file.path()));
            findings.add(finding.document(bound.document().id.as_str()).hint("rename the file or its folder"));
        }
    }
}
