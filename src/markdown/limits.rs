//! Caps against hostile input; everything below them takes time and space in
//! proportion to the text.

use std::fmt;

/// Bytes of one body.
pub(super) const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// Containers (quotes, lists, emphasis, links) inside each other.
pub(super) const NESTING_MAX: usize = 64;
/// Container marks at the start of one line. Each line that lazily continues
/// a deep quote costs the parser time in proportion to the depth.
pub(super) const LINE_MARKS_MAX: usize = 400;
/// Headings of one page.
pub(super) const HEADINGS_MAX: usize = 10_000;
/// Links and images of one page.
pub(super) const LINKS_MAX: usize = 20_000;
/// Columns of one table.
pub(super) const TABLE_COLUMNS_MAX: usize = 200;
/// Cells of all tables of one page.
pub(super) const TABLE_CELLS_MAX: usize = 200_000;
/// Footnotes of one page.
pub(super) const FOOTNOTES_MAX: usize = 10_000;
/// Entries in each list of things found on one page.
pub(super) const REMARKS_MAX: usize = 1_000;
/// HTML and plain text together may be this many times as long as the body, …
pub(super) const OUTPUT_RATIO_MAX: usize = 24;
/// … and this many bytes longer.
pub(super) const OUTPUT_BYTES_FREE: usize = 64 * 1024;

/// A cap that a page went over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// The body is too long; it is shown as it was written.
    Size,
    /// Too many things inside each other; the inner ones are shown flat.
    Nesting,
    /// Too many headings; the later ones are shown as paragraphs.
    Headings,
    /// Too many links; the later ones are shown as text.
    Links,
    /// A table with too many columns; the later ones are left out.
    TableColumns,
    /// Too many cells in tables; the later ones are left out.
    TableCells,
    /// Too many footnotes; the later ones are left out.
    Footnotes,
    /// The page would become too long; the rest is left out.
    Output,
    /// Too many remarks of one kind; only the first are listed.
    Remarks,
}

impl Limit {
    /// Returns what was found, as a phrase for a message.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::Size => "more than 1 MiB of text",
            Limit::Nesting => "more than 64 nested levels",
            Limit::Headings => "more than 10,000 headings",
            Limit::Links => "more than 20,000 links",
            Limit::TableColumns => "a table with more than 200 columns",
            Limit::TableCells => "more than 200,000 table cells",
            Limit::Footnotes => "more than 10,000 footnotes",
            Limit::Output => "a page more than 24 times as long as its source",
            Limit::Remarks => "more than 1,000 remarks of one kind",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
