//! `data/search/`: the index that the search of the site reads, as scripts.

use std::borrow::Borrow;

use rayon::prelude::*;

use super::job::{Job, OutputError, put_text};
use super::script::script;
use crate::artifact::Sink;
use crate::search::IndexFile;
use crate::view::SearchEntries;

const FOLDER: &str = "data/search/";

/// Writes the files of the index.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    if !sink.wants_below(FOLDER) {
        return Ok(());
    }
    let entries = SearchEntries::new(&job.views);
    let index = (job.search)(&entries);
    index.files().par_iter().try_for_each(|file| put(sink, &file.name, || file))?;
    (0..index.text_files())
        .into_par_iter()
        .try_for_each(|number| put(sink, &format!("texts-{number}"), || index.text_file(number, &entries)))
}

/// Gives a file to the sink, if it wants it.
fn put<F: Borrow<IndexFile>>(sink: &dyn Sink, name: &str, file: impl Fn() -> F) -> Result<(), OutputError> {
    let path = format!("{FOLDER}{name}.js");
    if !sink.wants(&path) {
        return Ok(());
    }
    let file = file();
    let file = file.borrow();
    let before = format!("policybookSearch(\"{}\",\"{}\",", file.name, file.digest);
    put_text(sink, path, script(&before, &file.json, ");\n"))
}
