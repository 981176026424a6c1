//! `/data/*.json`: every table of the site for other programs. The shapes are a
//! contract; `docs/reference/data.md` describes them.

mod rows;
mod schema;
mod write;

pub(super) use write::write;
