//! The state of a page under way, and the way of each event.
//!
//! Every start of an element leaves an [`Open`] on a stack that says how to end
//! it, so the elements nest whatever the parser says, and those that a cap
//! forbids leave no trace.

use std::ops::Range;

use pulldown_cmark::{Event, RefDefs};

use super::anchors::{Anchors, Levels};
use super::footnotes::Footnotes;
use super::hidden::is_hidden;
use super::highlight;
use super::limits::{Limit, OUTPUT_BYTES_FREE, OUTPUT_RATIO_MAX, REMARKS_MAX};
use super::options::Options;
use super::page::Page;
use super::prose::Prose;
use super::sheet::Sheet;
use super::table::Table;
use crate::source::Span;

/// An element that is not ended yet.
#[derive(Debug)]
pub(super) enum Open {
    /// An inline element, with its end tag.
    Inline(&'static str),
    /// A quote or a list, with its end tag.
    Container(&'static str),
    /// An item of a list.
    Item,
    /// A paragraph.
    Paragraph {
        /// Where its words begin.
        plain_start: usize,
    },
    /// A heading; the writer keeps its draft.
    Heading,
    /// A link; its words begin at `plain_start`.
    Link {
        /// Which link of the page.
        index: usize,
        /// Where its words begin.
        plain_start: usize,
        /// What it turned out to be.
        form: LinkForm,
    },
    /// An image; its words begin at `plain_start`.
    Image {
        /// Which link of the page.
        index: usize,
        /// Where its words begin.
        plain_start: usize,
    },
    /// A table; the writer keeps it.
    Table,
    /// The head of a table; its words begin there.
    TableHead(usize),
    /// A row of a table.
    TableRow,
    /// A cell of a table.
    TableCell,
    /// A block of code; the writer keeps its text.
    Code(Option<String>),
    /// A block of HTML; the writer keeps its text.
    Html,
    /// The body of the footnote with this label.
    Footnote(String),
    /// One that is not shown, but whose content is.
    Dropped,
    /// One that is not shown, nor its content.
    Muted,
}

/// How a link's words and end are found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LinkForm {
    /// As the parser says; the destination stands behind the text.
    Inline,
    /// As the parser says; the destination's place is known.
    Placed,
    /// `[[name]]`: the words come from the target.
    Bare,
    /// `[[1]](address)` or `[[1]]` with a definition, which the parser takes for
    /// a wiki link: the words keep their brackets, the rest up to that byte goes.
    Bracketed(usize),
}

/// A heading under way.
#[derive(Debug)]
pub(super) struct HeadingDraft {
    pub(super) level: u8,
    pub(super) range: Range<usize>,
    pub(super) plain_start: usize,
    pub(super) has_attributes: bool,
    pub(super) may_be_title: bool,
}

/// A page under way.
pub(super) struct Writer<'a> {
    pub(super) source: &'a str,
    pub(super) options: &'a Options<'a>,
    pub(super) page: Page,
    /// The sheets that are being written; the last is the current one.
    pub(super) sheets: Vec<Sheet>,
    pub(super) stack: Vec<Open>,
    pub(super) prose: Prose,
    pub(super) anchors: Anchors,
    pub(super) levels: Levels,
    pub(super) footnotes: Footnotes,
    pub(super) heading: Option<HeadingDraft>,
    pub(super) table: Option<Table>,
    /// Text of the block of code or HTML under way.
    pub(super) block_text: String,
    pub(super) table_cells: usize,
    pub(super) highlight_cost_left: usize,
    /// How many open elements are shown and count as nested.
    pub(super) nesting: usize,
    /// How many open elements show their words elsewhere, or not as markup.
    pub(super) silent: usize,
    /// How many open elements hide their content.
    pub(super) muted: usize,
    /// How many links are open; there is never more than one.
    pub(super) open_links: usize,
    /// Whether the paragraph under way has words of its own.
    pub(super) has_words: bool,
    /// Where the event before this one ended.
    pub(super) previous_end: usize,
    /// Source that belongs to a link already written.
    pub(super) skipped: Range<usize>,
    footnote_bytes: usize,
}

impl<'a> Writer<'a> {
    /// Begins a page with this source.
    pub(super) fn new(source: &'a str, options: &'a Options<'a>) -> Self {
        Self {
            source,
            options,
            page: Page::default(),
            sheets: vec![Sheet::default()],
            stack: Vec::new(),
            prose: Prose::default(),
            anchors: Anchors::new(source),
            levels: Levels::default(),
            footnotes: Footnotes::default(),
            heading: None,
            table: None,
            block_text: String::new(),
            table_cells: 0,
            highlight_cost_left: highlight::PAGE_COST_MAX,
            nesting: 0,
            silent: 0,
            muted: 0,
            open_links: 0,
            has_words: false,
            previous_end: 0,
            skipped: 0..0,
            footnote_bytes: 0,
        }
    }

