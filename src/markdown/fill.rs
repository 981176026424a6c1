//! From a page with holes to HTML.

use super::destination::{Destination, classify};
use super::escape::{push_attribute, push_text};
use super::page::{Link, Page};
use super::plain::count_words;
use super::sheet::HoleKind;

/// What a link or an image becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A link that can be followed.
    Href {
        /// The address: relative, `http`, `https`, `mailto` or `tel`. Any other
        /// is shown as [`Target::Nothing`] would be.
        href: String,
        /// Words for a link that has none of its own; without them it shows its
        /// destination.
        text: Option<String>,
        /// Class of the element; empty for none.
        class: &'static str,
        /// Title; when empty, the author's own.
        title: String,
    },
    /// An image.
    Image {
        /// The address; only a relative one is shown.
        src: String,
        /// Width and height in pixels, when known.
        size: Option<(u32, u32)>,
    },
    /// Nothing to follow: the words are shown, marked.
    Nothing {
        /// Class of the element.
        class: &'static str,
        /// Why, for the reader.
        title: String,
    },
}

impl Target {
    /// Returns a plain link to `href`.
    pub fn href(href: impl Into<String>) -> Self {
        Target::Href { href: href.into(), text: None, class: "", title: String::new() }
    }

    /// Returns an image at `src` of unknown size.
    pub fn image(src: impl Into<String>) -> Self {
        Target::Image { src: src.into(), size: None }
    }

    /// Returns the mark for a link that leads nowhere.
    pub fn nothing(class: &'static str, title: impl Into<String>) -> Self {
        Target::Nothing { class, title: title.into() }
    }
}

impl Page {
    /// Returns how many words a reader meets. Scripts without spaces count two
    /// characters as a word.
    pub fn words(&self) -> usize {
        count_words(&self.plain_text)
    }

    /// Returns about how many bytes its HTML has.
    pub fn size_bytes(&self) -> usize {
        self.sheet.html.len()
    }

    /// Gives back memory that parsing took and the page does not need.
    pub fn shrink_to_fit(&mut self) {
        // A new text of the exact size: an allocator may keep the room that a
        // shrunk one leaves.
        self.sheet.html = self.sheet.html.as_str().to_owned();
        self.sheet.holes.shrink_to_fit();
        self.plain_text.shrink_to_fit();
        self.links.shrink_to_fit();
        self.headings.shrink_to_fit();
    }

    /// Returns a page of nothing but its headings, for a text that nobody will read.
    pub fn headings_only(self) -> Self {
        Self { headings: self.headings, ..Self::default() }
    }

    /// Returns the body as HTML; `fill` says what the link with that index in
    /// [`Page::links`] becomes. It is asked once for each link that is shown.
    pub fn html(&self, fill: impl Fn(usize) -> Target) -> String {
        let sheet = &self.sheet;
        let mut html = String::with_capacity(sheet.html.len() + 64 * sheet.holes.len());
        let mut done = 0;
        let mut end_tag = "";
        for hole in &sheet.holes {
            html.push_str(&sheet.html[done..hole.at]);
            done = hole.at;
            let link = &self.links[hole.link_index];
            match hole.kind {
                HoleKind::Open | HoleKind::OpenBare => {
                    end_tag = push_start(&mut html, link, fill(hole.link_index), hole.kind);
                }
                HoleKind::Close => html.push_str(end_tag),
                HoleKind::Image => push_image(&mut html, link, fill(hole.link_index)),
            }
        }
        html.push_str(&sheet.html[done..]);
        html
    }
}

/// Appends the start tag, and the words of a bare link; returns the end tag.
fn push_start(html: &mut String, link: &Link, target: Target, kind: HoleKind) -> &'static str {
    let is_bare = kind == HoleKind::OpenBare;
    match target {
        Target::Href { href, text, class, title } if can_follow(&href) => {
            html.push_str("<a");
            push_named(html, "href", &href);
            push_unless_empty(html, "class", class);
            push_unless_empty(html, "title", if title.is_empty() { &link.title } else { &title });
            html.push('>');
            if is_bare {
                push_text(html, text.as_deref().unwrap_or(&link.destination));
            }
            return "</a>";
        }
        Target::Nothing { class, title } => push_mark(html, class, &title),
        Target::Href { .. } | Target::Image { .. } => push_mark(html, "forbidden-link", ""),
    }
    if is_bare {
        push_text(html, &link.destination);
    }
    "</span>"
}

fn push_image(html: &mut String, link: &Link, target: Target) {
    match target {
        Target::Image { src, size } if can_load(&src) => {
            html.push_str("<img");
            push_named(html, "src", &src);
            push_named(html, "alt", link.text.trim());
            push_unless_empty(html, "title", &link.title);
            if let Some((width, height)) = size {
                push_named(html, "width", &width.to_string());
                push_named(html, "height", &height.to_string());
            }
            html.push_str(" loading=\"lazy\" decoding=\"async\">");
            return;
        }
        Target::Nothing { class, title } => push_mark(html, class, &title),
        Target::Href { .. } | Target::Image { .. } => push_mark(html, "forbidden-link", ""),
    }
    let text = link.text.trim();
    push_text(html, if text.is_empty() { &link.destination } else { text });
    html.push_str("</span>");
}

/// The second lock on the door: whatever the caller was talked into, no address
/// leaves this room that a browser would run.
fn can_follow(href: &str) -> bool {
    !matches!(classify(href), Destination::Forbidden(_))
}

fn can_load(src: &str) -> bool {
    matches!(classify(src), Destination::Relative { .. })
}

fn push_mark(html: &mut String, class: &str, title: &str) {
    html.push_str("<span");
    push_unless_empty(html, "class", class);
    push_unless_empty(html, "title", title);
    html.push('>');
}

fn push_named(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    push_attribute(html, value);
    html.push('"');
}

fn push_unless_empty(html: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        push_named(html, name, value);
    }
}
