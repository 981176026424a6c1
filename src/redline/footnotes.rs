//! Which footnote became which, so that a call that only got another number
//! counts as unchanged.

use std::collections::BTreeMap;

use super::align::{Lists, Step, align};
use super::block::{Block, Content, Kind};
use super::budget::Budget;
use super::names::Names;
use super::text::{Atom, Text};

/// The blocks of one text and the text.
pub(super) type Read = (Vec<Block>, Text);

/// Gives calls of the same footnote the same key, and others different ones.
/// The blocks must be sealed before, and again behind it. Returns whether there
/// are footnotes at all.
pub(super) fn pair(old: &mut Read, new: &mut Read, names: &mut Names, budget: &mut Budget) -> bool {
    let (old_notes, new_notes) = (notes(&old.0), notes(&new.0));
    if old_notes.is_empty() && new_notes.is_empty() {
        return false;
    }
    let lists = Lists { old: old_notes, new: new_notes, old_text: &old.1, new_text: &new.1 };
    let mut pairs = Vec::new();
    let (mut deleted, mut inserted) = (BTreeMap::new(), Vec::new());
    for step in align(lists, budget) {
        match step {
            Step::Pair(old_at, new_at) => pairs.push((old_at, new_at)),
            Step::Deleted(at) => {
                deleted.insert(old_notes[at].key, at);
            }
            Step::Inserted(at) => inserted.push(at),
        }
    }
    // Footnotes are listed in the order of their calls, so they move with the text.
    pairs.extend(inserted.into_iter().filter_map(|at| Some((deleted.remove(&new_notes[at].key)?, at))));
    let old_names: BTreeMap<usize, usize> = pairs.iter().map(|&(old_at, new_at)| (old_at, new_at)).collect();
    let new_names: BTreeMap<usize, usize> = pairs.iter().map(|&(_, new_at)| (new_at, new_at)).collect();
    rename_calls(&mut old.1, &old_names, "gone", names);
    rename_calls(&mut new.1, &new_names, "new", names);
    true
}

/// Returns the items of the list of footnotes.
fn notes(blocks: &[Block]) -> &[Block] {
    let section = blocks.iter().rev().find(|block| block.kind == Kind::Footnotes);
    let Some(Content::Blocks(lists)) = section.map(|section| &section.content) else { return &[] };
    match lists.first().map(|list| &list.content) {
        Some(Content::Blocks(items)) => items,
        _ => &[],
    }
}

fn rename_calls(text: &mut Text, paired: &BTreeMap<usize, usize>, other: &str, names: &mut Names) {
    for token in &mut text.tokens {
        let piece = text.pieces[token.start];
        let Some(Atom::Call(_, _, number)) = piece.atom.map(|atom| &text.atoms[atom]) else { continue };
        let name = number.parse::<usize>().ok().and_then(|number| paired.get(&number.checked_sub(1)?));
        let parts = match name {
            Some(&name) => [names.word("[call]"), name],
            None => [names.word(other), names.word(number)],
        };
        token.word = names.list(&parts);
        token.key = names.list(&[token.word, text.formats[piece.format].signature]);
    }
}
