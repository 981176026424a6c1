//! Tables: how their tags are written, and how many cells they may have.

use pulldown_cmark::Alignment;

use super::limits::{Limit, TABLE_CELLS_MAX, TABLE_COLUMNS_MAX};
use super::options::Labels;
use super::plain::shortened;
use super::sheet::Sheet;

const LABEL_CHARACTERS_MAX: usize = 80;

/// A table under way.
#[derive(Debug)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column_index: usize,
    rows: usize,
    is_head: bool,
    /// Where the current cell's tag and its content begin.
    cell_start: (usize, usize),
}

impl Table {
    /// Begins a table.
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, column_index: 0, rows: 0, is_head: true, cell_start: (0, 0) }
    }

    /// Writes a row's start tag.
    pub(super) fn start_row(&mut self, sheet: &mut Sheet) {
        self.column_index = 0;
        if !self.is_head && self.rows == 0 {
            sheet.markup("<tbody>\n");
        }
        self.rows += usize::from(!self.is_head);
        sheet.markup("<tr>");
    }

    /// Writes a cell's start tag, or says which cap it went over.
    pub(super) fn start_cell(&mut self, cells: &mut usize, sheet: &mut Sheet) -> Result<(), Limit> {
        let column_index = self.column_index;
        self.column_index += 1;
        if column_index >= TABLE_COLUMNS_MAX {
            return Err(Limit::TableColumns);
        }
        if *cells >= TABLE_CELLS_MAX {
            return Err(Limit::TableCells);
        }
        *cells += 1;
        let tag_start = sheet.html.len();
        sheet.markup(if self.is_head { "<th scope=\"col\"" } else { "<td" });
        sheet.markup(match self.alignments.get(column_index) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        });
        self.cell_start = (tag_start, sheet.html.len());
        Ok(())
    }

    /// Writes a cell's end tag. An empty header cell heads nothing.
    pub(super) fn end_cell(&mut self, sheet: &mut Sheet) {
        let (tag_start, content_start) = self.cell_start;
        let has_hole = sheet.holes.last().is_some_and(|hole| hole.at >= content_start);
        if self.is_head && sheet.html.len() == content_start && !has_hole {
            sheet.html.truncate(tag_start);
            sheet.markup("<td></td>");
        } else {
            sheet.markup(if self.is_head { "</th>" } else { "</td>" });
        }
    }

    /// Ends the head, whose row is on `head` and whose words are `words`:
    /// writes the frame, which scrolls by itself and so must take the focus.
    pub(super) fn end_head(&mut self, head: &Sheet, words: &str, labels: &Labels<'_>, sheet: &mut Sheet) {
        self.is_head = false;
        let words = words.split('\t').map(str::trim).filter(|words| !words.is_empty());
        let names = shortened(&words.collect::<Vec<_>>().join(", "), LABEL_CHARACTERS_MAX);
        let separator = if names.is_empty() { "" } else { ": " };
        sheet.markup("<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"");
        sheet.attribute("aria-label", &format!("{}{separator}{names}", labels.table));
        sheet.markup(">\n<table>\n<thead>\n");
        sheet.append(head);
        sheet.markup("</tr>\n</thead>\n");
    }

    /// Returns whether the frame is written, and with it the head.
    pub(super) fn has_frame(&self) -> bool {
        !self.is_head
    }

    /// Writes the end tags.
    pub(super) fn end(&self, sheet: &mut Sheet) {
        sheet.markup(if self.rows > 0 { "</tbody>\n</table>\n</div>\n" } else { "</table>\n</div>\n" });
    }
}
