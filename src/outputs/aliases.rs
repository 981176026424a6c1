//! Pages at earlier addresses that lead to the present ones.

use super::job::{Job, OutputError, put_text};
use crate::artifact::Sink;
use crate::view::alias_view;

/// Writes a page for every alias.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    for bound in &job.views.book.documents {
        for alias in bound.aliases.iter().filter(|alias| sink.wants(&alias.file_path())) {
            let view = alias_view(&job.views, bound, alias);
            put_text(sink, alias.file_path(), job.theme.render("alias.html", &view.page, &view)?)?;
        }
    }
    Ok(())
}
