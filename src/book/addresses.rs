//! Which page stands at which address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::rules::DUPLICATE_ADDRESS;
use crate::diagnostic::{Finding, Findings, Place};
use crate::load::Leaf;
use crate::model::Address;

/// Names of the file that is the page of its folder, the first in the folder wins.
const FOLDER_PAGES: [&str; 3] = ["index", "_index", "readme"];

/// Addresses that the site's own pages have.
const OWN_PAGES: [&str; 7] = ["documents/", "frameworks/", "soa/", "reviews/", "readiness/", "data/", "theme/"];

/// Addresses of documents and of their aliases.
pub(super) struct Addresses {
    /// By index of the leaf.
    pub(super) pages: Vec<Address>,
    /// Aliases by index of the leaf.
    pub(super) aliases: Vec<Vec<Address>>,
    /// From address to the leaf that answers there.
    pub(super) by_address: BTreeMap<Address, usize>,
}

/// Gives every leaf its address and reports those that two would share.
pub(super) fn assign(leaves: &[Arc<Leaf>], src: &str, findings: &mut Findings) -> Addresses {
    let folder_pages = folder_pages(leaves);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut addresses = Addresses { pages: Vec::new(), aliases: Vec::new(), by_address: BTreeMap::new() };
    for (index, leaf) in leaves.iter().enumerate() {
        let path = leaf.file.path();
        let below = path.below(src).unwrap_or(path.as_str());
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let address = if folder_pages.contains(&index) { Address::of([folder]) } else { Address::of([folder, path.stem()]) };
        if let Some(finding) = own_page(&address, leaf).or_else(|| claim(&mut taken, &address, index, leaves)) {
            findings.add(finding);
        }
        addresses.by_address.entry(address.clone()).or_insert(index);
        addresses.pages.push(address);
    }
    for (index, leaf) in leaves.iter().enumerate() {
        let mut aliases = Vec::new();
        for alias in &leaf.document.aliases {
            let clean = alias.trim_end_matches("index.html");
            let has_bad_part = clean.split('/').any(|part| part == ".." || part == "." || part.contains(['\\', ':', '?', '#']));
            let address = Address::of([clean]);
            let finding = if has_bad_part || address == Address::home() {
                let message = format!("the alias `{alias}` is no address below this site");
                Some(Finding::new(&DUPLICATE_ADDRESS, message).hint("write an address such as `/policies/old-name/`"))
            } else {
                own_page(&address, leaf).or_else(|| claim(&mut taken, &address, index, leaves))
            };
            match finding {
                Some(finding) => {
                    let place = Place::new(&leaf.file, leaf.document.mark("aliases"));
                    findings.add(finding.at(place).document(leaf.document.id.as_str()));
                }
                None => {
                    addresses.by_address.entry(address.clone()).or_insert(index);
                    aliases.push(address);
                }
            }
        }
        addresses.aliases.push(aliases);
    }
    addresses
}

/// Returns the leaves that are the page of their folder.
fn folder_pages(leaves: &[Arc<Leaf>]) -> BTreeSet<usize> {
    let mut best: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (index, leaf) in leaves.iter().enumerate() {
        let path = leaf.file.path();
        let Some(rank) = FOLDER_PAGES.iter().position(|name| *name == path.stem().to_lowercase()) else { continue };
        let entry = best.entry(path.folder()).or_insert((rank, index));
        if rank < entry.0 {
            *entry = (rank, index);
        }
    }
    best.into_values().map(|(_, index)| index).collect()
}

fn own_page(address: &Address, leaf: &Leaf) -> Option<Finding> {
    let text = address.as_str().to_lowercase();
    OWN_PAGES.contains(&text.as_str()).then(|| {
        Finding::new(&DUPLICATE_ADDRESS, format!("the address `{}` belongs to a page that the site makes itself", address.rooted()))
            .at(Place::whole(leaf.file.path()))
            .document(leaf.document.id.as_str())
            .hint("rename the file or its folder")
    })
}

/// Takes `address` for a leaf. Addresses that differ only in case or in the
/// composition of characters would be one file on many systems.
fn claim(taken: &mut BTreeMap<String, usize>, address: &Address, index: usize, leaves: &[Arc<Leaf>]) -> Option<Finding> {
    let folded: String = address.as_str().nfc().flat_map(char::to_lowercase).collect();
    match taken.get(&folded) {
        Some(&rival) if rival != index => {
            let (leaf, rival) = (&leaves[index], &leaves[rival]);
            Some(
                Finding::new(
                    &DUPLICATE_ADDRESS,
                    format!("`{}` and `{}` would both be the page `{}`", rival.file.path(), leaf.file.path(), address.rooted()),
                )
                .at(Place::whole(leaf.file.path()))
                .related(Place::whole(rival.file.path()), "the other")
                .document(leaf.document.id.as_str())
                .hint("rename one of the two"),
            )
        }
        Some(_) => None,
        None => {
            taken.insert(folded, index);
            None
        }
    }
}
