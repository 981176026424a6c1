//! Whether the tables are those that this program makes: the server describes them, and the
//! description is compared line by line.

use std::collections::BTreeSet;

use postgres::GenericClient;

use super::read::all;
use super::rows::get;
use crate::ledger::error::StoreError;

/// The tables, as this program makes them.
pub(super) const SCHEMA: &str = include_str!("schema.sql");
/// Asks the server to describe what is in the schema.
const QUESTION: &str = include_str!("shape.sql");
/// What it answers for the tables of this program.
const SHAPE: &str = include_str!("shape.txt");

/// Returns in words how the tables differ; nothing when they do not.
pub(super) fn difference<C: GenericClient>(client: &mut C) -> Result<Option<String>, StoreError> {
    let found: BTreeSet<String> = lines(client)?.into_iter().collect();
    let expected: BTreeSet<String> = SHAPE.lines().map(ToOwned::to_owned).collect();
    let missing = expected.difference(&found).next().map(|line| format!("`{line}` is missing"));
    Ok(missing.or_else(|| found.difference(&expected).next().map(|line| format!("`{line}` was added or changed"))))
}

/// Returns whether the schema has no table at all.
pub(super) fn is_empty<C: GenericClient>(client: &mut C) -> Result<bool, StoreError> {
    Ok(!lines(client)?.iter().any(|line| line.starts_with("relation ")))
}

fn lines<C: GenericClient>(client: &mut C) -> Result<Vec<String>, StoreError> {
    all(client, QUESTION, &[], |row| get(row, 0))
}
