//! Lays two lists of blocks over each other, and so on inwards.

use super::align::{Lists, Step, align};
use super::block::{Block, Content, Kind};
use super::budget::Budget;
use super::merged::{Body, Merged, Note, State};
use super::notes::notes_of_words;
use super::runs::{Change, line_runs, whole, word_runs};
use super::text::{Side, Text};

/// The two texts and what may still be spent on them.
pub(super) struct Merger<'a> {
    /// The old text.
    pub(super) old_text: &'a Text,
    /// The new text.
    pub(super) new_text: &'a Text,
    /// The work that is left.
    pub(super) budget: &'a mut Budget,
}

impl<'a> Merger<'a> {
    /// Returns the blocks of both lists; what was deleted stands before what
    /// came in its place. The reader bounds the depth.
    pub(super) fn lists(&mut self, old: &[Block], new: &[Block]) -> Vec<Merged> {
        let steps = self.align(old, new);
        self.follow(old, new, &steps, None)
    }

    /// Returns the blocks of both bodies. Those that were kept stand in both, in the
    /// same order.
    pub(super) fn bodies(&mut self, old: &[Block], new: &[Block]) -> Vec<Merged> {
        let kept = |blocks: &[Block]| -> Vec<usize> {
            (0..blocks.len()).filter(|&at| matches!(blocks[at].content, Content::Kept(_))).collect()
        };
        let pairs: Vec<(usize, usize)> = kept(old).into_iter().zip(kept(new)).collect();
        let mut steps = Vec::new();
        let (mut old_done, mut new_done) = (0, 0);
        for (old_at, new_at) in pairs.into_iter().chain([(old.len(), new.len())]) {
            let between = self.align(&old[old_done..old_at], &new[new_done..new_at]);
            steps.extend(between.into_iter().map(|step| match step {
                Step::Pair(old, new) => Step::Pair(old_done + old, new_done + new),
                Step::Deleted(old) => Step::Deleted(old_done + old),
                Step::Inserted(new) => Step::Inserted(new_done + new),
            }));
            if old_at < old.len() {
                steps.push(Step::Pair(old_at, new_at));
            }
            (old_done, new_done) = (old_at + 1, new_at + 1);
        }
        self.follow(old, new, &steps, None)
    }

    /// Aligns two lists of blocks.
    pub(super) fn align(&mut self, old: &[Block], new: &[Block]) -> Vec<Step> {
        align(Lists { old, new, old_text: self.old_text, new_text: self.new_text }, self.budget)
    }

    fn follow(&mut self, old: &[Block], new: &[Block], steps: &[Step], columns: Option<&[Step]>) -> Vec<Merged> {
        let merged = |step: &Step| match *step {
            Step::Pair(old_at, new_at) => self.pair(&old[old_at], &new[new_at], columns),
            Step::Deleted(at) => self.whole(&old[at], State::Deleted),
            Step::Inserted(at) => self.whole(&new[at], State::Inserted),
        };
        steps.iter().map(merged).collect()
    }

    /// Returns a block all of which became the same.
    fn whole(&self, block: &Block, state: State) -> Merged {
        let (text, side, change): (&'a Text, _, _) = match state {
            State::Deleted => (self.old_text, Side::Old, Change::Deleted),
            State::Inserted => (self.new_text, Side::New, Change::Inserted),
            State::Same | State::Edited => (self.new_text, Side::New, Change::Same),
        };
        let body = match &block.content {
            Content::Blocks(blocks) => Body::Blocks(blocks.iter().map(|block| self.whole(block, state)).collect()),
            Content::Words | Content::Lines => Body::Runs(whole(text, &block.tokens, change, side)),
            Content::Kept(html) => Body::Kept(html.clone()),
        };
        merged(block, state, body, Vec::new())
    }

    /// Returns what a block became; in a row, by the columns of its table.
    pub(super) fn pair(&mut self, old: &Block, new: &Block, columns: Option<&[Step]>) -> Merged {
        if old.key == new.key {
            return self.whole(new, State::Same);
        }
        let mut blocks = match (&old.content, &new.content) {
            (Content::Blocks(old_blocks), Content::Blocks(new_blocks)) => match new.kind {
                Kind::Table => self.table(old_blocks, new_blocks),
                Kind::TableHead | Kind::TableBody => {
                    let steps = self.align(old_blocks, new_blocks);
                    self.follow(old_blocks, new_blocks, &steps, columns)
                }
                Kind::Row => {
                    let steps = steps_of_row(old_blocks.len(), new_blocks.len(), columns);
                    self.follow(old_blocks, new_blocks, &steps, None)
                }
                Kind::Footnotes => match (old_blocks.as_slice(), new_blocks.as_slice()) {
                    // There is just one list, however little is left of it.
                    ([old_list], [new_list]) => vec![self.pair(old_list, new_list, None)],
                    _ => self.lists(old_blocks, new_blocks),
                },
                _ => self.lists(old_blocks, new_blocks),
            },
            (Content::Blocks(blocks), _) => self.lists(blocks, &[new.as_words()]),
            (_, Content::Blocks(blocks)) => self.lists(&[old.as_words()], blocks),
            _ => return self.leaf(old, new),
        };
        if new.kind == Kind::List {
            number_items(&mut blocks, old, new);
        }
        let notes = notes_of_shape(old, new);
        let is_same = notes.is_empty() && blocks.iter().all(Merged::is_same);
        merged(new, if is_same { State::Same } else { State::Edited }, Body::Blocks(blocks), notes)
    }