    /// Takes the next event.
    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>, definitions: &RefDefs<'_>) {
        if self.skipped.contains(&range.start) && range.start < range.end {
            if let Event::Text(text) = &event
                && range.end > self.skipped.end
                && let Some(rest) = text.get(self.skipped.end - range.start..)
            {
                self.take_text(rest, self.skipped.end..range.end);
            }
            return;
        }
        let end = range.end;
        if let Event::Text(text) = event {
            self.take_text(&text, range);
            self.previous_end = end;
            return;
        }
        self.flush();
        self.previous_end = match event {
            Event::Start(_) if self.muted > 0 => {
                self.stack.push(Open::Dropped);
                end
            }
            Event::Start(tag) => self.start(tag, range, definitions),
            Event::End(_) => {
                self.end(range);
                end
            }
            Event::Html(html) => {
                self.block_text.push_str(&html);
                end
            }
            other => {
                if self.muted == 0 {
                    self.take_inline(other, range);
                }
                end
            }
        };
    }

    fn take_text(&mut self, text: &str, range: Range<usize>) {
        // A character that hides behind an entity is not in the source.
        if range.len() != text.len() && text.chars().any(is_hidden) {
            let hidden = text.chars().filter(|&c| is_hidden(c));
            self.page.hidden_characters.extend(hidden.map(|c| (c, Span::from(range.clone()))));
        }
        if matches!(self.stack.last(), Some(Open::Code(_))) {
            self.block_text.push_str(text);
        } else if self.muted == 0 {
            self.prose.push(text, range);
        }
    }

    /// Returns the sheet that is being written.
    pub(super) fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("the first sheet is taken only by finish")
    }

    /// Writes markup of our own, unless it would stand where none can.
    pub(super) fn markup(&mut self, markup: &str) {
        if self.silent == 0 && self.muted == 0 {
            self.sheet().markup(markup);
        }
    }

    /// Writes the author's words, into the page and the plain text.
    pub(super) fn words(&mut self, text: &str) {
        if self.muted > 0 {
            return;
        }
        self.page.plain_text.push_str(text);
        if self.silent == 0 {
            self.has_words |= !text.trim().is_empty();
            self.sheet().text(text);
        }
    }

    /// Ends a line of the plain text, if one was begun.
    pub(super) fn end_line(&mut self) {
        let plain = &mut self.page.plain_text;
        plain.truncate(plain.trim_end_matches([' ', '\t']).len());
        if !plain.is_empty() && !plain.ends_with('\n') {
            plain.push('\n');
        }
    }

    /// Notes that a cap was reached; the first place counts.
    pub(super) fn over(&mut self, limit: Limit, range: Range<usize>) {
        self.page.over_limits.entry(limit).or_insert(Span::from(range));
    }

    /// Opens a sheet for something that will find its place later.
    pub(super) fn open_sheet(&mut self) {
        self.sheets.push(Sheet::default());
    }

    /// Takes the sheet that was opened last.
    pub(super) fn close_sheet(&mut self) -> Sheet {
        self.sheets.pop().unwrap_or_default()
    }

    /// Puts away the body of a footnote.
    pub(super) fn define_footnote(&mut self, label: &str) {
        let body = self.close_sheet();
        self.footnote_bytes += body.html.len();
        self.footnotes.define(label, body);
    }

    /// Returns whether the page has become too long for its source.
    pub(super) fn is_full(&self) -> bool {
        let html: usize = self.sheets.iter().map(|sheet| sheet.html.len()).sum();
        let output = html + self.footnote_bytes + self.page.plain_text.len();
        output > self.source.len() * OUTPUT_RATIO_MAX + OUTPUT_BYTES_FREE
    }

    /// Ends the page before its text ends, at the byte `at`.
    pub(super) fn stop(&mut self, at: usize) {
        self.prose.clear();
        while !self.stack.is_empty() {
            self.end(at..at);
        }
        self.sheets.truncate(1);
        self.sheet().markup("<p class=\"over-limit\">\u{2026}</p>\n");
        self.over(Limit::Output, at..self.source.len());
    }

    /// Ends the page.
    pub(super) fn finish(mut self) -> Page {
        self.flush();
        let mut sheet = self.close_sheet();
        let footnote_ids = self.footnotes.write(&self.options.labels, &mut sheet);
        let mut page = self.page;
        page.sheet = sheet;
        page.anchors = self.anchors.into_taken();
        page.anchors.extend(footnote_ids);
        page.hidden_characters.truncate(REMARKS_MAX);
        let length = page.plain_text.trim_end().len();
        page.plain_text.truncate(length);
        page
    }
}
