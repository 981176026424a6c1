//! Which of two labels is the later one.

use std::cmp::Ordering;

/// How one label stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelOrder {
    /// It comes before the other.
    Before,
    /// It means the same: `1.0` and `v1.0`.
    Same,
    /// It comes after the other.
    After,
    /// The labels follow different patterns, so that nobody can say.
    Unknown,
}

impl LabelOrder {
    /// Compares `one` with `other` number by number: `1.9` comes before `1.10`,
    /// `2025-12` before `2026-01`. Words between the numbers must be equal.
    pub fn of(one: &str, other: &str) -> Self {
        let (one, other) = (parts(one), parts(other));
        for (a, b) in one.iter().zip(&other) {
            match (a, b) {
                (Part::Number(a), Part::Number(b)) => match compare(a, b) {
                    Ordering::Less => return Self::Before,
                    Ordering::Greater => return Self::After,
                    Ordering::Equal => {}
                },
                (Part::Word(a), Part::Word(b)) if a == b => {}
                _ => return Self::Unknown,
            }
        }
        // `1.2` is `1.2.0`: what one label has more counts only when it is not zero.
        let is_more = |rest: &[Part<'_>]| {
            rest.iter().any(|part| matches!(part, Part::Number(digits) if digits.bytes().any(|byte| byte != b'0')))
        };
        let has_word = |rest: &[Part<'_>]| rest.iter().any(|part| matches!(part, Part::Word(word) if *word != "."));
        let shared = one.len().min(other.len());
        match (&one[shared..], &other[shared..]) {
            (rest, []) | ([], rest) if has_word(rest) => Self::Unknown,
            (rest, []) if is_more(rest) => Self::After,
            ([], rest) if is_more(rest) => Self::Before,
            _ => Self::Same,
        }
    }
}

enum Part<'a> {
    /// Digits.
    Number(&'a str),
    /// Anything else.
    Word(&'a str),
}

fn parts(label: &str) -> Vec<Part<'_>> {
    let label = label.trim();
    let mut rest = label.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let mut parts = Vec::new();
    let mut left = rest.take().unwrap_or(label);
    while let Some(first) = left.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = left.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(left.len());
        let (part, after) = left.split_at(end);
        parts.push(if is_number { Part::Number(part) } else { Part::Word(part) });
        left = after;
    }
    parts
}

/// Compares numbers of any length.
fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}
