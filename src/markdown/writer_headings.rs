//! Headings: their ids, attributes and levels, and which of them is the title.

use std::ops::Range;

use super::anchors;
use super::attributes::{self, Attributes};
use super::limits::{HEADINGS_MAX, Limit};
use super::options::TitleHeading;
use super::page::Heading;
use super::sheet::Sheet;
use super::writer::{HeadingDraft, Open, Writer};
use crate::source::Span;

impl Writer<'_> {
    /// Begins a heading, or a paragraph when there are too many.
    pub(super) fn start_heading(&mut self, level: u8, has_attributes: bool, range: Range<usize>) {
        if self.page.headings.len() >= HEADINGS_MAX {
            self.over(Limit::Headings, range);
            self.markup("<p>");
            self.stack.push(Open::Paragraph { plain_start: self.page.plain_text.len() });
            return;
        }
        let is_first = self.page.headings.is_empty() && self.page.title.is_none();
        let may_be_title = level == 1 && is_first && self.stack.is_empty() && self.options.title != TitleHeading::Keep;
        let plain_start = self.page.plain_text.len();
        self.heading = Some(HeadingDraft { level, range, plain_start, has_attributes, may_be_title });
        self.open_sheet();
        self.stack.push(Open::Heading);
    }

    /// Ends a heading: its words are known now, and so its id.
    pub(super) fn end_heading(&mut self) {
        let Some(draft) = self.heading.take() else { return };
        let source = self.source;
        let attributes = match draft.has_attributes {
            true => attributes::read(&source[draft.range.clone()], draft.range.start),
            false => Attributes::default(),
        };
        if let Some(literal) = attributes.literal {
            self.words(" ");
            self.words(literal);
        }
        let sheet = self.close_sheet();
        let text = self.page.plain_text.get(draft.plain_start..).unwrap_or_default().trim().to_owned();
        self.end_line();
        // A heading without content would be a stop in every list of headings.
        if sheet.is_empty() && attributes.id.is_none() && attributes.satisfies.is_empty() {
            return;
        }
        if self.page.first_heading.is_none() && !text.is_empty() {
            self.page.first_heading = Some(text.clone());
        }
        let heading = self.heading_of(&draft, text, &attributes);
        if draft.may_be_title && self.is_title(&heading.text) {
            self.page.plain_text.truncate(draft.plain_start);
            self.page.title = Some(Heading { level: 1, ..heading });
            return;
        }
        let level = self.levels.shown(draft.level);
        if self.muted == 0 {
            let label = format!("{}: {}", self.options.labels.section, heading.text);
            write_heading(self.sheet(), level, &heading.anchor, &label, &sheet);
        }
        self.page.headings.push(Heading { level, ..heading });
    }

    fn heading_of(&mut self, draft: &HeadingDraft, text: String, attributes: &Attributes<'_>) -> Heading {
        let explicit = attributes.id.as_ref().and_then(|(id, place)| self.take_explicit(id, Span::from(place.clone())));
        let is_explicit_anchor = explicit.is_some();
        let anchor = explicit.unwrap_or_else(|| self.anchors.take_natural(&text));
        let line = self.source[draft.range.clone()].trim_end().len();
        let satisfies = attributes.satisfies.iter();
        Heading {
            level: draft.level,
            text,
            anchor,
            is_explicit_anchor,
            span: Span::new(draft.range.start, draft.range.start + line),
            satisfies: satisfies.map(|(id, place)| ((*id).to_owned(), Span::from(place.clone()))).collect(),
        }
    }

    fn take_explicit(&mut self, id: &str, span: Span) -> Option<String> {
        if !anchors::is_allowed(id) {
            self.page.refused_anchors.push((id.to_owned(), span));
            return None;
        }
        match self.anchors.take_explicit(id, span) {
            Ok(()) => Some(id.to_owned()),
            Err(first) => {
                self.page.duplicate_anchors.push((id.to_owned(), span, first));
                None
            }
        }
    }

    fn is_title(&self, text: &str) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        match self.options.title {
            TitleHeading::Keep => false,
            TitleHeading::Take => true,
            TitleHeading::TakeIf(title) => plain(title) == plain(text),
        }
    }
}

fn write_heading(sheet: &mut Sheet, level: u8, anchor: &str, label: &str, content: &Sheet) {
    sheet.markup(&format!("<h{level}"));
    sheet.attribute("id", anchor);
    sheet.markup(">");
    sheet.append(content);
    sheet.markup(" <a class=\"heading-anchor\"");
    sheet.attribute("href", &format!("#{anchor}"));
    sheet.attribute("aria-label", label);
    sheet.markup(&format!(">#</a></h{level}>\n"));
}
