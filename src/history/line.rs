//! The branch as its readers saw it grow: the commits of its line of first parents.

use std::collections::HashMap;

use super::commit::{BlobId, Step};
use crate::model::CommitId;
use crate::source::BookPath;

/// The line, oldest commit first.
#[derive(Debug)]
pub struct Line {
    /// Its commits, with all that each brought.
    pub steps: Vec<Step>,
    places: HashMap<CommitId, usize>,
    /// The steps that changed a path, ascending, with its text after.
    texts: HashMap<BookPath, Vec<(usize, Option<BlobId>)>>,
}

impl Line {
    /// Makes a line of its commits.
    pub fn new(steps: Vec<Step>) -> Self {
        let places = steps.iter().enumerate().map(|(at, step)| (step.commit.clone(), at)).collect();
        let mut texts: HashMap<BookPath, Vec<(usize, Option<BlobId>)>> = HashMap::new();
        for (at, step) in steps.iter().enumerate() {
            for change in &step.changes {
                texts.entry(change.path.clone()).or_default().push((at, change.text));
            }
        }
        Self { steps, places, texts }
    }

    /// Returns the text that a commit has at a path of prose or settings, if it has one;
    /// nothing when the commit is not on the line.
    pub fn text_at(&self, commit: &CommitId, path: &BookPath) -> Option<Option<BlobId>> {
        let place = *self.places.get(commit)?;
        let Some(texts) = self.texts.get(path) else { return Some(None) };
        let to = texts.partition_point(|(at, _)| *at <= place);
        Some(texts[..to].last().and_then(|(_, text)| *text))
    }
}
