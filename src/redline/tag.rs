//! The elements and attributes that a body may have, and how a tag is written.
//!
//! The set is closed as that of the room `markdown` is: what is not in it does
//! not pass, whatever the input says.

use crate::markdown::push_attribute;

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// It is a block or holds blocks.
    Block,
    /// It stands among words.
    Inline,
    /// It stands among words and has no content.
    Void,
}

const ELEMENTS: [(&str, Layer); 33] = [
    ("a", Layer::Inline),
    ("aside", Layer::Block),
    ("blockquote", Layer::Block),
    ("br", Layer::Void),
    ("code", Layer::Inline),
    ("del", Layer::Inline),
    ("div", Layer::Block),
    ("em", Layer::Inline),
    ("h1", Layer::Block),
    ("h2", Layer::Block),
    ("h3", Layer::Block),
    ("h4", Layer::Block),
    ("h5", Layer::Block),
    ("h6", Layer::Block),
    ("hr", Layer::Block),
    ("img", Layer::Void),
    ("input", Layer::Void),
    ("li", Layer::Block),
    ("ol", Layer::Block),
    ("p", Layer::Block),
    ("pre", Layer::Block),
    ("s", Layer::Inline),
    ("section", Layer::Block),
    ("span", Layer::Inline),
    ("strong", Layer::Inline),
    ("sup", Layer::Inline),
    ("table", Layer::Block),
    ("tbody", Layer::Block),
    ("td", Layer::Block),
    ("th", Layer::Block),
    ("thead", Layer::Block),
    ("tr", Layer::Block),
    ("ul", Layer::Block),
];

const ATTRIBUTES: [&str; 18] = [
    "alt",
    "aria-label",
    "checked",
    "class",
    "decoding",
    "disabled",
    "height",
    "href",
    "id",
    "loading",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "width",
];

/// Returns whether a body may have the element.
pub(super) fn is_element(name: &str) -> bool {
    ELEMENTS.iter().any(|(known, _)| *known == name)
}

/// Returns whether an element of a body may have the attribute.
pub(super) fn is_attribute(name: &str) -> bool {
    ATTRIBUTES.contains(&name)
}

/// A start tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tag {
    /// The element; empty for none.
    pub(super) name: &'static str,
    /// Its attributes in the order of the text, values unescaped.
    pub(super) attributes: Vec<(&'static str, String)>,
}

impl Tag {
    /// Returns the start tag of the element `name`, if a body may have it.
    pub(super) fn new(name: &str) -> Option<(Self, Layer)> {
        let &(name, layer) = ELEMENTS.iter().find(|(known, _)| *known == name)?;
        Some((Self { name, attributes: Vec::new() }, layer))
    }

    /// Adds an attribute, if a body may have it.
    pub(super) fn add(&mut self, name: &str, value: String) {
        if let Some(&name) = ATTRIBUTES.iter().find(|known| **known == name) {
            self.attributes.push((name, value));
        }
    }

    /// Returns the value of an attribute; empty when it is not there.
    pub(super) fn value(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Returns whether an attribute is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| *known == name)
    }

    /// Returns whether `class` is one of its classes.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.value("class").split(' ').any(|known| known == class)
    }

    /// Returns the tag without its id.
    pub(super) fn without_id(&self) -> Self {
        let kept = self.attributes.iter().filter(|(name, _)| *name != "id");
        Self { name: self.name, attributes: kept.cloned().collect() }
    }

    /// Appends the start tag with one more class, which may be empty.
    pub(super) fn push_start(&self, html: &mut String, class: &str) {
        html.push('<');
        html.push_str(self.name);
        for (name, value) in &self.attributes {
            html.push(' ');
            html.push_str(name);
            if value.is_empty() && matches!(*name, "checked" | "disabled") {
                continue;
            }
            html.push_str("=\"");
            push_attribute(html, value);
            if *name == "class" && !class.is_empty() {
                html.push(' ');
                html.push_str(class);
            }
            html.push('"');
        }
        if !class.is_empty() && !self.has("class") {
            html.push_str(" class=\"");
            html.push_str(class);
            html.push('"');
        }
        html.push('>');
    }

    /// Appends the end tag.
    pub(super) fn push_end(&self, html: &mut String) {
        html.push_str("</");
        html.push_str(self.name);
        html.push('>');
    }
}
