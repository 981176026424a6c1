//! What is known about a body once it is parsed.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::Limit;
use super::sheet::Sheet;
use crate::source::Span;

/// One parsed body. All spans are of the file; lists are in the order of the
/// text unless they say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The level-one heading that was taken out of the body, if there was one
    /// and the options asked for it.
    pub title: Option<Heading>,
    /// The headings of the body.
    pub headings: Vec<Heading>,
    /// The words of the first heading, whatever its level and whether written
    /// in Markdown or as an HTML `<h1>`.
    pub first_heading: Option<String>,
    /// Links and images; [`Page::html`] asks for their targets by index.
    pub links: Vec<Link>,
    /// Every id that an address may point to: title, headings, footnotes.
    pub anchors: BTreeSet<String>,
    /// Explicit ids that were given more than once: id, its span, span of the first.
    pub duplicate_anchors: Vec<(String, Span, Span)>,
    /// Explicit ids that no address can use, or that belong to the site's own
    /// furniture. The heading got an id from its words instead.
    pub refused_anchors: Vec<(String, Span)>,
    /// HTML in the text, which is shown and not obeyed.
    pub raw_html: Vec<(Span, String)>,
    /// Names of the variables whose values are in the page.
    pub variables_used: BTreeSet<String>,
    /// Names between `{{` and `}}` that have no value; shown as written.
    pub unknown_variables: Vec<(String, Span)>,
    /// Labels of `[text][label]` and `[^label]` that are defined nowhere;
    /// shown as written. A footnote's label begins with `^`.
    pub missing_references: Vec<(String, Span)>,
    /// Characters that cannot be seen but change what is read: bidirectional
    /// controls, zero-width characters and control characters.
    pub hidden_characters: Vec<(char, Span)>,
    /// The caps that the page went over, each once, with the place of the first.
    pub over_limits: BTreeMap<Limit, Span>,
    /// The words without markup. Blocks end with a line feed, cells with a tab.
    pub plain_text: String,
    /// The first paragraph of the body without markup, cut at a word to at most
    /// 300 characters; empty when there is none.
    pub summary: String,
    pub(super) sheet: Sheet,
}

/// A heading of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The level as shown: 2 to 6; 1 for the title.
    pub level: u8,
    /// Its words without markup.
    pub text: String,
    /// Its id, unique in the page.
    pub anchor: String,
    /// Whether the author gave that id.
    pub is_explicit_anchor: bool,
    /// The heading in the file, without the line end.
    pub span: Span,
    /// The ids in its attribute `satisfies`, each with its place.
    pub satisfies: Vec<(String, Span)>,
}

/// How a link was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// `[text](destination)`.
    Inline,
    /// `[text][label]` with a definition elsewhere.
    Reference,
    /// `[[destination]]` or `[[destination|text]]`.
    Wiki,
    /// `<https://…>`, or a bare address in the text.
    Auto,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How it was written.
    pub kind: LinkKind,
    /// Whether it is an image.
    pub is_image: bool,
    /// Where it leads, with entities and backslashes resolved.
    pub destination: String,
    /// Its title, as in `[text](destination "title")`; empty when it has none.
    pub title: String,
    /// Its words without markup; the alternative text of an image.
    pub text: String,
    /// Whether it has no words of its own, as `[[POL-003]]`.
    pub is_bare: bool,
    /// The whole link.
    pub span: Span,
    /// The destination as written, which may stand in a definition elsewhere.
    pub destination_span: Span,
}
