//! Values that are kept once, each under its number.

use std::collections::BTreeMap;

/// A list without doubles that grows.
#[derive(Debug)]
pub(super) struct Interned<T> {
    numbers: BTreeMap<T, usize>,
    list: Vec<T>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), list: Vec::new() }
    }
}

impl<T: Ord + Clone> Interned<T> {
    /// Returns the number of a value, which it keeps.
    pub(super) fn number(&mut self, value: T) -> usize {
        if let Some(&known) = self.numbers.get(&value) {
            return known;
        }
        self.list.push(value.clone());
        self.numbers.insert(value, self.list.len() - 1);
        self.list.len() - 1
    }

    /// Returns the value of a number that it gave.
    pub(super) fn get(&self, number: usize) -> &T {
        &self.list[number]
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns the values by their numbers.
    pub(super) fn into_list(self) -> Vec<T> {
        self.list
    }
}
