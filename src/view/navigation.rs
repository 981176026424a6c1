//! The way through the documents: folder by folder, with the place of the page shown.
//! A book whose documents stand in one folder goes by type instead.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Views;
use super::common::href;
use crate::book::BoundDocument;
use crate::model::{Address, DocumentType};

/// Up to so many documents, the navigation of each page names them all.
const DOCUMENTS_MAX: usize = 100;
/// In larger books it names so many of the folder before and after the page.
const NEIGHBOURS: usize = 12;

/// The navigation as one page has it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Navigation {
    /// Folders or types, in the order of their paths.
    pub groups: Vec<NavigationGroup>,
    /// The document before it.
    pub previous: Option<NavigationLink>,
    /// The document after it.
    pub next: Option<NavigationLink>,
}

/// A folder or a type.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationGroup {
    /// Its name: of a folder, the title of its own page when it has one.
    pub title: String,
    /// Whether that name is a word of ours and not an author's.
    pub is_ours: bool,
    /// Where to go for one that is not opened.
    pub href: String,
    /// How many documents it has.
    pub count: usize,
    /// Whether the page is in it.
    pub is_current: bool,
    /// Its documents; of a large book those around the page alone.
    pub documents: Vec<NavigationLink>,
    /// Whether documents are left out.
    pub is_shortened: bool,
}

/// A document.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationLink {
    /// Its title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
    /// Whether it is the page itself.
    pub is_current: bool,
}

/// The documents in the order of the navigation.
#[derive(Debug)]
pub struct NavigationIndex<'a> {
    groups: Vec<Group<'a>>,
    /// The group of each document of the book, and its place there; by index.
    places: BTreeMap<&'a str, (usize, usize)>,
    is_whole: bool,
}

#[derive(Debug)]
struct Group<'a> {
    title: String,
    is_ours: bool,
    /// The first folder of its path.
    top: &'a str,
    documents: Vec<&'a BoundDocument>,
}

impl<'a> NavigationIndex<'a> {
    /// Puts the pages of a book into their order.
    pub fn new(views: &Views<'a>) -> Self {
        let pages: Vec<&BoundDocument> =
            views.book.documents.iter().filter(|bound| bound.has_page && bound.address != Address::home()).collect();
        let above = |path: &'a str| path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = |bound: &&'a BoundDocument| bound.address.as_str().trim_matches('/');
        // Folders that hold more than a page of their own.
        let filled: BTreeSet<&str> = pages.iter().map(path).map(above).collect();
        let folder = |bound: &&'a BoundDocument| match path(bound) {
            own if is_folder_page(bound) && filled.contains(own) => own,
            other => above(other),
        };
        let folders: Vec<&str> = pages.iter().map(folder).collect();
        let is_by_type = folders.iter().all(|folder| *folder == folders[0]);
        let mut groups: BTreeMap<(usize, &str), Vec<&BoundDocument>> = BTreeMap::new();
        for (bound, folder) in pages.iter().zip(folders) {
            let key = match is_by_type {
                true => (type_order(bound.document().document_type), bound.document().document_type.plural()),
                false => (usize::from(!folder.is_empty()), folder),
            };
            groups.entry(key).or_default().push(bound);
        }
        let group = |((_, key), mut documents): ((usize, &'a str), Vec<&'a BoundDocument>)| {
            documents.sort_by_cached_key(|bound| (bound.address.as_str().trim_matches('/') != key, order_of(bound)));
            let is_own = |bound: &&&BoundDocument| bound.address.as_str().trim_matches('/') == key;
            let own_page = documents.iter().find(|bound| !is_by_type && is_own(bound));
            let title = match own_page {
                Some(bound) => bound.document().title.clone(),
                None if is_by_type => name_of(key),
                None if key.is_empty() => "General".to_owned(),
                None => folder_title(key),
            };
            let is_ours = own_page.is_none() && (is_by_type || key.is_empty());
            Group { title, is_ours, top: key.split('/').next().unwrap_or_default(), documents }
        };
        let groups: Vec<Group<'a>> = groups.into_iter().map(group).collect();
        let place = |(group, of): (usize, &Group<'a>)| {
            let places = of.documents.iter().enumerate();
            places.map(|(place, bound)| (bound.address.as_str(), (group, place))).collect::<Vec<_>>()
        };
        let places = groups.iter().enumerate().flat_map(place).collect();
        Self { is_whole: pages.len() <= DOCUMENTS_MAX, groups, places }
    }

