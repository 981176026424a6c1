//! Inlines: words, variables, bare addresses, footnote calls, tasks, HTML.

use std::ops::Range;

use pulldown_cmark::Event;

use super::limits::{LINKS_MAX, Limit, REMARKS_MAX};
use super::page::LinkKind;
use super::prose::{Part, Prose};
use super::raw_html::{self, Piece, RawHtml};
use super::sheet::HoleKind;
use super::writer::Writer;
use crate::source::Span;

impl Writer<'_> {
    /// Takes an event that is neither text nor the start or end of an element.
    pub(super) fn take_inline(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Code(code) => {
                self.markup("<code>");
                self.words(&code);
                self.markup("</code>");
            }
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => self.call_footnote(&label, range),
            Event::SoftBreak => self.words("\n"),
            Event::HardBreak => {
                self.markup("<br>");
                self.words("\n");
            }
            Event::Rule => {
                self.end_line();
                self.markup("<hr>\n");
            }
            Event::TaskListMarker(is_done) => self.task(is_done),
            // Extensions that are not switched on, and events that `take` handles.
            _ => {}
        }
    }

    fn task(&mut self, is_done: bool) {
        if self.silent > 0 || self.muted > 0 {
            return;
        }
        let label = self.options.labels.done;
        let sheet = self.sheet();
        for plain in ["<li>", "<li><p>"] {
            if sheet.strip_end(plain) {
                sheet.markup(&plain.replace("<li>", "<li class=\"task\">"));
                break;
            }
        }
        sheet.markup("<input type=\"checkbox\" disabled");
        sheet.markup(if is_done { " checked" } else { "" });
        sheet.attribute("aria-label", label);
        sheet.markup("> ");
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        match raw_html::read(html) {
            RawHtml::Nothing => {}
            RawHtml::Words(pieces) => {
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => self.words(text),
                        Piece::Break => {
                            self.markup("<br>");
                            self.words("\n");
                        }
                    }
                }
            }
            RawHtml::Markup(markup) => {
                self.markup("<code class=\"raw-html\">");
                self.words(&markup);
                self.markup("</code>");
                self.remark_raw_html(range, markup);
            }
        }
    }

    fn call_footnote(&mut self, label: &str, range: Range<usize>) {
        if self.footnotes.is_full(label) {
            self.over(Limit::Footnotes, range.clone());
            let source = self.source;
            self.words(&source[range]);
            return;
        }
        if self.silent > 0 || self.muted > 0 {
            return;
        }
        let is_title = self.heading.as_ref().is_some_and(|heading| heading.may_be_title);
        let can_link = self.open_links == 0 && !is_title;
        if let Some(sheet) = self.sheets.last_mut() {
            self.footnotes.call(label, &self.options.labels, can_link, sheet);
        }
    }

    /// Writes the running text that was collected.
    pub(super) fn flush(&mut self) {
        if self.prose.is_empty() {
            return;
        }
        let mut prose = std::mem::take(&mut self.prose);
        for part in prose.parts(self.source) {
            self.write_part(&prose, part);
            if self.is_full() {
                break;
            }
        }
        prose.clear();
        self.prose = prose;
    }

    fn write_part(&mut self, prose: &Prose, part: Part) {
        match part {
            Part::Words(range) => self.words(&prose.text()[range]),
            Part::Variable { range, name } => {
                let options = self.options;
                let name_text = &prose.text()[name.clone()];
                if let Some(value) = options.variables.get(name_text) {
                    self.words(value);
                    if !self.page.variables_used.contains(name_text) {
                        self.page.variables_used.insert(name_text.to_owned());
                    }
                    return;
                }
                self.words(&prose.text()[range]);
                if self.page.unknown_variables.len() < REMARKS_MAX {
                    let span = Span::from(prose.source_range(&name));
                    self.page.unknown_variables.push((name_text.to_owned(), span));
                }
            }
            Part::Address(range)
                if self.open_links == 0 && self.silent == 0 && !self.is_out_of_links(prose, &range) =>
            {
                let address = &prose.text()[range.clone()];
                let place = prose.source_range(&range);
                let index = self.add_link(LinkKind::Auto, false, address, "", place.clone());
                self.page.links[index].destination_span = Span::from(place);
                self.page.links[index].text = address.to_owned();
                self.sheet().hole(HoleKind::Open, index);
                self.words(address);
                self.sheet().hole(HoleKind::Close, index);
            }
            Part::Address(range) => self.words(&prose.text()[range]),
            Part::MissingFootnote(range) => {
                let text = &prose.text()[range.clone()];
                self.words(text);
                if self.page.missing_references.len() < REMARKS_MAX {
                    let label = text.trim_matches(['[', ']']).to_owned();
                    self.page.missing_references.push((label, Span::from(prose.source_range(&range))));
                }
            }
        }
    }

    fn is_out_of_links(&mut self, prose: &Prose, range: &Range<usize>) -> bool {
        let is_out = self.page.links.len() >= LINKS_MAX;
        if is_out {
            self.over(Limit::Links, prose.source_range(range));
        }
        is_out
    }
}
