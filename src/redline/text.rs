//! One of the two texts: its letters, cut into pieces and tokens.

use std::ops::Range;

use super::names::Names;
use super::tag::Tag;

/// The number of the format that formats nothing.
pub(super) const PLAIN: usize = 0;

/// Which of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The earlier one.
    Old,
    /// The later one.
    New,
}

/// The words of one text, in its order.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// All letters, as a reader sees them.
    pub(super) letters: String,
    /// Letters of one format each.
    pub(super) pieces: Vec<Piece>,
    /// What is compared.
    pub(super) tokens: Vec<Token>,
    /// The inline elements; the first is none.
    pub(super) formats: Vec<Format>,
    /// What is no letters, by the pieces that stand for it.
    pub(super) atoms: Vec<Atom>,
    /// The HTML of blocks that were not read, one behind the other.
    pub(super) kept: String,
}

/// Letters of one format.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Bytes of the letters, half open.
    pub(super) start: usize,
    /// Where they end.
    pub(super) end: usize,
    /// The innermost inline element around them.
    pub(super) format: usize,
    /// Which atom the letters stand for.
    pub(super) atom: Option<usize>,
}

/// A word, a mark, an atom, or a line of code; with the blank that follows it,
/// which is not compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Equal for tokens that look the same.
    pub(super) key: usize,
    /// Equal for tokens with the same letters, whatever their format.
    pub(super) word: usize,
    /// Pieces, half open.
    pub(super) start: usize,
    /// Where they end.
    pub(super) end: usize,
    /// Whether the last piece is the blank that follows.
    pub(super) has_gap: bool,
    /// How much it says about what a text is about.
    pub(super) weight: usize,
    /// Half words: a character of a script without spaces counts as one.
    pub(super) halves: usize,
}

/// An inline element.
#[derive(Debug, Clone)]
pub(super) struct Format {
    /// Its start tag.
    pub(super) tag: Tag,
    /// The element around it.
    pub(super) parent: usize,
    /// Equal for elements that look the same and lead to the same place.
    pub(super) signature: usize,
}

/// What stands among words and is no word.
#[derive(Debug, Clone)]
pub(super) enum Atom {
    /// An element without content: a line break, an image, a checkbox.
    Void(Tag),
    /// The call of a footnote: the element, the link in it, the number.
    Call(Tag, Option<Tag>, String),
}

impl Text {
    /// Returns a text without words.
    pub(super) fn new() -> Self {
        let none = Format { tag: Tag::default(), parent: PLAIN, signature: 0 };
        Self { formats: vec![none], ..Self::default() }
    }

    /// Adds an inline element inside the format `parent`.
    pub(super) fn add_format(&mut self, tag: Tag, parent: usize, names: &mut Names) -> usize {
        let place = [names.word(tag.name), names.word(tag.value("href")), names.word(mark_class(&tag))];
        let signature = names.list(&[self.formats[parent].signature, place[0], place[1], place[2]]);
        self.formats.push(Format { tag, parent, signature });
        self.formats.len() - 1
    }

    /// Adds a piece at the end.
    pub(super) fn add_piece(&mut self, letters: &str, format: usize, atom: Option<Atom>) {
        let start = self.letters.len();
        self.letters.push_str(letters);
        let atom = atom.map(|atom| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        });
        self.pieces.push(Piece { start, end: self.letters.len(), format, atom });
    }

    /// Returns how many half words stand in these pieces.
    pub(super) fn halves(&self, pieces: &Range<usize>) -> usize {
        let first = self.tokens.partition_point(|token| token.start < pieces.start);
        let inside = self.tokens[first..].iter().take_while(|token| token.start < pieces.end);
        inside.map(|token| token.halves).sum()
    }

    /// Returns the letters of a piece.
    pub(super) fn letters_of(&self, piece: usize) -> &str {
        let piece = &self.pieces[piece];
        &self.letters[piece.start..piece.end]
    }

    /// Returns the elements around a piece, the outermost first.
    pub(super) fn formats_of(&self, piece: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut format = self.pieces[piece].format;
        while format != PLAIN {
            found.push(format);
            format = self.formats[format].parent;
        }
        found.reverse();
        found
    }
}

/// A colour of code is no format that an author gave.
fn mark_class(tag: &Tag) -> &str {
    let class = tag.value("class");
    if tag.name == "span" && !class.starts_with("hl-") { class } else { "" }
}
