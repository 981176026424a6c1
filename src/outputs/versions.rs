//! The pages of versions.

use rayon::prelude::*;

use super::job::{Job, OutputError, put_text};
use crate::artifact::Sink;
use crate::book::BoundDocument;
use crate::view::{is_shown, version_view};

/// Writes a page for every version whose text is on the site.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    job.views.book.documents.par_iter().try_for_each(|bound| write_document(job, sink, bound))
}

fn write_document(job: &Job<'_>, sink: &dyn Sink, bound: &BoundDocument) -> Result<(), OutputError> {
    for (index, version) in bound.life.versions.iter().enumerate() {
        let Some(Some(address)) = bound.version_addresses.get(index) else { continue };
        if !sink.wants(&address.file_path()) || !is_shown(&job.views, version) {
            continue;
        }
        // A text that git cannot give any more has no page; the list still names it.
        let Some(leaf) = job.views.archive.leaf(version) else { continue };
        if let Some(view) = version_view(&job.views, bound, index, &leaf) {
            put_text(sink, view.page.path.clone(), job.theme.render("version.html", &view.page, &view)?)?;
        }
    }
    Ok(())
}
