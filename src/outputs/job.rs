//! What every output works with.

use super::past_pages::PastPages;
use crate::artifact::{Artifact, BadSitePath, Sink, SinkError, SitePath};
use crate::book::Almanac;
use crate::search::SearchIndex;
use crate::source::AssetSource;
use crate::theme::{RenderError, Theme};
use crate::view::{SearchEntries, Views};

/// A settled book and the theme that shows it.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// What pages and data files are made from.
    pub views: Views<'a>,
    /// The theme.
    pub theme: &'a Theme,
    /// The bytes of files that are published as they are.
    pub assets: &'a dyn AssetSource,
    /// Which pages of the past are there already, if that is of interest.
    pub past_pages: Option<&'a PastPages>,
    /// What was in force on each day, made when it is asked for.
    pub almanac: &'a (dyn Fn() -> &'a Almanac + Sync),
    /// The index of the search over these entries, made when it is asked for.
    pub search: &'a (dyn Fn(&SearchEntries<'_>) -> &'a SearchIndex + Sync),
}

/// Why an output could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A template failed.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The sink refused.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// An address that no file can have.
    #[error(transparent)]
    Path(#[from] BadSitePath),
    /// A file of the book could not be read.
    #[error("{path} could not be read: {source}")]
    Asset {
        /// Its path in the book.
        path: String,
        /// What the medium said.
        source: std::io::Error,
    },
}

/// Gives a text file to the sink.
pub(super) fn put_text(sink: &dyn Sink, path: impl Into<String>, text: String) -> Result<(), OutputError> {
    Ok(sink.put(Artifact::text(SitePath::new(path)?, text))?)
}
