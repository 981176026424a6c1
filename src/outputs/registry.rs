//! The table of all outputs.

use rayon::prelude::*;

use super::job::{Job, OutputError};
use super::{aliases, as_at, assets, data, html, search, server_files, versions};
use crate::artifact::Sink;

/// One kind of output.
pub struct Output {
    /// Its name.
    pub name: &'static str,
    write: fn(&Job<'_>, &dyn Sink) -> Result<(), OutputError>,
}

/// All outputs.
pub static OUTPUTS: [Output; 8] = [
    // First, since it takes longest and no other waits for it.
    Output { name: "as-at", write: as_at::write },
    Output { name: "search", write: search::write },
    Output { name: "html", write: html::write },
    Output { name: "versions", write: versions::write },
    Output { name: "aliases", write: aliases::write },
    Output { name: "data", write: data::write },
    Output { name: "server-files", write: server_files::write },
    Output { name: "assets", write: assets::write },
];

/// Writes every output of a book to `sink`.
///
/// # Errors
/// The first [`OutputError`]; the site must then not be published.
pub fn write_all(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    OUTPUTS.par_iter().try_for_each(|output| (output.write)(job, sink))
}
