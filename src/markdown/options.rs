//! What the caller says about a body before it is parsed.

use std::collections::BTreeMap;

/// How to parse and render one body.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The values that `{{ name }}` takes.
    pub variables: &'a BTreeMap<String, String>,
    /// What becomes of a level-one heading at the top.
    pub title: TitleHeading<'a>,
    /// The words that the page itself adds.
    pub labels: Labels<'a>,
}

impl<'a> Options<'a> {
    /// Returns options with these variables, that keep a title heading and
    /// speak English.
    pub fn new(variables: &'a BTreeMap<String, String>) -> Self {
        Self { variables, title: TitleHeading::Keep, labels: Labels::ENGLISH }
    }
}

/// What becomes of the first heading, if it has level one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleHeading<'a> {
    /// It stays where it is, as a heading of the body.
    Keep,
    /// It is the title: taken out of the body.
    Take,
    /// It is taken out if it says the same as this title, and kept otherwise.
    TakeIf(&'a str),
}

/// Words that rendering adds to the author's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels<'a> {
    /// Title of `> [!NOTE]`.
    pub note: &'a str,
    /// Title of `> [!TIP]`.
    pub tip: &'a str,
    /// Title of `> [!IMPORTANT]`.
    pub important: &'a str,
    /// Title of `> [!WARNING]`.
    pub warning: &'a str,
    /// Title of `> [!CAUTION]`.
    pub caution: &'a str,
    /// Name of the checkbox of a task.
    pub done: &'a str,
    /// Name of a table's scrolling frame; the first header cells follow.
    pub table: &'a str,
    /// Name of the link from a heading to itself; the heading follows.
    pub section: &'a str,
    /// Name of the list of footnotes.
    pub footnotes: &'a str,
    /// Name of the link to a footnote; its number follows.
    pub footnote: &'a str,
    /// Name of the link from a footnote back into the text; its number follows.
    pub back: &'a str,
}

impl Labels<'static> {
    /// The words in English.
    pub const ENGLISH: Self = Self {
        note: "Note",
        tip: "Tip",
        important: "Important",
        warning: "Warning",
        caution: "Caution",
        done: "Done",
        table: "Table",
        section: "Link to section",
        footnotes: "Footnotes",
        footnote: "Footnote",
        back: "Back to reference",
    };
}
