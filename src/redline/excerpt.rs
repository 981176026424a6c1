//! Only what changed: a list of excerpts for those who show no pages.

use super::block::Kind;
use super::compare::Redline;
use super::labels::Labels;
use super::merged::{Body, Merged, State};
use super::places::Places;
use super::runs::{Change, Run};
use super::say;

/// A block with changes, or one row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The headings over it, the outermost first, a heading itself the last;
    /// empty before the first. What was deleted stands under the headings of the
    /// old text. Over a footnote stands the name of their list.
    pub path: Vec<String>,
    /// What it is.
    pub part: Part,
    /// What became of it.
    pub fate: Fate,
    /// All its words in order. Cells are parted by ` | `, lines of code and
    /// breaks by a line feed; images, checkboxes and calls of footnotes stand
    /// in square brackets.
    pub runs: Vec<(Change, String)>,
    /// What the words do not show, each a phrase.
    pub notes: Vec<String>,
}

/// What an excerpt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A paragraph, also of a quote or a callout.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// A row of a table.
    Row,
    /// A block of code.
    Code,
    /// A footnote.
    Footnote,
    /// A dividing line.
    Rule,
}

/// What became of the block of an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Something in it changed.
    Edited,
    /// It is in the new text only.
    Inserted,
    /// It is in the old text only.
    Deleted,
    /// It stood elsewhere; something in it may have changed too.
    MovedHere,
    /// It stands elsewhere now.
    MovedAway,
}

impl Redline {
    /// Returns an excerpt of each block that changed, in the order of the HTML;
    /// none when nothing changed. Of blocks that moved together, there is an
    /// excerpt of the first and of those with changes in them.
    pub fn excerpts(&self, labels: &Labels<'_>) -> Vec<Excerpt> {
        let context = Context { part: Part::Paragraph, fate: None };
        let mut walk = Walk {
            redline: self,
            labels,
            places: Places::default(),
            pending: Vec::new(),
            footnotes: None,
            found: Vec::new(),
        };
        walk.blocks(&self.blocks, context);
        walk.found
    }
}

/// What is known of a block from those around it.
#[derive(Clone, Copy)]
struct Context {
    part: Part,
    /// The fate of the whole that moved.
    fate: Option<Fate>,
}

struct Walk<'a> {
    redline: &'a Redline,
    labels: &'a Labels<'a>,
    places: Places,
    /// Notes on a container, which go with its first excerpt.
    pending: Vec<String>,
    /// The name of the list of footnotes, once it is reached.
    footnotes: Option<String>,
    found: Vec<Excerpt>,
}

impl Walk<'_> {
    fn blocks(&mut self, blocks: &[Merged], context: Context) {
        for block in blocks {
            self.places.pass(block, &self.redline.old, &self.redline.new);
            if !block.is_same() || context.fate.is_some() {
                self.block(block, context);
            }
        }
    }

    fn block(&mut self, block: &Merged, mut context: Context) {
        let is_away = block.state == State::Deleted;
        if let Some(moved) = &block.moved {
            context.fate = Some(if is_away { Fate::MovedAway } else { Fate::MovedHere });
            if moved.count > 0 {
                self.pending.push(say::moved(moved, is_away, self.labels));
            }
        }
        context.part = match block.kind {
            Kind::Heading(_) => Part::Heading,
            Kind::Item if context.part != Part::Footnote => Part::Item,
            Kind::Row => Part::Row,
            Kind::Code => Part::Code,
            Kind::Rule => Part::Rule,
            Kind::Footnotes => Part::Footnote,
            _ => context.part,
        };
        if block.kind == Kind::Footnotes {
            self.footnotes = block.tag.as_ref().map(|tag| tag.value("aria-label").to_owned());
        }
        self.pending.extend(block.notes.iter().map(|note| say::note(note, self.labels)));
        match &block.body {
            Body::Blocks(cells) if block.kind == Kind::Row => self.row(block, cells, context),
            Body::Blocks(inner) => self.blocks(inner, context),
            Body::Runs(runs) => {
                let mut words = Vec::new();
                self.push_runs(&mut words, runs);
                self.push(block, words, context);
            }
            // It is the same in both.
            Body::Kept(_) => {}
        }
    }

    fn row(&mut self, row: &Merged, cells: &[Merged], context: Context) {
        let mut words = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                let change = match cell.state {
                    State::Inserted => Change::Inserted,
                    State::Deleted => Change::Deleted,
                    State::Same | State::Edited => Change::Same,
                };
                push_run(&mut words, change, " | ");
            }
            self.pending.extend(cell.notes.iter().map(|note| say::note(note, self.labels)));
            if let Body::Runs(runs) = &cell.body {
                self.push_runs(&mut words, runs);
            }
        }
        self.push(row, words, context);
    }

    fn push(&mut self, block: &Merged, runs: Vec<(Change, String)>, context: Context) {
        let fate = match (context.fate, block.state) {
            (Some(Fate::MovedAway), _) => Fate::MovedAway,
            (_, State::Inserted) => Fate::Inserted,
            (_, State::Deleted) => Fate::Deleted,
            (fate, State::Same | State::Edited) => fate.unwrap_or(Fate::Edited),
        };
        let mut runs = runs;
        if block.kind == Kind::Rule {
            push_run(
                &mut runs,
                if block.state == State::Deleted { Change::Deleted } else { Change::Inserted },
                "* * *",
            );
        }
        let notes = std::mem::take(&mut self.pending);
        // Of what moved together, the first block stands for those without a change.
        let is_told = context.fate.is_none() || !notes.is_empty() || fate != Fate::MovedAway && !block.is_unchanged();
        if is_told && (!runs.is_empty() || !notes.is_empty()) {
            let footnotes = self.footnotes.iter().filter(|name| !name.is_empty()).cloned().collect();
            let path = if self.footnotes.is_some() { footnotes } else { self.places.path_with(block) };
            self.found.push(Excerpt { path, part: context.part, fate, runs, notes });
        }
    }

    fn push_runs(&self, words: &mut Vec<(Change, String)>, runs: &[Run]) {
        for run in runs {
            let text = self.redline.text(run.side);
            for piece in run.pieces.clone() {
                push_run(words, run.change, text.letters_of(piece));
            }
        }
    }
}

/// Adds words to the last run, if the same became of them.
fn push_run(runs: &mut Vec<(Change, String)>, change: Change, words: &str) {
    match runs.last_mut() {
        Some((last, text)) if *last == change => text.push_str(words),
        _ => runs.push((change, words.to_owned())),
    }
}
