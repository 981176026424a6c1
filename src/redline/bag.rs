//! How much two stretches of text have in common, by the words that they use.

use super::text::Token;

/// Two stretches are alike from this score on.
pub(super) const ALIKE_MIN: usize = 500;
/// The score of equal stretches.
pub(super) const SCORE_MAX: usize = 1000;

/// The words of a stretch of text with their weights, in no order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bag {
    /// Word, times, weight of one; by word.
    words: Vec<(usize, usize, usize)>,
    weight: usize,
}

/// How much of a text another one must hold to count as its longer version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    /// For a text that is read as one.
    Text,
    /// For a list, a table and the like, to which whole parts are added.
    Container,
}

impl Bag {
    /// Returns the words of these tokens.
    pub(super) fn of(tokens: &[Token]) -> Self {
        let mut all: Vec<(usize, usize)> = tokens.iter().map(|token| (token.word, token.weight)).collect();
        all.retain(|&(_, weight)| weight > 0);
        all.sort_unstable();
        let weight = all.iter().map(|&(_, weight)| weight).sum();
        let mut words: Vec<(usize, usize, usize)> = Vec::new();
        for (word, weight) in all {
            match words.last_mut() {
                Some((last, times, _)) if *last == word => *times += 1,
                _ => words.push((word, 1, weight)),
            }
        }
        Self { words, weight }
    }

    /// Returns how many different words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Returns how much the words weigh together.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Returns how much of both is common to both, up to [`SCORE_MAX`].
    pub(super) fn likeness(&self, other: &Bag) -> usize {
        2 * self.shared(other) * SCORE_MAX / (self.weight + other.weight).max(1)
    }

    /// Returns how alike two bags are if one may be a longer version of the
    /// other, up to [`SCORE_MAX`].
    pub(super) fn score(&self, other: &Bag, holding: Holding) -> usize {
        let shared = self.shared(other);
        let (least, factor) = match holding {
            Holding::Text => (24, SCORE_MAX * 8 / 10),
            Holding::Container => (12, SCORE_MAX),
        };
        let smaller = self.weight.min(other.weight);
        let held = if smaller >= least { shared * factor / smaller } else { 0 };
        held.max(2 * shared * SCORE_MAX / (self.weight + other.weight).max(1))
    }

    fn shared(&self, other: &Bag) -> usize {
        let (mut ours, mut theirs) = (self.words.iter().peekable(), other.words.iter().peekable());
        let mut shared = 0;
        while let (Some(&&(word, times, weight)), Some(&&(other_word, other_times, _))) = (ours.peek(), theirs.peek()) {
            if word == other_word {
                shared += times.min(other_times) * weight;
            }
            if word <= other_word {
                ours.next();
            }
            if word >= other_word {
                theirs.next();
            }
        }
        shared
    }
}
