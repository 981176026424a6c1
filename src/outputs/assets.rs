//! Files that are published as they are: the theme's, and those of the book that
//! a text links to.

use std::borrow::Cow;

use super::job::{Job, OutputError};
use crate::artifact::{Artifact, Sink, SitePath};

/// Writes every asset.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    for asset in job.theme.assets.iter().filter(|asset| sink.wants(asset.path.as_str())) {
        sink.put(Artifact { path: asset.path.clone(), bytes: Cow::Borrowed(&asset.bytes) })?;
    }
    for path in &job.views.book.assets {
        let site_path = SitePath::new(job.views.asset_path(path.as_str()))?;
        if !sink.wants(site_path.as_str()) {
            continue;
        }
        let bytes =
            job.assets.read(path).map_err(|source| OutputError::Asset { path: path.as_str().to_owned(), source })?;
        sink.put(Artifact { path: site_path, bytes: Cow::Owned(bytes) })?;
    }
    Ok(())
}
