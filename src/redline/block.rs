//! The blocks of one text, inside each other as they are in its HTML.

use std::ops::Range;

use super::names::Names;
use super::tag::Tag;
use super::text::Text;

/// What a block is for its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words, with an element of their own or without.
    Paragraph,
    /// A heading of this level.
    Heading(u8),
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A quote or a callout.
    Quote,
    /// The title that a callout got from us.
    CalloutTitle,
    /// The frame around a table.
    Frame,
    /// A table.
    Table,
    /// The head of a table.
    TableHead,
    /// The body of a table.
    TableBody,
    /// A row of a table.
    Row,
    /// A cell of a table.
    Cell,
    /// A block of code.
    Code,
    /// A dividing line.
    Rule,
    /// The list of footnotes.
    Footnotes,
}

impl Kind {
    /// Returns what the element is.
    pub(super) fn of(tag: &Tag) -> Self {
        match tag.name {
            "h1" => Kind::Heading(1),
            "h2" => Kind::Heading(2),
            "h3" => Kind::Heading(3),
            "h4" => Kind::Heading(4),
            "h5" => Kind::Heading(5),
            "h6" => Kind::Heading(6),
            "ul" | "ol" => Kind::List,
            "li" => Kind::Item,
            "blockquote" | "aside" => Kind::Quote,
            "div" => Kind::Frame,
            "table" => Kind::Table,
            "thead" => Kind::TableHead,
            "tbody" => Kind::TableBody,
            "tr" => Kind::Row,
            "td" | "th" => Kind::Cell,
            "pre" => Kind::Code,
            "hr" => Kind::Rule,
            "section" => Kind::Footnotes,
            _ if tag.has_class("callout-title") => Kind::CalloutTitle,
            _ => Kind::Paragraph,
        }
    }

    /// Returns whether a block of one kind may have become one of the other.
    pub(super) fn is_like(self, other: Self) -> bool {
        matches!((self, other), (Kind::Heading(_), Kind::Heading(_))) || self == other
    }

    /// Returns whether a block has at most one of this kind, which then always
    /// belongs to the other's.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Kind::CalloutTitle | Kind::Table | Kind::TableHead | Kind::TableBody | Kind::Footnotes)
    }

    /// Returns whether blocks are what it holds.
    pub(super) fn is_container(self) -> bool {
        matches!(self, Kind::List | Kind::Quote | Kind::Frame | Kind::Footnotes) || self.is_single()
    }
}

/// What is in a block.
#[derive(Debug)]
pub(super) enum Content {
    /// Blocks.
    Blocks(Vec<Block>),
    /// Words: the block's tokens.
    Words,
    /// Lines of code: the block's tokens.
    Lines,
    /// HTML that was not read, since the other text has it too: bytes of
    /// [`Text::kept`].
    Kept(Range<usize>),
}

/// A block of one text.
#[derive(Debug)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: Kind,
    /// Its element; words between blocks have none.
    pub(super) tag: Option<Tag>,
    /// What is in it.
    pub(super) content: Content,
    /// All tokens in it, however deep.
    pub(super) tokens: Range<usize>,
    /// Links that the page itself adds behind the words.
    pub(super) tail: String,
    /// Equal for blocks that read the same; set by [`seal`].
    pub(super) key: usize,
    /// The key of its words alone, when words are all it holds.
    pub(super) words_key: usize,
}

impl Block {
    /// Returns a block with these words and no element.
    pub(super) fn words(content: Content, tokens: Range<usize>, tail: String) -> Self {
        Self { kind: Kind::Paragraph, tag: None, content, tokens, tail, key: 0, words_key: 0 }
    }

    /// Returns the words of a block that holds nothing else as a block in it.
    pub(super) fn as_words(&self) -> Self {
        let content = if matches!(self.content, Content::Lines) { Content::Lines } else { Content::Words };
        let words = Self::words(content, self.tokens.clone(), self.tail.clone());
        Self { key: self.words_key, words_key: self.words_key, ..words }
    }
}

/// Sets the keys of `blocks` and of all that is in them. Called once the keys
/// of the tokens are final. The reader bounds the depth.
pub(super) fn seal(blocks: &mut [Block], text: &Text, names: &mut Names) {
    for block in blocks {
        let holds_blocks = matches!(block.content, Content::Blocks(_));
        let mut parts = vec![shape(block.kind, block.tag.as_ref(), names), usize::from(holds_blocks)];
        match &mut block.content {
            Content::Blocks(inner) => {
                seal(inner, text, names);
                parts.extend(inner.iter().map(|block| block.key));
            }
            Content::Words | Content::Lines => {
                let tokens = &text.tokens[block.tokens.clone()];
                // Where blanks are makes words; how they are written does not.
                parts.extend(tokens.iter().map(|token| 2 * token.key + usize::from(token.has_gap)));
                let own = std::mem::replace(&mut parts[0], shape(Kind::Paragraph, None, names));
                block.words_key = names.list(&parts);
                parts[0] = own;
            }
            Content::Kept(html) => parts.push(names.word(&text.kept[html.clone()])),
        }
        block.key = names.list(&parts);
    }
}

/// Returns a number for what a reader sees of a block besides its content.
fn shape(kind: Kind, tag: Option<&Tag>, names: &mut Names) -> usize {
    let none = Tag::default();
    let tag = tag.unwrap_or(&none);
    let look = match kind {
        Kind::Quote => tag.value("class"),
        Kind::List => tag.value("start"),
        _ => "",
    };
    let name = match kind {
        Kind::Paragraph => "p",
        Kind::Cell => "td",
        _ => tag.name,
    };
    let parts = [names.word(name), names.word(look)];
    names.list(&parts)
}
