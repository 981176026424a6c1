//! From HTML to the blocks and tokens of one text.
//!
//! The reader keeps its own stack, opens nothing beyond a fixed depth, and
//! closes what the input leaves open: whatever it is given, what it returns is
//! a tree that can be walked and written.

use super::block::{Block, Content, Kind};
use super::cut::Cut;
use super::names::Names;
use super::scan::{Scanner, Scrap};
use super::tag::{Layer, Tag};
use super::text::{Atom, PLAIN, Text};
use super::words::{add_atom, add_line, add_words, trim_end};

/// Blocks inside each other; `markdown` writes fewer. Deeper ones are read as
/// if their tags were not there.
const BLOCKS_DEEP_MAX: usize = 200;
/// Inline elements inside each other.
const INLINES_DEEP_MAX: usize = 100;

/// Reads one body.
pub(super) fn read(cuts: &[Cut<'_>], names: &mut Names) -> (Vec<Block>, Text) {
    let root = Frame { tag: None, kind: Kind::Paragraph, children: Vec::new(), token_start: 0 };
    let mut reader = Reader {
        text: Text::new(),
        names,
        frames: vec![root],
        inlines: Vec::new(),
        capture: None,
        leaf_start: 0,
        line_start: None,
        tail: String::new(),
    };
    for cut in cuts {
        match cut {
            Cut::Read(html) => Scanner::new(html).for_each(|scrap| reader.take(scrap)),
            Cut::Kept(html) => reader.keep(html),
        }
    }
    reader.finish()
}

/// A block that is not ended yet.
struct Frame {
    tag: Option<Tag>,
    kind: Kind,
    children: Vec<Block>,
    token_start: usize,
}

/// An element that is taken as a whole.
struct Capture {
    tag: Tag,
    link: Option<Tag>,
    letters: String,
}

struct Reader<'n> {
    text: Text,
    names: &'n mut Names,
    frames: Vec<Frame>,
    inlines: Vec<(&'static str, usize)>,
    capture: Option<Capture>,
    /// The token with which the leaf under way begins.
    leaf_start: usize,
    /// The piece with which the line of code under way begins.
    line_start: Option<usize>,
    /// The links of the page's own that the leaf under way ends with.
    tail: String,
}

impl Reader<'_> {
    fn take(&mut self, scrap: Scrap) {
        match scrap {
            Scrap::Text(text) => self.words(&text),
            Scrap::Start(tag, Layer::Block) => self.start_block(tag),
            Scrap::Start(tag, Layer::Inline) => self.start_inline(tag),
            Scrap::Start(tag, Layer::Void) => self.void(tag),
            Scrap::End(name, Layer::Block) => self.end_block(name),
            Scrap::End(name, _) => self.end_inline(name),
        }
    }

    /// Takes an outermost block as it is.
    fn keep(&mut self, html: &str) {
        self.close_all();
        let start = self.text.kept.len();
        self.text.kept.push_str(html.trim_matches('\n'));
        let content = Content::Kept(start..self.text.kept.len());
        let at = self.text.tokens.len();
        self.frames[0].children.push(Block::words(content, at..at, String::new()));
    }

    fn is_code(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.kind == Kind::Code)
    }

    fn format(&self) -> usize {
        self.inlines.last().map_or(PLAIN, |&(_, format)| format)
    }

    fn words(&mut self, words: &str) {
        if let Some(capture) = &mut self.capture {
            capture.letters.push_str(words);
            return;
        }
        let format = self.format();
        if !self.is_code() {
            add_words(&mut self.text, words, format, self.leaf_start, self.names);
            return;
        }
        for line in words.split_inclusive('\n') {
            self.line_start.get_or_insert(self.text.pieces.len());
            self.text.add_piece(line, format, None);
            if line.ends_with('\n') {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        if let Some(start) = self.line_start.take() {
            add_line(&mut self.text, start, self.names);
        }
    }

    fn start_block(&mut self, tag: Tag) {
        self.end_leaf();
        if self.frames.len() > BLOCKS_DEEP_MAX {
            return;
        }
        let is_rule = tag.name == "hr";
        let token_start = self.text.tokens.len();
        self.frames.push(Frame { kind: Kind::of(&tag), tag: Some(tag), children: Vec::new(), token_start });
        if is_rule {
            self.pop();
        }
    }

    fn end_block(&mut self, name: &str) {
        let is_it = |frame: &Frame| frame.tag.as_ref().is_some_and(|tag| tag.name == name);
        let Some(depth) = self.frames.iter().rposition(is_it) else { return };
        self.end_leaf();
        while self.frames.len() > depth {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        if let (Some(frame), Some(parent)) = (self.frames.pop(), self.frames.last_mut()) {
            parent.children.push(block_of(frame, self.text.tokens.len()));
        }
    }

    fn start_inline(&mut self, mut tag: Tag) {
        if let Some(capture) = &mut self.capture {
            if tag.name == "a" {
                capture.link = Some(tag);
            }
            return;
        }
        if tag.has_class("footnote-ref") || tag.has_class("heading-anchor") || tag.has_class("footnote-back") {
            self.capture = Some(Capture { tag, link: None, letters: String::new() });
            return;
        }
        if self.inlines.len() >= INLINES_DEEP_MAX {
            return;
        }
        // What an author struck out is not what was deleted between the texts.
        if tag.name == "del" {
            tag.name = "s";
        }
        let name = tag.name;
        let format = self.text.add_format(tag, self.format(), self.names);
        self.inlines.push((name, format));
    }

    fn end_inline(&mut self, name: &str) {
        if let Some(capture) = &self.capture {
            if capture.tag.name == name {
                self.end_capture();
            }
            return;
        }
        let name = if name == "del" { "s" } else { name };
        if let Some(depth) = self.inlines.iter().rposition(|&(open, _)| open == name) {
            self.inlines.truncate(depth);
        }
    }

    fn end_capture(&mut self) {
        let Some(capture) = self.capture.take() else { return };
        if capture.tag.name == "sup" {
            let letters = format!("[{}]", capture.letters);
            let call = Atom::Call(capture.tag, capture.link, capture.letters);
            let format = self.format();
            add_atom(&mut self.text, call, &letters, format, self.names);
            return;
        }
        self.tail.push(' ');
        capture.tag.push_start(&mut self.tail, "");
        crate::markdown::push_text(&mut self.tail, &capture.letters);
        capture.tag.push_end(&mut self.tail);
    }

    fn void(&mut self, tag: Tag) {
        if self.capture.is_some() || self.is_code() {
            return;
        }
        let letters = match tag.name {
            "img" if tag.value("alt").is_empty() => "[image]".to_owned(),
            "img" => format!("[image: {}]", tag.value("alt")),
            "input" if tag.has("checked") => "[x]".to_owned(),
            "input" => "[ ]".to_owned(),
            _ => "\n".to_owned(),
        };
        let format = self.format();
        add_atom(&mut self.text, Atom::Void(tag), &letters, format, self.names);
    }

    /// Makes a block of the words since the last block began or ended.
    fn end_leaf(&mut self) {
        self.end_capture();
        self.end_line();
        self.inlines.clear();
        trim_end(&mut self.text, self.leaf_start);
        let tokens = self.leaf_start..self.text.tokens.len();
        self.leaf_start = tokens.end;
        let tail = std::mem::take(&mut self.tail);
        if tokens.is_empty() && tail.is_empty() {
            return;
        }
        let content = if self.is_code() { Content::Lines } else { Content::Words };
        if let Some(frame) = self.frames.last_mut() {
            frame.children.push(Block::words(content, tokens, tail));
        }
    }

    fn close_all(&mut self) {
        self.end_leaf();
        while self.frames.len() > 1 {
            self.pop();
        }
    }

    fn finish(mut self) -> (Vec<Block>, Text) {
        self.close_all();
        let blocks = self.frames.pop().map(|root| root.children).unwrap_or_default();
        (blocks, self.text)
    }
}

/// Ends a block. Words that are all it holds are its own.
fn block_of(mut frame: Frame, token_end: usize) -> Block {
    let tokens = frame.token_start..token_end;
    let Frame { kind, tag, .. } = frame;
    let is_leaf = frame.children.len() == 1 && frame.children[0].tag.is_none();
    let (content, tail) = match frame.children.pop() {
        None if kind.is_container() => (Content::Blocks(Vec::new()), String::new()),
        None => (Content::Words, String::new()),
        Some(words) if is_leaf => (words.content, words.tail),
        Some(last) => {
            frame.children.push(last);
            (Content::Blocks(frame.children), String::new())
        }
    };
    Block { kind, tag, ..Block::words(content, tokens, tail) }
}
