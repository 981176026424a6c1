//! Markdown to a parsed page, and the page to HTML, outline and plain text.
//!
//! [`parse`] reads one body once. What it finds (headings, links, raw HTML,
//! variables, hidden characters) comes back with spans of the file, so that
//! other rooms can say what is wrong with it. What it renders is HTML from a
//! fixed set of elements and attributes; nothing of the author's HTML passes.
//! Links are left as holes, because their targets are known only when the
//! whole book is bound: [`Page::html`] fills them.
//!
//! This room knows no policy. It decides what a link looks like, never where
//! it leads, and [`classify`] says which destinations a browser may follow.

mod escape;
mod limits;
mod options;
mod sheet;

mod destination;
mod fill;
mod page;

mod anchors;
mod attributes;
mod footnotes;
mod hidden;
mod highlight;
mod link_spans;
mod plain;
mod prose;
mod raw_html;
mod said;
mod table;

mod parse;
mod writer;
mod writer_blocks;
mod writer_headings;
mod writer_inlines;
mod writer_links;

pub(crate) use escape::{push_attribute, push_text};

pub use destination::{Destination, Refusal, classify};
pub use fill::Target;
pub use hidden::hidden_characters;
pub use limits::Limit;
pub use options::{Labels, Options, TitleHeading};
pub use page::{Heading, Link, LinkKind, Page};
pub use parse::parse;
pub use said::{Said, said};
