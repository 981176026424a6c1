//! The difference of two stretches of words, made readable.
//!
//! A plain difference of words is confetti where much changed: `the` stays and
//! everything around it goes. Islands that say nothing are taken into the
//! change, and a text that has little in common with the other is replaced.

use std::ops::Range;

use super::budget::Budget;
use super::sequence::{Stretch, stretches};
use super::text::{Side, Text, Token};

/// Texts with less than so many hundredths in common replace each other.
const COMMON_MIN: usize = 25;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// They are in both texts.
    Same,
    /// They are in the new text only.
    Inserted,
    /// They are in the old text only.
    Deleted,
}

/// Pieces of one text that stand side by side and that the same became of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// What became of them.
    pub(super) change: Change,
    /// Whose pieces they are. The same words are the new text's, blanks aside.
    pub(super) side: Side,
    /// The pieces, half open.
    pub(super) pieces: Range<usize>,
}

/// Returns all of `tokens` as one run, or none when there are none.
pub(super) fn whole(text: &Text, tokens: &Range<usize>, change: Change, side: Side) -> Vec<Run> {
    let tokens = &text.tokens[tokens.clone()];
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Vec::new() };
    vec![Run { change, side, pieces: first.start..last.end }]
}

/// Returns the runs from lines of code to lines of code.
pub(super) fn line_runs(old: &[Token], new: &[Token], budget: &mut Budget) -> Vec<Run> {
    join(old, new, &stretches(&keys(old), &keys(new), budget))
}

/// Returns the runs from words to words. Whoever leaves out what was deleted
/// reads the new text, and whoever leaves out what was inserted the old one,
/// blanks that stand next to others aside.
pub(super) fn word_runs(old: &[Token], new: &[Token], budget: &mut Budget) -> Vec<Run> {
    let mut found = without_islands(old, &stretches(&keys(old), &keys(new), budget));
    let weight = |tokens: &[Token]| tokens.iter().map(|token| token.weight + 1).sum::<usize>();
    let same = found.iter().filter(|stretch| stretch.is_same);
    let common: usize = same.map(|stretch| weight(&old[stretch.old.clone()])).sum();
    if 200 * common < COMMON_MIN * (weight(old) + weight(new)) {
        found = vec![Stretch { old: 0..old.len(), new: 0..new.len(), is_same: false }];
    }
    join(old, new, &found)
}

fn keys(tokens: &[Token]) -> Vec<usize> {
    tokens.iter().map(|token| token.key).collect()
}

/// Takes what stayed into the changes around it where it says nothing.
fn without_islands(old: &[Token], found: &[Stretch]) -> Vec<Stretch> {
    let halves = |range: &Range<usize>| old[range.clone()].iter().map(|token| token.halves).sum::<usize>();
    let weight = |range: &Range<usize>| old[range.clone()].iter().map(|token| token.weight).sum::<usize>();
    let size = |stretch: &Stretch| stretch.old.len().max(stretch.new.len());
    let mut kept: Vec<Stretch> = Vec::new();
    for (at, stretch) in found.iter().enumerate() {
        let follows_change = kept.last().is_some_and(|last| !last.is_same);
        let next = found.get(at + 1);
        let mut is_same = stretch.is_same;
        if let (true, true, Some(next), Some(last)) = (is_same, follows_change, next, kept.last()) {
            let is_mark = halves(&stretch.old) <= 1 && weight(&stretch.old) <= 3;
            let is_small_word = halves(&stretch.old) <= 2 && weight(&stretch.old) <= 1;
            let is_among_many = size(last) >= 3 && size(next) >= 3;
            is_same = !(is_mark || is_small_word && is_among_many);
        }
        match kept.last_mut() {
            Some(last) if last.is_same == is_same => {
                last.old.end = stretch.old.end;
                last.new.end = stretch.new.end;
            }
            _ => kept.push(Stretch { is_same, ..stretch.clone() }),
        }
    }
    kept
}

/// Runs under way.
#[derive(Default)]
struct Runs {
    runs: Vec<Run>,
    /// Whether a blank, or nothing, stands before what comes next.
    is_after_blank: bool,
}

