//! A copy of a log's file, while others write to it.

use std::path::Path;

use super::open::{open_to_copy, unavailable};
use crate::ledger::error::StoreError;

/// Copies the log at `from` into the empty or missing file `to`, as it stands at one moment.
/// It is not yet on the disk when this returns.
///
/// # Errors
///
/// When `from` is no log, or cannot be read, or `to` cannot be written or holds something.
pub fn copy_to_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    let connection = open_to_copy(from)?;
    let to = to.to_str().ok_or_else(|| StoreError::Foreign(format!("{}: the name is not UTF-8", to.display())))?;
    connection.execute("VACUUM INTO ?1", [to]).map_err(|error| unavailable(&error))?;
    Ok(())
}
