//! All pages by the first letter of their titles: what a search is to those who read
//! without scripts.

use serde::Serialize;

use super::Views;
use super::common::DocumentLink;
use super::site::PageHead;
use crate::model::Address;
use crate::search::fold;

/// The list of all pages.
#[derive(Debug, Clone, Serialize)]
pub struct AToZView {
    /// The page's frame.
    pub page: PageHead,
    /// Documents by the first letter of their titles.
    pub letters: Vec<LetterGroup>,
}

/// The documents whose titles begin with the same letter.
#[derive(Debug, Clone, Serialize)]
pub struct LetterGroup {
    /// The letter as a heading; `0–9` for all digits, `…` for what is neither.
    pub letter: String,
    /// An anchor for it.
    pub anchor: String,
    /// Documents, ordered by title.
    pub documents: Vec<DocumentLink>,
}

/// Returns the list of all documents, the retired ones included.
pub fn a_z_view(views: &Views<'_>) -> AToZView {
    let with_page = views.book.documents.iter().filter(|bound| bound.has_page);
    let mut documents: Vec<(String, DocumentLink)> =
        with_page.map(|bound| (fold(&bound.document().title), views.link(bound, None))).collect();
    let key = |(title, link): &(String, DocumentLink)| (group_of(title), title.clone(), link.id.clone());
    documents.sort_by_cached_key(key);
    let mut letters: Vec<LetterGroup> = Vec::new();
    for (title, link) in documents {
        let letter = group_of(&title).1;
        match letters.last_mut() {
            Some(group) if group.letter == letter => group.documents.push(link),
            _ => {
                let anchor = format!("pb-letter-{}", letters.len() + 1);
                letters.push(LetterGroup { letter, anchor, documents: vec![link] });
            }
        }
    }
    AToZView { page: PageHead::new(views, "A to Z", "a-z", &Address::of(["a-z"])), letters }
}

/// Returns the heading under which a folded title stands, and the place of its kind:
/// letters, then digits, then the rest.
fn group_of(title: &str) -> (u8, String) {
    match title.chars().find(|character| character.is_alphanumeric()) {
        Some(first) if first.is_numeric() => (1, "0–9".to_owned()),
        Some(first) => (0, first.to_uppercase().collect()),
        None => (2, "…".to_owned()),
    }
}
