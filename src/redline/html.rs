//! A redline as HTML: the whole new text with what changed marked in it.

use super::block::Kind;
use super::compare::Redline;
use super::inline::push_runs;
use super::labels::Labels;
use super::merged::{Body, Merged, State};
use super::say;
use crate::markdown::push_text;

/// So many unchanged blocks are shown before folding is worth it.
const FOLD_MIN: usize = 4;

/// What becomes of long stretches without a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// They are shown like everything else.
    Off,
    /// They are put into `<details>`, without the headings over a change.
    On,
}

impl Redline {
    /// Returns the new text as HTML with what changed marked in it.
    ///
    /// Words stand in `<ins>` and `<del>`, with words for those who listen in
    /// spans of the class `visually-hidden`. A block that came or went as a
    /// whole has the class `redline-added` or `redline-removed`, one that moved
    /// `redline-moved-here` and `redline-moved-away`, one with changes in it
    /// `redline-changed`. What words do not show is said in spans and
    /// paragraphs of the class `redline-note`.
    ///
    /// Every id is the new text's, and is there once. Links of what was deleted
    /// cannot be followed. What an author struck out is `<s>`.
    pub fn html(&self, labels: &Labels<'_>, folding: Folding) -> String {
        let mut writer = Writer { redline: self, labels, html: String::new(), pending: Vec::new() };
        match folding {
            Folding::On if self.has_changes() => writer.folded(&self.blocks),
            Folding::On | Folding::Off => writer.blocks(&self.blocks, State::Edited),
        }
        writer.html
    }
}

struct Writer<'a> {
    redline: &'a Redline,
    labels: &'a Labels<'a>,
    html: String,
    /// Notes on a container, which are said with its first words.
    pending: Vec<String>,
}

impl Writer<'_> {
    fn folded(&mut self, blocks: &[Merged]) {
        let shown = shown(blocks);
        let mut at = 0;
        while at < blocks.len() {
            let count = shown[at..].iter().take_while(|&&is_shown| !is_shown).count();
            let folds = count >= FOLD_MIN;
            if folds {
                self.html.push_str(&format!("<details class=\"redline-same\">\n<summary>{count} "));
                push_text(&mut self.html, self.labels.unchanged);
                self.html.push_str("</summary>\n");
            }
            let end = at + count.max(1);
            self.blocks(&blocks[at..end], State::Edited);
            if folds {
                self.html.push_str("</details>\n");
            }
            at = end;
        }
    }

    fn blocks(&mut self, blocks: &[Merged], around: State) {
        for block in blocks {
            self.block(block, around);
        }
    }

    fn block(&mut self, block: &Merged, around: State) {
        self.note(block);
        if matches!(block.kind, Kind::Code | Kind::Rule) {
            self.note_before(block);
        }
        // A block in one that came or went as a whole needs no mark of its own.
        let is_marked = matches!(around, State::Inserted | State::Deleted) && block.state == around;
        let class = if is_marked && block.moved.is_none() { "" } else { class_of(block) };
        if let Some(tag) = &block.tag {
            let is_old = block.state == State::Deleted;
            let mut tag = if is_old { tag.without_id() } else { tag.clone() };
            tag.attributes.extend(block.number.map(|number| ("value", number.to_string())));
            tag.push_start(&mut self.html, class);
        } else if block.moved.is_some() {
            self.html.push_str(&format!("<div class=\"{class}\">"));
        }
        match &block.body {
            Body::Blocks(inner) => {
                if block.kind != Kind::Row && block.tag.is_some() {
                    self.html.push('\n');
                }
                self.blocks(inner, block.state);
            }
            Body::Runs(runs) => {
                self.notes_before_words(block);
                push_runs(&mut self.html, runs, self.redline, self.labels);
                self.notes_behind_words(block);
                self.html.push_str(&block.tail);
            }
            Body::Kept(html) => self.html.push_str(&self.redline.new.kept[html.clone()]),
        }
        if let Some(tag) = block.tag.as_ref().filter(|_| block.kind != Kind::Rule) {
            tag.push_end(&mut self.html);
        }
        if block.tag.is_none() && block.moved.is_some() {
            self.html.push_str("</div>");
        }
        if block.kind != Kind::Cell && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Takes down what is to be said of a block before its words.
    fn note(&mut self, block: &Merged) {
        if let Some(moved) = block.moved.as_ref().filter(|moved| moved.count > 0) {
            self.pending.push(say::moved(moved, block.state == State::Deleted, self.labels));
        }
        if matches!(block.body, Body::Blocks(_)) {
            self.pending.extend(block.notes.iter().map(|note| say::note(note, self.labels)));
        }
    }

    /// Says it in a paragraph, where there are no words to say it with.
    fn note_before(&mut self, block: &Merged) {
        for note in std::mem::take(&mut self.pending) {
            self.html.push_str("<p class=\"redline-note\">");
            push_text(&mut self.html, &note);
            self.html.push_str("</p>\n");
        }
        let label = match block.state {
            State::Inserted => self.labels.inserted,
            State::Deleted => self.labels.deleted,
            State::Same | State::Edited => return,
        };
        if block.kind == Kind::Rule {
            self.html.push_str("<p class=\"visually-hidden\">");
            push_text(&mut self.html, &format!("{label} {}", self.labels.rule));
            self.html.push_str("</p>\n");
        }
    }

    fn notes_before_words(&mut self, block: &Merged) {
        if block.kind == Kind::Code {
            return;
        }
        for note in std::mem::take(&mut self.pending) {
            self.html.push_str("<span class=\"redline-note\">");
            push_text(&mut self.html, &note);
            self.html.push_str("</span> ");
        }
    }

    fn notes_behind_words(&mut self, block: &Merged) {
        for note in &block.notes {
            self.html.push_str(" <span class=\"redline-note\">(");
            push_text(&mut self.html, &say::note(note, self.labels));
            self.html.push_str(")</span>");
        }
    }
}

fn class_of(block: &Merged) -> &'static str {
    match (block.state, &block.moved) {
        (State::Deleted, Some(_)) => "redline-moved-away",
        (_, Some(_)) => "redline-moved-here",
        (State::Deleted, None) => "redline-removed",
        (State::Inserted, None) => "redline-added",
        (State::Edited, None) if matches!(block.body, Body::Runs(_)) => "redline-changed",
        (State::Edited | State::Same, None) => "",
    }
}

/// Returns which blocks are shown whatever is folded: those with a change, and
/// the headings over them.
fn shown(blocks: &[Merged]) -> Vec<bool> {
    let mut shown = vec![false; blocks.len()];
    let mut over: Vec<(u8, usize)> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if let Kind::Heading(level) = block.kind {
            over.retain(|&(other, _)| other < level);
            over.push((level, at));
        }
        if !block.is_same() {
            shown[at] = true;
            over.iter().for_each(|&(_, heading)| shown[heading] = true);
        }
    }
    shown
}
