//! The words of a page without markup.

/// Counts the words of `text`. Han and kana are written without spaces: two
/// characters count as one word.
pub(super) fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut unspaced_characters = 0_usize;
    let mut is_inside = false;
    for character in text.chars() {
        if character.is_ascii() {
            // The tables of the others are slow to ask, and most texts are ASCII.
            let begins = character.is_ascii_alphanumeric();
            words += usize::from(begins && !is_inside);
            is_inside = begins || (is_inside && !character.is_ascii_whitespace() && character != '\u{b}');
        } else if matches!(character, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}') {
            unspaced_characters += 1;
            is_inside = false;
        } else if character.is_whitespace() {
            is_inside = false;
        } else if !is_inside && character.is_alphanumeric() {
            words += 1;
            is_inside = true;
        }
    }
    words + unspaced_characters.div_ceil(2)
}

/// Returns `text` on one line, cut at a word to at most `characters_max`
/// characters and an ellipsis.
pub(super) fn shortened(text: &str, characters_max: usize) -> String {
    let mut short = String::new();
    let mut characters = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if characters + length + 1 > characters_max {
            if short.is_empty() {
                short.extend(word.chars().take(characters_max));
            }
            short.push('…');
            return short;
        }
        if !short.is_empty() {
            short.push(' ');
            characters += 1;
        }
        short.push_str(word);
        characters += length;
    }
    short
}
