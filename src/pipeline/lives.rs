//! The lives of all documents, from the texts of their past.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::history::{BlobId, Chronicle, PastPath, Revision, Texts};
use crate::load::{declared, is_document_path};
use crate::model::{CommitId, Declared};
use crate::source::BookPath;
use crate::version::{Life, PastTexts, Witnesses, life};

/// Reads the front matter of every text of every document's past, document by
/// document: the texts of one are stored as differences from each other.
pub fn lives(
    chronicle: &Chronicle,
    store: &dyn Texts,
    witnesses: &(dyn Witnesses + Sync),
    folder: &str,
    config: &Config,
) -> BTreeMap<BookPath, Arc<Life>> {
    let of_one = |(path, rows): (&BookPath, &Vec<Revision>)| {
        let texts = TextsOfOne { store, folder, config, today: path, known: RefCell::default() };
        (path.clone(), Arc::new(life(rows, &texts, witnesses)))
    };
    let documents: Vec<(&BookPath, &Vec<Revision>)> =
        chronicle.revisions.iter().filter(|(path, _)| is_document_path(path, config)).collect();
    documents.into_par_iter().map(of_one).collect::<Vec<_>>().into_iter().collect()
}

/// The texts of one document, each read once.
struct TextsOfOne<'a> {
    store: &'a dyn Texts,
    folder: &'a str,
    config: &'a Config,
    /// Where the document stands today.
    today: &'a BookPath,
    known: RefCell<BTreeMap<BlobId, Option<Arc<Declared>>>>,
}

impl PastTexts for TextsOfOne<'_> {
    fn declared(&self, text: BlobId, path: &PastPath) -> Option<Arc<Declared>> {
        if let Some(known) = self.known.borrow().get(&text) {
            return known.clone();
        }
        let read = || {
            let bytes = self.store.text(text)?;
            // Outside of the book no path of its settings matches.
            let path = path.in_book().unwrap_or_else(|| self.today.clone());
            Some(Arc::new(declared(std::str::from_utf8(&bytes).ok()?, &path, self.config)))
        };
        let read = read();
        self.known.borrow_mut().insert(text, read.clone());
        read
    }

    fn text_at(&self, commit: &CommitId, path: &PastPath) -> Option<BlobId> {
        self.store.file_at(commit, &path.from_top(self.folder))
    }
}
