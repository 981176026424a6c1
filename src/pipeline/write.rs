//! From a checked book to a site.

use super::Prepared;
use crate::artifact::Sink;
use crate::config::Config;
use crate::model::Date;
use crate::outputs::{Job, OutputError, write_all};
use crate::source::AssetSource;
use crate::view::{FindingIndex, Views, site_view};

/// Writes every page, data file and asset of `prepared` to `sink`.
///
/// # Errors
/// [`OutputError`], when a template fails, a file cannot be read or the sink
/// refuses; the site is then not to be published.
pub fn write(
    prepared: &mut Prepared,
    config: &Config,
    today: Date,
    assets: &dyn AssetSource,
    sink: &dyn Sink,
) -> Result<(), OutputError> {
    let by_document = FindingIndex::new(&prepared.settled);
    let views = Views { book: &prepared.book, config, settled: &prepared.settled, by_document: &by_document, today };
    prepared.theme.set_site(&site_view(&views));
    write_all(&Job { views, theme: &prepared.theme, assets }, sink)
}
