//! The pages of versions, and of what changed from each to the next.

use rayon::prelude::*;

use super::job::{Job, OutputError, put_text};
use super::past_pages::PastPages;
use crate::artifact::{Sink, SitePath};
use crate::book::BoundDocument;
use crate::model::Address;
use crate::view::{
    PastText, RevisionRow, changes_address, changes_since_address, changes_view, is_shown, past_key, revision_rows,
    version_view,
};

/// Writes a page for every version whose text is on the site, and one for the
/// changes from each to the next.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    let may_keep = job.past_pages.is_some_and(|pages| pages.begin(&job.views, job.theme));
    let documents = job.views.book.documents.par_iter().filter(|bound| !bound.life.versions.is_empty());
    documents.try_for_each(|bound| {
        let revisions = revision_rows(&job.views, bound);
        match job.past_pages {
            Some(pages) if keeps(job, pages, sink, bound, &revisions, may_keep)? => Ok(()),
            _ => write_document(job, sink, bound, &revisions),
        }
    })
}

/// Keeps the pages of the site that stands, if they were made from the same as they
/// would be now. Returns whether it did.
fn keeps(
    job: &Job<'_>,
    pages: &PastPages,
    sink: &dyn Sink,
    bound: &BoundDocument,
    revisions: &[RevisionRow],
    may_keep: bool,
) -> Result<bool, OutputError> {
    let is_same = pages.is_same(bound.leaf.file.path().as_str(), past_key(&job.views, bound, revisions));
    if !is_same || !may_keep {
        return Ok(false);
    }
    let versions = 0..bound.life.versions.len();
    let texts = versions.clone().filter(|&index| address_wanted(job, sink, bound, index));
    let texts = texts.filter_map(|index| bound.version_addresses[index].as_ref().map(Address::file_path));
    let changes = versions.clone().filter_map(|index| changes_address(&job.views, bound, index));
    let since = versions.filter_map(|index| changes_since_address(&job.views, bound, index));
    let changes = changes.chain(since).map(|address| address.file_path());
    let paths: Result<Vec<SitePath>, _> = texts.chain(changes).map(SitePath::new).collect();
    Ok(sink.keep(&paths?)?)
}

fn write_document(
    job: &Job<'_>,
    sink: &dyn Sink,
    bound: &BoundDocument,
    revisions: &[RevisionRow],
) -> Result<(), OutputError> {
    let views = &job.views;
    let is_wanted = |address: &Address| sink.wants(&address.file_path());
    // The text of the version after the one that the loop is at, and the one that is asked for:
    // each is read once.
    let mut after: Option<PastText> = None;
    let mut newest: Option<PastText> = None;
    for index in 0..bound.life.versions.len() {
        let wants_page = address_wanted(job, sink, bound, index);
        let changes = |index: usize| changes_address(views, bound, index).filter(is_wanted);
        let to_after = index.checked_sub(1).and_then(changes).filter(|_| after.is_some());
        let to_newest = changes_since_address(views, bound, index).filter(is_wanted);
        if !wants_page && to_after.is_none() && to_newest.is_none() && changes(index).is_none() {
            after = None;
            continue;
        }
        // A text that git cannot give any more has no page; the list still names it.
        let text = past_text(job, bound, index);
        if let Some(view) =
            text.as_ref().filter(|_| wants_page).and_then(|text| version_view(views, bound, index, text, revisions))
        {
            put_text(sink, view.page.path.clone(), job.theme.render_lasting("version.html", &view.page, &view)?)?;
        }
        if to_newest.is_some() && newest.is_none() {
            newest = past_text(job, bound, 0);
        }
        let pages = [(to_after, index.wrapping_sub(1), &after), (to_newest, 0, &newest)];
        for (address, later_index, later) in pages {
            if let (Some(address), Some(text), Some(later)) = (address, &text, later) {
                let view = changes_view(views, bound, &address, (index, text), (later_index, later));
                put_text(sink, view.page.path.clone(), job.theme.render_lasting("changes.html", &view.page, &view)?)?;
            }
        }
        after = text;
    }
    Ok(())
}

fn past_text(job: &Job<'_>, bound: &BoundDocument, index: usize) -> Option<PastText> {
    let leaf = job.views.archive.leaf(bound, &bound.life.versions[index])?;
    Some(PastText::below(&job.views, bound, leaf))
}

fn address_wanted(job: &Job<'_>, sink: &dyn Sink, bound: &BoundDocument, index: usize) -> bool {
    let address = bound.version_addresses.get(index).and_then(Option::as_ref);
    address.is_some_and(|address| sink.wants(&address.file_path()) && is_shown(&job.views, &bound.life.versions[index]))
}
