//! Which document of one book is which of another.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::book::{Book, BoundDocument};
use crate::load::Leaf;
use crate::source::BookPath;
use crate::view::{PastText, TextChanges, Views};

/// A document in both books, and what changed in it.
pub(super) struct Pair<'a> {
    pub(super) before: &'a BoundDocument,
    pub(super) after: &'a BoundDocument,
    /// Nothing when the text, its record and its claims are the same.
    pub(super) changes: Option<TextChanges>,
    /// Whether the normative text changed.
    pub(super) has_new_text: bool,
}

/// Says whether a document of the earlier book is one of the later.
type Likeness<'a> = &'a dyn Fn(&BoundDocument, &BoundDocument) -> bool;

/// The documents of both books.
pub(super) struct Pairs<'a> {
    /// Ordered by the paths of today.
    pub(super) both: Vec<Pair<'a>>,
    pub(super) added: Vec<&'a BoundDocument>,
    pub(super) removed: Vec<&'a BoundDocument>,
}

impl<'a> Pairs<'a> {
    /// Finds them by id, then by path, then by the paths that they had once, then by
    /// the very text.
    pub(super) fn new(before: &Views<'a>, after: &Views<'a>) -> Self {
        let (old, new) = (&before.book.documents, &after.book.documents);
        let mut partner: Vec<Option<usize>> = vec![None; new.len()];
        let mut taken = BTreeSet::new();
        let id = |bound: &BoundDocument| bound.document().id.clone();
        let path = |bound: &BoundDocument| bound.leaf.file.path().clone();
        // A file that names another id is another document, however much they look alike.
        let names = |bound: &BoundDocument| bound.document().marks.contains_key("id");
        let ways: [Likeness<'_>; 5] = [
            &|a, b| id(a) == id(b) && path(a) == path(b),
            &|a, b| id(a) == id(b),
            &|a, b| path(a) == path(b),
            &|a, b| !names(a) && !names(b) && has_stood(b, a.leaf.file.path()),
            &|a, b| !names(a) && !names(b) && has_text_of(b, a),
        ];
        for is_same in ways {
            for (at, bound) in new.iter().enumerate().filter(|(at, _)| partner[*at].is_none()).collect::<Vec<_>>() {
                let found = (0..old.len()).find(|at| !taken.contains(at) && is_same(&old[*at], bound));
                taken.extend(found);
                partner[at] = found;
            }
        }
        let both: Vec<(&BoundDocument, &BoundDocument)> =
            new.iter().zip(&partner).filter_map(|(bound, at)| Some((&old[(*at)?], bound))).collect();
        Self {
            both: both.into_par_iter().map(|(before, after_one)| pair(after, before, after_one)).collect(),
            added: new.iter().zip(&partner).filter(|(_, at)| at.is_none()).map(|(bound, _)| bound).collect(),
            removed: old.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, bound)| bound).collect(),
        }
    }

    /// Returns what became of a document of the earlier book.
    pub(super) fn after(&self, before: &Book, index: usize) -> Option<&Pair<'a>> {
        let bound = &before.documents[index];
        self.both.iter().find(|pair| std::ptr::eq(pair.before, bound))
    }
}

fn has_stood(bound: &BoundDocument, path: &BookPath) -> bool {
    bound.revisions.iter().any(|revision| revision.path.in_book().as_ref() == Some(path))
}

fn has_text_of(bound: &BoundDocument, other: &BoundDocument) -> bool {
    let text = bound.leaf.file.text();
    text == other.leaf.file.text() && !text.trim().is_empty()
}

fn pair<'a>(views: &Views<'_>, before: &'a BoundDocument, after: &'a BoundDocument) -> Pair<'a> {
    let (old, new) = (&before.leaf, &after.leaf);
    let has_same_print = old.fingerprint == new.fingerprint;
    if has_same_print && old.file.text() == new.file.text() && before.claims == after.claims {
        let fields = crate::view::changes::field_changes(&old.document, &new.document);
        if fields.is_empty() {
            return Pair { before, after, changes: None, has_new_text: false };
        }
    }
    let mut changes = {
        let text = |leaf: &Arc<Leaf>| PastText::new(views, Arc::clone(leaf), &after.address);
        TextChanges::between(views, &text(old), &text(new))
    };
    let is_page = !new.document.is_controlled() && !old.document.is_controlled();
    if is_page && old.file.path() != new.file.path() {
        // The id of a page is its path: a move is told as such.
        changes.fields.retain(|field| field.name != "Id");
    }
    let has_new_text = changes.redline.has_changes() || (!is_page && !has_same_print);
    let is_same = changes.is_empty() && !has_new_text && old.file.text() == new.file.text();
    Pair { before, after, changes: (!is_same).then_some(changes), has_new_text }
}
