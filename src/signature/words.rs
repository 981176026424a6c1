//! Words from outside, as a phrase may repeat them.

/// A longer text is cut.
const SHOWN_CHARACTERS_MAX: usize = 80;

/// Returns the beginning of a text without characters that a terminal or a page
/// would obey: control characters, and those that turn the direction of writing.
pub(super) fn shown(text: &str) -> String {
    let is_obeyed = |letter: char| {
        let turns = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        letter.is_control() || turns
    };
    let letters = text.chars().take(SHOWN_CHARACTERS_MAX);
    letters.map(|letter| if is_obeyed(letter) { '\u{fffd}' } else { letter }).collect()
}
