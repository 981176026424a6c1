//! Cuts running text into tokens: words, marks, and the blanks behind them.

use similar::DiffableStr;

use super::names::Names;
use super::text::{Atom, Text, Token};

/// Longer words say no more.
const WEIGHT_MAX: usize = 10;
/// Shorter words are in every text.
const WEIGHT_LETTERS_MIN: usize = 4;
/// What an image or a footnote's call says.
const ATOM_WEIGHT: usize = 4;

/// Adds running text at the end of `text`; a leaf begins at the token `leaf_start`.
/// Blanks at the start of a leaf are left out, as a browser does.
pub(super) fn add_words(text: &mut Text, words: &str, format: usize, leaf_start: usize, names: &mut Names) {
    for word in with_numbers_whole(words) {
        if word.chars().all(char::is_whitespace) {
            add_gap(text, word, format, leaf_start);
            continue;
        }
        let number = names.word(word);
        let start = text.pieces.len();
        text.add_piece(word, format, None);
        add_token(text, number, start, weight(word), halves(word), names);
    }
}

/// Cuts at the bounds of words, but not inside dates, times and ranges.
fn with_numbers_whole(words: &str) -> Vec<&str> {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let bounds = words.tokenize_unicode_words();
    let mut cut = Vec::with_capacity(bounds.len());
    let (mut start, mut at, mut index) = (0, 0, 0);
    while let Some(word) = bounds.get(index) {
        at += word.len();
        index += 1;
        let goes_on = is_number(word)
            && bounds.get(index).is_some_and(|mark| matches!(*mark, "-" | "/" | ":" | "\u{2013}"))
            && bounds.get(index + 1).is_some_and(|next| is_number(next));
        if goes_on {
            at += bounds[index].len();
            index += 1;
        } else {
            cut.push(&words[start..at]);
            start = at;
        }
    }
    cut
}

/// Adds an atom; `letters` stand for it where there is no HTML.
pub(super) fn add_atom(text: &mut Text, atom: Atom, letters: &str, format: usize, names: &mut Names) {
    let number = match &atom {
        Atom::Void(tag) => {
            let parts = [tag.name, tag.value("src"), tag.value("alt"), letters].map(|part| names.word(part));
            names.list(&parts)
        }
        // Which footnote it calls is found out later: numbers shift.
        Atom::Call(..) => names.word("[call]"),
    };
    let weight = match &atom {
        Atom::Void(tag) if tag.name != "img" => 0,
        Atom::Void(_) | Atom::Call(..) => ATOM_WEIGHT,
    };
    let start = text.pieces.len();
    text.add_piece(letters, format, Some(atom));
    add_token(text, number, start, weight, 0, names);
}

/// Adds a line of code, whose pieces begin at `start`. Colours do not count.
pub(super) fn add_line(text: &mut Text, start: usize, names: &mut Names) {
    let Some(first) = text.pieces.get(start).copied() else { return };
    let line = text.letters[first.start..].trim_end();
    let number = names.word(line);
    let weight = line.chars().filter(|c| c.is_alphanumeric()).count();
    let halves = 2 * line.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let end = text.pieces.len();
    text.tokens.push(Token { key: number, word: number, start, end, has_gap: false, weight, halves });
}

/// Takes the blank off the last token of a leaf.
pub(super) fn trim_end(text: &mut Text, leaf_start: usize) {
    if text.tokens.len() > leaf_start
        && let Some(token) = text.tokens.last_mut()
        && token.has_gap
    {
        token.has_gap = false;
        token.end -= 1;
        text.pieces.truncate(token.end);
    }
}

fn add_gap(text: &mut Text, blank: &str, format: usize, leaf_start: usize) {
    if text.tokens.len() <= leaf_start {
        return;
    }
    let end = text.pieces.len() + 1;
    if let Some(token) = text.tokens.last_mut()
        && !token.has_gap
    {
        token.has_gap = true;
        token.end = end;
        text.add_piece(blank, format, None);
    }
}

fn add_token(text: &mut Text, word: usize, start: usize, weight: usize, halves: usize, names: &mut Names) {
    let signature = text.formats[text.pieces[start].format].signature;
    let key = names.list(&[word, signature]);
    let end = text.pieces.len();
    text.tokens.push(Token { key, word, start, end, has_gap: false, weight, halves });
}

/// Returns what a word says about what its text is about: `the` says little.
fn weight(word: &str) -> usize {
    let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
    if word.chars().all(is_unspaced) {
        let is_kana = word.chars().all(|c| ('\u{3041}'..='\u{309f}').contains(&c));
        return if is_kana { 1 } else { (3 * letters).min(WEIGHT_MAX) };
    }
    if letters < WEIGHT_LETTERS_MIN { letters.min(1) } else { letters.min(WEIGHT_MAX) }
}

fn halves(word: &str) -> usize {
    let unspaced = word.chars().filter(|&c| is_unspaced(c)).count();
    let has_spaced = word.chars().any(|c| c.is_alphanumeric() && !is_unspaced(c));
    unspaced + 2 * usize::from(has_spaced)
}

/// Returns whether a script of which the room `markdown` counts two characters
/// as a word has `c`.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}
