//! Links and images: where their destinations stand, and what `[[…]]` means.

use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

use super::limits::{LINKS_MAX, Limit};
use super::link_spans;
use super::page::{Link, LinkKind};
use super::sheet::HoleKind;
use super::writer::{LinkForm, Open, Writer};
use crate::source::Span;

/// A link as the source has it.
struct Written {
    kind: LinkKind,
    form: LinkForm,
    /// Where the destination stands, as far as it is known yet.
    place: Range<usize>,
    destination: String,
    title: String,
}

impl Writer<'_> {
    /// Adds a link to the page; its words come later.
    pub(super) fn add_link(
        &mut self,
        kind: LinkKind,
        is_image: bool,
        destination: &str,
        title: &str,
        range: Range<usize>,
    ) -> usize {
        self.page.links.push(Link {
            kind,
            is_image,
            destination: destination.to_owned(),
            title: title.to_owned(),
            text: String::new(),
            is_bare: false,
            span: Span::from(range.clone()),
            destination_span: Span::from(range),
        });
        self.page.links.len() - 1
    }

    /// Begins a link, unless one is open already or no more are taken.
    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        destination: &str,
        title: &str,
        range: Range<usize>,
        definitions: &RefDefs<'_>,
    ) {
        if self.open_links > 0 || self.silent > 0 || self.muted > 0 {
            self.stack.push(Open::Dropped);
            return;
        }
        if self.page.links.len() >= LINKS_MAX {
            self.over(Limit::Links, range);
            self.stack.push(Open::Dropped);
            return;
        }
        let plain_start = self.page.plain_text.len();
        let written = self.written(link_type, destination, title, &range, definitions);
        let is_bare = written.form == LinkForm::Bare;
        let index = self.add_link(written.kind, false, &written.destination, &written.title, range);
        let link = &mut self.page.links[index];
        link.destination_span = Span::from(written.place);
        link.is_bare = is_bare;
        self.sheet().hole(if is_bare { HoleKind::OpenBare } else { HoleKind::Open }, index);
        let form = written.form;
        match form {
            LinkForm::Bare => self.silent += 1,
            LinkForm::Bracketed(_) => self.words("["),
            LinkForm::Inline | LinkForm::Placed => {}
        }
        self.open_links += 1;
        self.stack.push(Open::Link { index, plain_start, form });
    }

    /// Ends a link: its words are known now, and where its destination stands.
    pub(super) fn end_link(&mut self, index: usize, plain_start: usize, form: &LinkForm) {
        self.open_links -= 1;
        let text_end = self.previous_end;
        let whole = self.page.links[index].span;
        match *form {
            LinkForm::Inline => {
                let place = link_spans::inline(self.source, &(whole.start..whole.end), text_end);
                self.page.links[index].destination_span = Span::from(place);
            }
            LinkForm::Bare => self.silent -= 1,
            LinkForm::Bracketed(end) => {
                self.words("]");
                self.page.links[index].span.end = end;
                self.skipped = whole.end..end;
            }
            LinkForm::Placed => {}
        }
        self.page.links[index].text = self.page.plain_text.get(plain_start..).unwrap_or_default().trim().to_owned();
        self.sheet().hole(HoleKind::Close, index);
    }

    /// Begins an image; what stands inside is its alternative text.
    pub(super) fn start_image(
        &mut self,
        link_type: LinkType,
        destination: &str,
        title: &str,
        range: Range<usize>,
        definitions: &RefDefs<'_>,
    ) {
        let is_out = self.page.links.len() >= LINKS_MAX;
        if is_out || self.silent > 0 || self.muted > 0 {
            if is_out {
                self.over(Limit::Links, range);
            }
            self.stack.push(Open::Dropped);
            return;
        }
        let (kind, place) = match link_type {
            LinkType::Inline => (LinkKind::Inline, None),
            LinkType::WikiLink { .. } => (LinkKind::Wiki, Some(link_spans::wiki(self.source, &range, true))),
            _ => (LinkKind::Reference, self.definition_place(&range, definitions)),
        };
        let destination = match kind {
            LinkKind::Wiki => destination.trim_end_matches('\\').trim(),
            _ => destination,
        };
        let index = self.add_link(kind, true, destination, title, range.clone());
        self.page.links[index].destination_span = Span::from(place.unwrap_or(range));
        self.silent += 1;
        self.stack.push(Open::Image { index, plain_start: self.page.plain_text.len() });
    }

    /// Ends an image.
    pub(super) fn end_image(&mut self, index: usize, plain_start: usize) {
        self.silent -= 1;
        let text_end = self.previous_end;
        let text = self.page.plain_text.get(plain_start..).unwrap_or_default().trim().to_owned();
        let source = self.source;
        let link = &mut self.page.links[index];
        link.text = text;
        if link.kind == LinkKind::Inline {
            let place = link_spans::inline(source, &(link.span.start..link.span.end), text_end);
            link.destination_span = Span::from(place);
        }
        self.sheet().hole(HoleKind::Image, index);
    }

    fn definition_place(&self, link: &Range<usize>, definitions: &RefDefs<'_>) -> Option<Range<usize>> {
        let written = self.source.get(link.clone())?.strip_suffix(']')?;
        let label = written.strip_suffix('[').and_then(|written| written.strip_suffix(']')).unwrap_or(written);
        let label = &label[label.rfind('[')? + 1..];
        link_spans::definition(self.source, &definitions.get(label)?.span)
    }

    /// Says what kind of link this is, and where its destination stands.
    fn written(
        &self,
        link_type: LinkType,
        destination: &str,
        title: &str,
        range: &Range<usize>,
        definitions: &RefDefs<'_>,
    ) -> Written {
        let destination = destination.to_owned();
        let title = title.to_owned();
        let (kind, form, place) = match link_type {
            LinkType::WikiLink { has_pothole } => {
                return self.wiki_link(&destination, has_pothole, range, definitions);
            }
            LinkType::Inline => (LinkKind::Inline, LinkForm::Inline, None),
            LinkType::Autolink | LinkType::Email => (LinkKind::Auto, LinkForm::Placed, Some(link_spans::angled(range))),
            _ => {
                let place = self.definition_place(range, definitions);
                (LinkKind::Reference, LinkForm::Placed, place)
            }
        };
        let is_mail = matches!(link_type, LinkType::Email);
        let destination = if is_mail { format!("mailto:{destination}") } else { destination };
        let place = place.unwrap_or_else(|| range.clone());
        Written { kind, form, place, destination, title }
    }

    /// Says what `[[…]]` is. `[[1]](address)`, and `[[1]]` where `[1]` is defined,
    /// are links in brackets everywhere else; they stay so here.
    fn wiki_link(&self, name: &str, has_words: bool, range: &Range<usize>, definitions: &RefDefs<'_>) -> Written {
        if let Some(address) = plain_address(&self.source[range.end..]).filter(|_| !has_words) {
            let place = range.end + 1..range.end + 1 + address.len();
            return Written {
                kind: LinkKind::Inline,
                form: LinkForm::Bracketed(place.end + 1),
                place,
                destination: address.to_owned(),
                title: String::new(),
            };
        }
        if let Some(definition) = definitions.get(name).filter(|_| !has_words) {
            let place = link_spans::definition(self.source, &definition.span);
            return Written {
                kind: LinkKind::Reference,
                form: LinkForm::Bracketed(range.end),
                place: place.unwrap_or_else(|| range.clone()),
                destination: definition.dest.to_string(),
                title: definition.title.as_deref().unwrap_or_default().to_owned(),
            };
        }
        Written {
            kind: LinkKind::Wiki,
            form: if has_words { LinkForm::Placed } else { LinkForm::Bare },
            place: link_spans::wiki(self.source, range, false),
            // In a table the bar is written `\|`.
            destination: name.trim_end_matches('\\').trim().to_owned(),
            title: String::new(),
        }
    }
}

/// Returns the address between parentheses at the start of `rest`, if it is
/// plain enough to be read without a Markdown parser.
fn plain_address(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('(')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/.:-_~?#=%+,@&".contains(c);
    let address = &inside[..inside.find(|c: char| !is_plain(c))?];
    (!address.is_empty() && inside[address.len()..].starts_with(')')).then_some(address)
}