    fn leaf(&mut self, old: &Block, new: &Block) -> Merged {
        let (old_text, new_text) = (self.old_text, self.new_text);
        let (old_tokens, new_tokens) = (&old_text.tokens[old.tokens.clone()], &new_text.tokens[new.tokens.clone()]);
        let is_code = matches!(old.content, Content::Lines) || matches!(new.content, Content::Lines);
        let mut notes = notes_of_shape(old, new);
        let runs = if is_code {
            line_runs(old_tokens, new_tokens, self.budget)
        } else {
            let runs = word_runs(old_tokens, new_tokens, self.budget);
            notes.extend(notes_of_words(&runs, old_text, new_text));
            runs
        };
        let is_same = notes.is_empty() && runs.iter().all(|run| run.change == Change::Same);
        merged(new, if is_same { State::Same } else { State::Edited }, Body::Runs(runs), notes)
    }

    /// Lays two tables over each other; the columns are those of the first
    /// rows, so that a cell is held against the cell under the same heading.
    fn table(&mut self, old: &[Block], new: &[Block]) -> Vec<Merged> {
        let columns = match (first_row(old), first_row(new)) {
            (Some(old), Some(new)) => {
                let steps = self.align(old, new);
                pair_equal_counts(&steps)
            }
            _ => Vec::new(),
        };
        let steps = self.align(old, new);
        self.follow(old, new, &steps, Some(&columns))
    }
}

fn merged(block: &Block, state: State, body: Body, notes: Vec<Note>) -> Merged {
    Merged {
        state,
        kind: block.kind,
        tag: block.tag.clone(),
        body,
        tail: if state == State::Deleted { String::new() } else { block.tail.clone() },
        notes,
        moved: None,
        number: None,
        tokens: block.tokens.clone(),
    }
}

fn first_row(table: &[Block]) -> Option<&[Block]> {
    let Content::Blocks(rows) = &table.first()?.content else { return None };
    let Content::Blocks(cells) = &rows.first()?.content else { return None };
    Some(cells)
}

/// Pairs as many deleted as inserted ones that stand in the same place: a
/// column with another heading is the same column.
fn pair_equal_counts(steps: &[Step]) -> Vec<Step> {
    let mut paired = Vec::with_capacity(steps.len());
    let mut rest = steps;
    while let Some(first) = rest.first() {
        let gap = rest.iter().position(|step| matches!(step, Step::Pair(..))).unwrap_or(rest.len());
        let deleted = rest[..gap].iter().filter_map(|step| if let Step::Deleted(at) = step { Some(*at) } else { None });
        let inserted =
            rest[..gap].iter().filter_map(|step| if let Step::Inserted(at) = step { Some(*at) } else { None });
        let (deleted, inserted): (Vec<_>, Vec<_>) = (deleted.collect(), inserted.collect());
        if gap == 0 {
            paired.push(*first);
        } else if deleted.len() == inserted.len() {
            paired.extend(deleted.into_iter().zip(inserted).map(|(old, new)| Step::Pair(old, new)));
        } else {
            paired.extend(&rest[..gap]);
        }
        rest = &rest[gap.max(1)..];
    }
    paired
}

/// Returns which cell became which: as the columns did, or by place in a table
/// whose rows are not all as long.
fn steps_of_row(old: usize, new: usize, columns: Option<&[Step]>) -> Vec<Step> {
    let columns = columns.unwrap_or_default();
    let olds = columns.iter().filter(|step| !matches!(step, Step::Inserted(_))).count();
    let news = columns.iter().filter(|step| !matches!(step, Step::Deleted(_))).count();
    if (olds, news) == (old, new) {
        return columns.to_vec();
    }
    let both = old.min(new);
    let paired = (0..both).map(|at| Step::Pair(at, at));
    paired.chain((both..old).map(Step::Deleted)).chain((both..new).map(Step::Inserted)).collect()
}

/// Returns the number that a numbered list begins with.
fn list_start(list: &Block) -> Option<usize> {
    let tag = list.tag.as_ref().filter(|tag| tag.name == "ol")?;
    Some(tag.value("start").parse().unwrap_or(1))
}

/// Gives the items of a numbered list their numbers, if some were deleted and
/// so would count.
fn number_items(items: &mut [Merged], old: &Block, new: &Block) {
    let Some(mut new_number) = list_start(new) else { return };
    let mut old_number = list_start(old);
    if items.iter().all(|item| item.state != State::Deleted) {
        return;
    }
    for item in items {
        if item.state == State::Deleted {
            item.number = old_number;
        } else {
            item.number = Some(new_number);
            new_number = new_number.saturating_add(1);
        }
        if item.state != State::Inserted {
            old_number = old_number.map(|number| number.saturating_add(1));
        }
    }
}

/// Returns what changed of a block besides its words.
fn notes_of_shape(old: &Block, new: &Block) -> Vec<Note> {
    let note = match (old.kind, new.kind) {
        (Kind::Heading(from), Kind::Heading(to)) if from != to => Some(Note::Level(from)),
        (Kind::List, Kind::List) => match (list_start(old), list_start(new)) {
            (None, Some(_)) => Some(Note::Numbered),
            (Some(_), None) => Some(Note::Bulleted),
            (Some(from), Some(to)) if from != to => Some(Note::Start { from, to }),
            _ => None,
        },
        _ => None,
    };
    note.into_iter().collect()
}
