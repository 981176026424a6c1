//! Blocks: paragraphs, headings, lists, quotes, tables, code, HTML.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, RefDefs, Tag};

use super::highlight;
use super::limits::{Limit, NESTING_MAX, REMARKS_MAX};
use super::raw_html::{self, Piece, RawHtml};
use super::sheet::Sheet;
use super::table::Table;
use super::writer::{Open, Writer};
use crate::source::Span;

impl Writer<'_> {
    /// Begins an element. Returns where its content begins, at the earliest.
    pub(super) fn start(&mut self, tag: Tag<'_>, range: Range<usize>, definitions: &RefDefs<'_>) -> usize {
        let start = range.start;
        match tag {
            Tag::Emphasis => self.start_nested("<em>", Open::Inline("</em>"), range),
            Tag::Strong => self.start_nested("<strong>", Open::Inline("</strong>"), range),
            Tag::Strikethrough => self.start_nested("<del>", Open::Inline("</del>"), range),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, range, definitions);
                return start + 1;
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                self.start_image(link_type, &dest_url, &title, range, definitions);
                return start + 2;
            }
            tag => self.start_block(tag, range),
        }
        start
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if !matches!(tag, Tag::TableCell) {
            self.end_line();
        }
        match tag {
            Tag::Paragraph => {
                self.has_words = false;
                self.markup("<p>");
                self.stack.push(Open::Paragraph { plain_start: self.page.plain_text.len() });
            }
            Tag::Heading { level, id, classes, attrs } => {
                let has_attributes = id.is_some() || !classes.is_empty() || !attrs.is_empty();
                self.start_heading(level as u8, has_attributes, range);
            }
            Tag::BlockQuote(kind) => self.start_quote(kind, range),
            Tag::List(None) => self.start_nested("<ul>\n", Open::Container("</ul>\n"), range),
            Tag::List(Some(1)) => self.start_nested("<ol>\n", Open::Container("</ol>\n"), range),
            Tag::List(Some(first)) => {
                self.start_nested(&format!("<ol start=\"{first}\">\n"), Open::Container("</ol>\n"), range);
            }
            Tag::Item => {
                let is_in_list = !matches!(self.stack.last(), Some(Open::Dropped));
                self.markup(if is_in_list { "<li>" } else { "\n" });
                self.stack.push(if is_in_list { Open::Item } else { Open::Dropped });
            }
            Tag::FootnoteDefinition(label) => self.start_footnote(&label, range),
            Tag::Table(alignments) => {
                self.open_sheet();
                self.table = Some(Table::new(alignments));
                self.stack.push(Open::Table);
            }
            Tag::TableHead => {
                self.start_row();
                self.stack.push(Open::TableHead(self.page.plain_text.len()));
            }
            Tag::TableRow => {
                self.start_row();
                self.stack.push(Open::TableRow);
            }
            Tag::TableCell => self.start_cell(range),
            Tag::CodeBlock(kind) => {
                self.block_text.clear();
                self.stack.push(Open::Code(match kind {
                    CodeBlockKind::Fenced(info) => highlight::language(&info),
                    CodeBlockKind::Indented => None,
                }));
            }
            Tag::HtmlBlock => {
                self.block_text.clear();
                self.stack.push(Open::Html);
            }
            // Extensions that are not switched on.
            _ => self.stack.push(Open::Dropped),
        }
    }

    /// Begins an element that may stand inside its like, without end.
    pub(super) fn start_nested(&mut self, start_tag: &str, open: Open, range: Range<usize>) {
        if self.nesting >= NESTING_MAX {
            self.over(Limit::Nesting, range.start..range.start + 1);
            self.stack.push(Open::Dropped);
            return;
        }
        self.nesting += 1;
        self.markup(start_tag);
        self.stack.push(open);
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
        let labels = &self.options.labels;
        let (class, title) = match kind {
            None => {
                return self.start_nested("<blockquote>\n", Open::Container("</blockquote>\n"), range);
            }
            Some(BlockQuoteKind::Note) => ("note", labels.note),
            Some(BlockQuoteKind::Tip) => ("tip", labels.tip),
            Some(BlockQuoteKind::Important) => ("important", labels.important),
            Some(BlockQuoteKind::Warning) => ("warning", labels.warning),
            Some(BlockQuoteKind::Caution) => ("caution", labels.caution),
        };
        let mut sheet = Sheet::default();
        sheet.markup(&format!("<aside class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">"));
        sheet.text(title);
        sheet.markup("</p>\n");
        self.start_nested(&sheet.html, Open::Container("</aside>\n"), range);
    }

    fn start_footnote(&mut self, label: &str, range: Range<usize>) {
        if self.footnotes.is_full(label) {
            self.over(Limit::Footnotes, range);
            self.muted += 1;
            self.stack.push(Open::Muted);
        } else {
            self.open_sheet();
            self.stack.push(Open::Footnote(label.to_owned()));
        }
    }

    fn start_row(&mut self) {
        if let (Some(table), Some(sheet)) = (&mut self.table, self.sheets.last_mut()) {
            table.start_row(sheet);
        }
    }

    fn start_cell(&mut self, range: Range<usize>) {
        let (Some(table), Some(sheet)) = (&mut self.table, self.sheets.last_mut()) else { return };
        match table.start_cell(&mut self.table_cells, sheet) {
            Ok(()) => self.stack.push(Open::TableCell),
            Err(limit) => {
                self.over(limit, range);
                self.muted += 1;
                self.stack.push(Open::Muted);
            }
        }
    }

    /// Ends the element that was begun last.
    pub(super) fn end(&mut self, range: Range<usize>) {
        let Some(open) = self.stack.pop() else { return };
        match open {
            Open::Inline(tag) => {
                self.nesting -= 1;
                self.markup(tag);
            }
            Open::Container(tag) => {
                self.nesting -= 1;
                self.end_line();
                self.markup(tag);
            }
            Open::Item => {
                self.end_line();
                self.markup("</li>\n");
            }
            Open::Paragraph { plain_start } => self.end_paragraph(plain_start),
            Open::Heading => self.end_heading(),
            Open::Link { index, plain_start, form } => self.end_link(index, plain_start, &form),
            Open::Image { index, plain_start } => self.end_image(index, plain_start),
            Open::Table => {
                self.end_line();
                if let (Some(table), Some(sheet)) = (self.table.take(), self.sheets.last_mut())
                    && table.has_frame()
                {
                    table.end(sheet);
                }
            }
            Open::TableHead(plain_start) => self.end_table_head(plain_start),
            Open::TableRow => {
                self.end_line();
                self.markup("</tr>\n");
            }
            Open::TableCell => {
                if let (Some(table), Some(sheet)) = (&mut self.table, self.sheets.last_mut()) {
                    table.end_cell(sheet);
                }
                self.page.plain_text.push('\t');
            }
            Open::Code(language) => self.end_code(language.as_deref()),
            Open::Html => self.end_html_block(&range),
            Open::Footnote(label) => {
                self.end_line();
                self.define_footnote(&label);
            }
            Open::Dropped => {}
            Open::Muted => self.muted -= 1,
        }
    }

    fn end_paragraph(&mut self, plain_start: usize) {
        self.markup("</p>\n");
        if self.stack.is_empty() && self.has_words && self.page.summary.is_empty() {
            let words = self.page.plain_text.get(plain_start..).unwrap_or_default();
            self.page.summary = words.trim().to_owned();
        }
        self.end_line();
    }

    fn end_table_head(&mut self, plain_start: usize) {
        let head = self.close_sheet();
        let words = self.page.plain_text.get(plain_start..).unwrap_or_default();
        if let (Some(table), Some(sheet)) = (&mut self.table, self.sheets.last_mut()) {
            table.end_head(&head, words, &self.options.labels, sheet);
        }
        self.end_line();
    }

    fn end_code(&mut self, language: Option<&str>) {
        let code = std::mem::take(&mut self.block_text);
        if self.muted == 0 {
            self.page.plain_text.push_str(&code);
            self.end_line();
            let cost = highlight::cost(&code);
            let may_highlight = cost <= self.highlight_cost_left;
            let sheet = self.sheet();
            // A wide block scrolls by itself and so must take the focus.
            sheet.markup("<pre class=\"code\" tabindex=\"0\"><code");
            if let Some(language) = language {
                sheet.attribute("class", &format!("language-{language}"));
            }
            sheet.markup(">");
            if language.is_some_and(|language| may_highlight && highlight::highlight(&mut sheet.html, language, &code))
            {
                self.highlight_cost_left -= cost;
            } else {
                sheet.text(&code);
            }
            self.markup("</code></pre>\n");
        }
        self.block_text = code;
    }

    fn end_html_block(&mut self, range: &Range<usize>) {
        let html = std::mem::take(&mut self.block_text);
        if self.page.first_heading.is_none() {
            self.page.first_heading = raw_html::heading_text(&html);
        }
        match raw_html::read(&html) {
            RawHtml::Nothing => {}
            RawHtml::Words(pieces) => {
                self.markup("<p>");
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => self.words(text.trim_matches('\n')),
                        Piece::Break => self.markup("<br>\n"),
                    }
                }
                self.markup("</p>\n");
            }
            RawHtml::Markup(markup) => {
                self.markup("<pre class=\"raw-html\" tabindex=\"0\">");
                self.words(&markup);
                self.markup("</pre>\n");
                let place = raw_html::first_line(self.source, range);
                self.remark_raw_html(place, markup);
            }
        }
        self.end_line();
        self.block_text = html;
    }

    /// Notes HTML that is shown as text.
    pub(super) fn remark_raw_html(&mut self, range: Range<usize>, html: String) {
        if self.page.raw_html.len() < REMARKS_MAX {
            self.page.raw_html.push((Span::from(range), html));
        }
    }
}
