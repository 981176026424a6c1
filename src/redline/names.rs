//! A number for each different thing, so that things are compared exactly and
//! at once. Hashes alone would not do: an author could look for two texts with
//! the same hash and hide a change.

use std::collections::HashMap;

/// Gives out the numbers. The two texts of one comparison share it.
#[derive(Debug, Default)]
pub(super) struct Names {
    words: HashMap<Box<str>, usize>,
    lists: HashMap<Box<[usize]>, usize>,
    given: usize,
}

impl Names {
    /// Returns the number of `word`.
    pub(super) fn word(&mut self, word: &str) -> usize {
        if let Some(&number) = self.words.get(word) {
            return number;
        }
        self.given += 1;
        self.words.insert(word.into(), self.given);
        self.given
    }

    /// Returns the number of a list of numbers.
    pub(super) fn list(&mut self, list: &[usize]) -> usize {
        if let Some(&number) = self.lists.get(list) {
            return number;
        }
        self.given += 1;
        self.lists.insert(list.into(), self.given);
        self.given
    }
}
