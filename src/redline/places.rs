//! Under which headings a block stands.

use super::block::Kind;
use super::merged::{Merged, Note, State};
use super::text::Text;

/// The headings over the place that a walk has reached, in both texts.
#[derive(Debug, Default)]
pub(super) struct Places {
    old: Vec<(u8, String)>,
    new: Vec<(u8, String)>,
}

impl Places {
    /// Returns the headings over the next block, the outermost first; a deleted
    /// block stands under those of the old text. A heading is not under itself.
    pub(super) fn path(&self, block: &Merged) -> Vec<String> {
        let headings = if block.state == State::Deleted { &self.old } else { &self.new };
        let level = if let Kind::Heading(level) = block.kind { level } else { u8::MAX };
        headings.iter().filter(|(over, _)| *over < level).map(|(_, words)| words.clone()).collect()
    }

    /// Returns the headings over the next block, of which a heading that was just
    /// passed is the last.
    pub(super) fn path_with(&self, block: &Merged) -> Vec<String> {
        let headings = if block.state == State::Deleted { &self.old } else { &self.new };
        headings.iter().map(|(_, words)| words.clone()).collect()
    }

    /// Passes a block: the blocks behind a heading stand under it.
    pub(super) fn pass(&mut self, block: &Merged, old_text: &Text, new_text: &Text) {
        let Kind::Heading(level) = block.kind else { return };
        let is_deleted = block.state == State::Deleted;
        let text = if is_deleted { old_text } else { new_text };
        let words = words_of(block, text);
        // One that moved here does not stand over what stayed of the old text.
        let is_of_both = matches!(block.state, State::Same | State::Edited) && block.moved.is_none();
        if is_deleted || is_of_both {
            let level_before =
                block.notes.iter().find_map(|note| if let Note::Level(level) = note { Some(*level) } else { None });
            enter(&mut self.old, level_before.unwrap_or(level), words.clone());
        }
        if !is_deleted {
            enter(&mut self.new, level, words);
        }
    }
}

fn enter(headings: &mut Vec<(u8, String)>, level: u8, words: String) {
    headings.retain(|(over, _)| *over < level);
    headings.push((level, words));
}

/// Returns the words of a heading on one line, without calls and images.
fn words_of(block: &Merged, text: &Text) -> String {
    let mut words = String::new();
    for token in &text.tokens[block.tokens.clone()] {
        for piece in (token.start..token.end).filter(|&piece| text.pieces[piece].atom.is_none()) {
            words.push_str(text.letters_of(piece));
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
