//! The lives of all documents, from the texts of their past.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::book::{Reading, Records};
use crate::config::Config;
use crate::history::{BlobId, Chronicle, Line, PastPath, Revision, Texts};
use crate::load::is_document_path;
use crate::model::{CommitId, Date, Declared, DocumentId};
use crate::source::BookPath;
use crate::version::{Life, PastTexts, State, Witnesses, life, states};

/// Reads the front matter of every text of every document's past, document by
/// document: the texts of one are stored as differences from each other.
pub fn lives(
    chronicle: &Chronicle,
    store: &dyn Texts,
    records: &Records,
    witnesses: &(dyn Witnesses + Sync),
    folder: &str,
    config: &Config,
    today: Date,
) -> BTreeMap<BookPath, Arc<Life>> {
    let reading = Reading::of(config);
    let line = chronicle.head.as_ref().and_then(|head| store.line(head, folder));
    let line = line.as_deref();
    let documents: Vec<(&BookPath, &Vec<Revision>)> =
        chronicle.revisions.iter().filter(|(path, _)| is_document_path(path, config)).collect();
    let read = |(path, rows): (&BookPath, &Vec<Revision>)| {
        let texts =
            TextsOfOne { store, records, line, folder, reading, today: path.clone(), known: RefCell::default() };
        let states = states(rows, &texts);
        (path.clone(), texts, states)
    };
    let read: Vec<(BookPath, TextsOfOne<'_>, Vec<State>)> = documents.into_par_iter().map(read).collect();
    let mut homes: BTreeMap<DocumentId, BookPath> = BTreeMap::new();
    for (path, _, states) in &read {
        let newest = states.first().and_then(|state| state.declared.as_ref());
        if let Some(newest) = newest.filter(|newest| newest.has_own_id) {
            homes.entry(newest.id.clone()).or_insert_with(|| path.clone());
        }
    }
    let live = |(path, texts, states): (BookPath, TextsOfOne<'_>, Vec<State>)| {
        let is_elsewhere = |id: &DocumentId| homes.get(id).is_some_and(|home| *home != path);
        let life = life(&chronicle.revisions[&path], states, is_elsewhere, today, &texts, witnesses);
        (path, Arc::new(life))
    };
    read.into_par_iter().map(live).collect::<Vec<_>>().into_iter().collect()
}

/// The texts of one document, each read once.
struct TextsOfOne<'a> {
    store: &'a dyn Texts,
    records: &'a Records,
    line: Option<&'a Line>,
    folder: &'a str,
    reading: Reading<'a>,
    /// Where the document stands today.
    today: BookPath,
    known: RefCell<BTreeMap<BlobId, Option<Arc<Declared>>>>,
}

impl PastTexts for TextsOfOne<'_> {
    fn declared(&self, text: BlobId, path: &PastPath) -> Option<Arc<Declared>> {
        if let Some(known) = self.known.borrow().get(&text) {
            return known.clone();
        }
        // Outside of the book no path of its settings matches.
        let path = path.in_book().unwrap_or_else(|| self.today.clone());
        let read = self.records.declared(text, &path, self.reading, self.store);
        self.known.borrow_mut().insert(text, read.clone());
        read
    }

    fn text_at(&self, commit: &CommitId, path: &PastPath) -> Option<BlobId> {
        let on_line = || self.line?.text_at(commit, &path.in_book()?);
        on_line().unwrap_or_else(|| self.store.file_at(commit, &path.from_top(self.folder)))
    }
}
