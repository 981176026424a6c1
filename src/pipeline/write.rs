//! From a checked book to a site.

use super::Prepared;
use crate::artifact::Sink;
use crate::book::Archive;
use crate::config::Config;
use crate::model::Date;
use crate::outputs::{Job, OutputError, PastPages, write_all};
use crate::source::AssetSource;
use crate::view::{FindingIndex, SearchEntries, Views};

/// Writes every page, data file and asset of `prepared` that `sink` wants. With
/// `past_pages`, pages of the past that the sink has already are kept.
///
/// # Errors
/// [`OutputError`], when a template fails, a file cannot be read or the sink
/// refuses; the site is then not to be published.
pub fn write(
    prepared: &Prepared,
    config: &Config,
    today: Date,
    assets: &dyn AssetSource,
    past_pages: Option<&PastPages>,
    sink: &dyn Sink,
) -> Result<(), OutputError> {
    let by_document = FindingIndex::new(&prepared.settled);
    let archive = Archive::new(prepared.store.as_ref(), &prepared.folder, config, today);
    let views = Views {
        book: &prepared.book,
        config,
        settled: &prepared.settled,
        by_document: &by_document,
        archive: &archive,
        today,
    };
    let almanac = || prepared.almanac(config, today);
    let search = |entries: &SearchEntries<'_>| prepared.search(entries);
    write_all(&Job { views, theme: &prepared.theme, assets, past_pages, almanac: &almanac, search: &search }, sink)
}