impl Runs {
    fn push(&mut self, change: Change, side: Side, pieces: Range<usize>) {
        if pieces.is_empty() {
            return;
        }
        self.is_after_blank = false;
        match self.runs.last_mut() {
            Some(last) if last.change == change && last.side == side && last.pieces.end == pieces.start => {
                last.pieces.end = pieces.end;
            }
            _ => self.runs.push(Run { change, side, pieces }),
        }
    }

    fn push_blank(&mut self, side: Side, piece: usize) {
        self.push(Change::Same, side, piece..piece + 1);
        self.is_after_blank = true;
    }

    /// Adds what was deleted and what came for it. A blank that both end with,
    /// or that another stands before, is left outside.
    fn push_change(&mut self, old: Range<usize>, new: Range<usize>, old_gap: bool, new_gap: bool) {
        let (has_old, has_new) = (!old.is_empty(), !new.is_empty());
        let is_after_blank = self.is_after_blank;
        let is_shared = has_old && has_new && old_gap && new_gap;
        let takes_old = old_gap && (is_shared || !has_new && is_after_blank);
        let takes_new = new_gap && (is_shared || !has_old && is_after_blank);
        let old_end = old.end - usize::from(takes_old);
        let new_end = new.end - usize::from(takes_new);
        self.push(Change::Deleted, Side::Old, old.start..old_end);
        if takes_old && (!has_new || is_after_blank) {
            self.push_blank(Side::Old, old_end);
        }
        self.push(Change::Inserted, Side::New, new.start..new_end);
        if takes_new {
            self.push_blank(Side::New, new_end);
        }
    }
}

/// Makes runs of stretches.
fn join(old: &[Token], new: &[Token], found: &[Stretch]) -> Vec<Run> {
    let mut runs = Runs { runs: Vec::new(), is_after_blank: true };
    // The blank behind the last common word, if only one of the texts has it.
    let (mut old_blank, mut new_blank) = (None, None);
    for (at, stretch) in found.iter().enumerate() {
        let (old, new) = (&old[stretch.old.clone()], &new[stretch.new.clone()]);
        if !stretch.is_same {
            let (old_gap, new_gap) = (ends_with_gap(old), ends_with_gap(new));
            // A blank that stayed, but stood before what was taken out or put in.
            match (new_blank, old_blank) {
                (Some(blank), _) if new.is_empty() && old_gap => {
                    let pieces = pieces_of(old, None);
                    runs.push(Change::Deleted, Side::Old, pieces.start..pieces.end - 1);
                    runs.push_blank(Side::New, blank);
                    new_blank = None;
                    continue;
                }
                (_, Some(_)) if old.is_empty() && new_gap => {
                    let pieces = pieces_of(new, None);
                    runs.push(Change::Inserted, Side::New, pieces.start..pieces.end - 1);
                    runs.push_blank(Side::New, pieces.end - 1);
                    old_blank = None;
                    continue;
                }
                _ => {}
            }
            let (old, new) = (pieces_of(old, old_blank.take()), pieces_of(new, new_blank.take()));
            runs.push_change(old, new, old_gap, new_gap);
            continue;
        }
        let is_last = at + 1 == found.len();
        for (index, (before, after)) in old.iter().zip(new).enumerate() {
            let end = after.end - usize::from(after.has_gap);
            runs.push(Change::Same, Side::New, after.start..end);
            if before.has_gap && after.has_gap {
                runs.push_blank(Side::New, end);
            } else if before.has_gap || after.has_gap {
                old_blank = before.has_gap.then(|| before.end - 1);
                new_blank = after.has_gap.then_some(end);
                if is_last || index + 1 < old.len() {
                    let (old, new) = (pieces_of(&[], old_blank.take()), pieces_of(&[], new_blank.take()));
                    runs.push_change(old, new, false, false);
                }
            }
        }
    }
    runs.runs
}

fn ends_with_gap(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|token| token.has_gap)
}

/// Returns the pieces of `tokens` and of the blank before them.
fn pieces_of(tokens: &[Token], blank: Option<usize>) -> Range<usize> {
    let start = blank.or(tokens.first().map(|token| token.start)).unwrap_or_default();
    let end = tokens.last().map(|token| token.end).or(blank.map(|blank| blank + 1)).unwrap_or_default();
    start..end
}