    /// Returns the navigation of the page of `bound`.
    pub fn of(&self, bound: &BoundDocument) -> Navigation {
        let Some(&(current, place)) = self.places.get(bound.address.as_str()) else { return Navigation::default() };
        let shown = |(number, group): (usize, &Group<'a>)| {
            let is_current = number == current;
            let is_first_of_top = number == 0 || self.groups[number - 1].top != group.top;
            let range = match (is_current, self.is_whole) {
                (_, true) => 0..group.documents.len(),
                (true, false) => place.saturating_sub(NEIGHBOURS)..group.documents.len().min(place + NEIGHBOURS + 1),
                (false, false) if is_first_of_top => 0..0,
                (false, false) => return None,
            };
            Some(NavigationGroup {
                title: group.title.clone(),
                is_ours: group.is_ours,
                href: href(&group.documents[0].address),
                count: group.documents.len(),
                is_current,
                is_shortened: is_current && range.len() < group.documents.len(),
                documents: group.documents[range].iter().map(|of| link(of, of.address == bound.address)).collect(),
            })
        };
        let neighbour = |group: usize, place: Option<usize>| {
            let document = self.groups.get(group).and_then(|group| group.documents.get(place?));
            document.map(|of| link(of, false))
        };
        let previous = match place {
            0 => current
                .checked_sub(1)
                .and_then(|group| neighbour(group, self.groups[group].documents.len().checked_sub(1))),
            _ => neighbour(current, Some(place - 1)),
        };
        let next = neighbour(current, Some(place + 1)).or_else(|| neighbour(current + 1, Some(0)));
        Navigation { groups: self.groups.iter().enumerate().filter_map(shown).collect(), previous, next }
    }
}

fn type_order(kind: DocumentType) -> usize {
    DocumentType::ALL.iter().position(|&other| other == kind).unwrap_or(0)
}

fn link(bound: &BoundDocument, is_current: bool) -> NavigationLink {
    NavigationLink { title: bound.document().title.clone(), href: href(&bound.address), is_current }
}

/// By id, numbers by their value; pages by title.
fn order_of(bound: &BoundDocument) -> (Vec<(String, u64)>, String) {
    let document = bound.document();
    let id = if document.is_controlled() { document.id.to_string() } else { document.title.clone() };
    let mut parts: Vec<(String, u64)> = Vec::new();
    for part in id.to_lowercase().split_inclusive(|c: char| c.is_ascii_digit()) {
        let words = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let digit = part[words.len()..].parse::<u64>().ok();
        match (parts.last_mut(), digit) {
            (Some((_, number)), Some(digit)) if words.is_empty() => {
                *number = number.saturating_mul(10).saturating_add(digit);
            }
            _ => parts.push((words.to_owned(), digit.unwrap_or(0))),
        }
    }
    (parts, bound.address.as_str().to_owned())
}

/// Returns whether a document is the page of its folder.
fn is_folder_page(bound: &BoundDocument) -> bool {
    let name = bound.leaf.file.path().as_str().rsplit('/').next().unwrap_or_default();
    ["index.md", "_index.md", "readme.md"].iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Words of the field that nobody writes with small letters.
const ABBREVIATIONS: [&str; 16] =
    ["AI", "BCM", "BCP", "CISO", "DORA", "DPO", "GDPR", "HR", "ICT", "ISMS", "ISO", "IT", "NIS2", "PIMS", "SOA", "SOP"];

/// Returns a folder's path as people would write it: `hr/on-boarding` is "HR / On boarding".
fn folder_title(folder: &str) -> String {
    folder.split('/').map(name_of).collect::<Vec<_>>().join(" / ")
}

fn name_of(part: &str) -> String {
    let written = |word: &str| {
        let known = ABBREVIATIONS.iter().find(|known| known.eq_ignore_ascii_case(word));
        known.map_or_else(|| word.to_owned(), |known| (*known).to_owned())
    };
    let words = part.split(['-', '_']).map(written).collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
