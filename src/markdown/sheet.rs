//! HTML under way: text with holes where links will be filled in.

use super::escape::{push_attribute, push_text};

/// What a hole waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HoleKind {
    /// The start tag of a link; its content follows.
    Open,
    /// The start tag of a link without words of its own.
    OpenBare,
    /// The end tag of the link that was opened last.
    Close,
    /// A whole image.
    Image,
}

/// A place where a link or an image will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hole {
    /// Byte of the HTML before which it stands.
    pub(super) at: usize,
    /// What it waits for.
    pub(super) kind: HoleKind,
    /// Which link of the page.
    pub(super) link_index: usize,
}

/// A piece of HTML with holes, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    /// The HTML between the holes.
    pub(super) html: String,
    /// The holes, by place.
    pub(super) holes: Vec<Hole>,
}

impl Sheet {
    /// Appends markup of our own.
    pub(super) fn markup(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Appends the author's words.
    pub(super) fn text(&mut self, text: &str) {
        push_text(&mut self.html, text);
    }

    /// Appends ` name="value"`.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        push_attribute(&mut self.html, value);
        self.html.push('"');
    }

    /// Appends a hole.
    pub(super) fn hole(&mut self, kind: HoleKind, link_index: usize) {
        self.holes.push(Hole { at: self.html.len(), kind, link_index });
    }

    /// Appends another sheet.
    pub(super) fn append(&mut self, other: &Sheet) {
        let offset = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.iter().map(|hole| Hole { at: hole.at + offset, ..*hole }));
    }

    /// Returns whether nothing is on it.
    pub(super) fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// Takes the `tail` off the end, if that is what stands there and no hole
    /// stands in or behind it. Returns whether it did.
    pub(super) fn strip_end(&mut self, tail: &str) -> bool {
        let Some(kept) = self.html.strip_suffix(tail).map(str::len) else { return false };
        if self.holes.last().is_some_and(|hole| hole.at > kept) {
            return false;
        }
        self.html.truncate(kept);
        true
    }
}
