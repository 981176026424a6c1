//! The places of published files: none takes that of a page or of another file.

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::{folded, own_pages};
use super::bound::BoundDocument;
use super::rules::DUPLICATE_ADDRESS;
use crate::diagnostic::{Finding, Findings, Place};
use crate::model::Framework;
use crate::release::Release;
use crate::source::BookPath;

/// Reports each of `assets` that would stand where something else stands, and
/// takes it out: the first by path keeps a place that two want.
pub(super) fn report(
    documents: &[BoundDocument],
    frameworks: &[Framework],
    releases: &[Release],
    assets: &mut BTreeSet<BookPath>,
    src: &str,
    findings: &mut Findings,
) {
    let mut places = Places::default();
    for page in own_pages(frameworks, releases) {
        places.take(&format!("{page}index.html"), "a page of the site itself");
    }
    places.take("404.html", "a page of the site itself");
    places.take("index.html", "the home page");
    for bound in documents {
        let path = bound.leaf.file.path().as_str();
        for address in std::iter::once(&bound.address).chain(&bound.aliases) {
            places.take(&folded(&address.file_path()), &format!("`{path}`"));
        }
    }
    assets.retain(|path| {
        let published = path.below(src).unwrap_or(path.as_str());
        let place = folded(published);
        let rival = if is_data(&place) { Some("a data file of the site".to_owned()) } else { places.rival(&place) };
        let Some(rival) = rival else {
            places.take(&place, &format!("`{path}`"));
            return true;
        };
        let message = format!("`{path}` would be published at `{published}`, where {rival} is");
        let finding = Finding::new(&DUPLICATE_ADDRESS, message).at(Place::whole(path));
        findings.add(finding.hint("rename the file or its folder"));
        false
    });
}

/// The folder `data` of a site holds its own files directly.
fn is_data(place: &str) -> bool {
    place
        .strip_prefix("data/")
        .is_some_and(|name| !name.contains('/') && [".json", ".js"].iter().any(|ending| name.ends_with(ending)))
}

/// Files and folders of the site, folded, each with who has it.
#[derive(Default)]
struct Places {
    files: BTreeMap<String, String>,
    folders: BTreeMap<String, String>,
}

impl Places {
    fn take(&mut self, place: &str, owner: &str) {
        for folder in folders_above(place) {
            self.folders.entry(folder.to_owned()).or_insert_with(|| owner.to_owned());
        }
        self.files.entry(place.to_owned()).or_insert_with(|| owner.to_owned());
    }

    /// Returns who stands at `place`, has a folder of that name, or is a file where
    /// it needs a folder.
    fn rival(&self, place: &str) -> Option<String> {
        let here = self.files.get(place).or_else(|| self.folders.get(place));
        here.or_else(|| folders_above(place).find_map(|folder| self.files.get(folder))).cloned()
    }
}

fn folders_above(place: &str) -> impl Iterator<Item = &str> {
    place.match_indices('/').map(|(at, _)| &place[..at])
}
