//! Which page stands at which address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::rules::DUPLICATE_ADDRESS;
use crate::diagnostic::{Finding, Findings, Place};
use crate::load::{Leaf, unpublishable};
use crate::model::{Address, Framework};
use crate::release::Release;

/// Names of the file that is the page of its folder, the first in the folder wins.
const FOLDER_PAGES: [&str; 3] = ["index", "_index", "readme"];

/// Addresses that the site's own pages have, and names of its own files.
const OWN_PAGES: [&str; 10] = [
    "documents/",
    "frameworks/",
    "soa/",
    "reviews/",
    "readiness/",
    "releases/",
    "as-at/",
    "data/",
    "theme/",
    "404.html/",
];

/// Addresses of documents and of their aliases.
pub(super) struct Addresses {
    /// By index of the leaf.
    pub(super) pages: Vec<Address>,
    /// Aliases by index of the leaf.
    pub(super) aliases: Vec<Vec<Address>>,
    /// From address to the leaf that answers there.
    pub(super) by_address: BTreeMap<Address, usize>,
    /// Leaves whose address another page has: they get none.
    pub(super) displaced: BTreeSet<usize>,
}

/// Gives every leaf its address and reports those that two would share.
///
/// `frameworks` and `releases` are those that have pages.
pub(super) fn assign(
    leaves: &[Arc<Leaf>],
    frameworks: &[Framework],
    releases: &[Release],
    src: &str,
    findings: &mut Findings,
) -> Addresses {
    let own_pages = own_pages(frameworks, releases);
    let own_page = |address: &Address| own_page(address, &own_pages);
    let folder_pages = folder_pages(leaves);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut addresses =
        Addresses { pages: Vec::new(), aliases: Vec::new(), by_address: BTreeMap::new(), displaced: BTreeSet::new() };
    for (index, leaf) in leaves.iter().enumerate() {
        let path = leaf.file.path();
        let below = path.below(src).unwrap_or(path.as_str());
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let address =
            if folder_pages.contains(&index) { Address::of([folder]) } else { Address::of([folder, path.stem()]) };
        let finding = own_page(&address)
            .map(|finding| finding.hint("rename the file or its folder"))
            .or_else(|| claim(&mut taken, &address, index).map(|rival| shared(&address, leaf, &leaves[rival])));
        if let Some(finding) = finding {
            findings.add(finding.at(Place::whole(path)).document(leaf.document.id.as_str()));
            addresses.displaced.insert(index);
        }
        addresses.by_address.entry(address.clone()).or_insert(index);
        addresses.pages.push(address);
    }
    for (index, leaf) in leaves.iter().enumerate() {
        let mut aliases = Vec::new();
        for alias in &leaf.document.aliases {
            let clean = alias.trim_end_matches("index.html");
            let has_bad_part = clean.split('/').any(|part| part == ".." || part == "." || part.contains('#'))
                || unpublishable(clean).is_some();
            let address = Address::of([clean]);
            let finding = if has_bad_part || address == Address::home() {
                let message = format!("the alias `{alias}` is no address below this site");
                Some(Finding::new(&DUPLICATE_ADDRESS, message).hint("write an address such as `/policies/old-name/`"))
            } else {
                own_page(&address)
                    .map(|finding| finding.hint("take it out of `aliases`"))
                    .or_else(|| claim(&mut taken, &address, index).map(|rival| taken_alias(alias, &leaves[rival])))
            };
            match finding {
                Some(finding) => {
                    let place = Place::new(&leaf.file, leaf.document.mark("aliases"));
                    findings.add(finding.at(place).document(leaf.document.id.as_str()));
                }
                // Its own address, or the same alias in another spelling, needs no second page.
                None if address == addresses.pages[index] || aliases.contains(&address) => {}
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

/// Returns the addresses of the pages that the site makes itself, folded.
pub(super) fn own_pages(frameworks: &[Framework], releases: &[Release]) -> BTreeSet<String> {
    let mut own: BTreeSet<String> = OWN_PAGES.iter().map(|page| (*page).to_owned()).collect();
    own.extend(releases.iter().map(|release| folded(release.address.as_str())));
    for framework in frameworks {
        own.insert(folded(framework.address().as_str()));
        own.extend(framework.controls.iter().map(|control| folded(framework.control_address(control).as_str())));
    }
    own
}

/// A folder named like a file that the site has: of `index.html` there is one in
/// every folder, and `data` holds files only.
fn own_page(address: &Address, own_pages: &BTreeSet<String>) -> Option<Finding> {
    let text = folded(address.as_str());
    let is_own = own_pages.contains(&text)
        || text.split('/').any(|part| part == "index.html")
        || text.strip_prefix("data/").is_some_and(|rest| {
            rest.split('/').next().is_some_and(|name| name.ends_with(".json") || name.ends_with(".js"))
        });
    let message = || format!("the address `{}` belongs to a page that the site makes itself", address.rooted());
    is_own.then(|| Finding::new(&DUPLICATE_ADDRESS, message()))
}

/// Returns `path` so that two that many systems take for the same are equal.
pub(super) fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

/// Takes `address` for a leaf, or returns the leaf that has it already. Addresses
/// that differ only in case or in the composition of characters would be one file
/// on many systems.
fn claim(taken: &mut BTreeMap<String, usize>, address: &Address, index: usize) -> Option<usize> {
    let owner = *taken.entry(folded(address.as_str())).or_insert(index);
    (owner != index).then_some(owner)
}

fn shared(address: &Address, leaf: &Leaf, rival: &Leaf) -> Finding {
    let message =
        format!("`{}` and `{}` would both be the page `{}`", rival.file.path(), leaf.file.path(), address.rooted());
    Finding::new(&DUPLICATE_ADDRESS, message)
        .related(Place::whole(rival.file.path()), "the other")
        .hint("rename one of the two")
}

fn taken_alias(alias: &str, rival: &Leaf) -> Finding {
    Finding::new(&DUPLICATE_ADDRESS, format!("the alias `{alias}` leads to `{}` already", rival.file.path()))
        .related(Place::whole(rival.file.path()), "the other")
        .hint("take it out of `aliases` of one of the two, or rename the other file")
}
