//! How a text is taken apart into the terms that it is found by. The same steps stand in
//! `theme/assets/search.js`, which takes the reader's question apart: change both.

use unicode_normalization::UnicodeNormalization;

/// Longer terms are left out: nobody types them.
const CHARACTERS_MAX: usize = 40;

/// Returns `text` without what does not tell words apart: upper case, accents and the
/// other forms of the same character.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Lower case comes after the decomposition, so that the dot of `İ` goes with the accents.
    let plain: String = text.nfkd().filter(|character| !matches!(character, '\u{300}'..='\u{36f}')).collect();
    let mut folded = String::with_capacity(plain.len());
    for character in plain.to_lowercase().nfc() {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    folded
}

/// Calls `found` with each term of `folded`, which [`fold`] made, in their order:
///
/// - a run of letters and digits, unless it is a single ASCII letter;
/// - of a script that is written without spaces, each two characters that follow each
///   other, or the one that stands alone;
/// - runs joined by one of `.-_:/`, and such with parts in parentheses, as a whole too, when a
///   digit is among them: `a.5.15`, `164.308(a)(4)`. Of their parts, those of less than
///   three characters are left out, unless they are letters alone.
pub fn terms_of(folded: &str, mut found: impl FnMut(&str)) {
    let mut rest = folded;
    while let Some(start) = rest.find(is_word_character) {
        rest = &rest[start..];
        let (length, is_compound) = compound(rest);
        let whole = &rest[..length];
        if is_compound && whole.bytes().any(|byte| byte.is_ascii_digit()) && is_short_enough(whole) {
            found(whole);
            parts_of(whole, |part| {
                let is_long = part.chars().nth(2).is_some();
                if is_long || part.chars().all(char::is_alphabetic) {
                    run_terms(part, &mut found);
                }
            });
        } else {
            parts_of(whole, |part| run_terms(part, &mut found));
        }
        rest = &rest[length..];
    }
}

/// Returns the bytes of the runs that are joined at the start of `text`, and whether they
/// are more than one.
fn compound(text: &str) -> (usize, bool) {
    let mut length = run(text);
    let mut is_compound = false;
    if text.starts_with(is_unspaced) {
        return (length, false);
    }
    loop {
        let rest = &text[length..];
        let added = match rest.bytes().next() {
            Some(b'.' | b'-' | b'_' | b':' | b'/') => match run(&rest[1..]) {
                0 => 0,
                _ if rest[1..].starts_with(is_unspaced) => 0,
                bytes => bytes + 1,
            },
            Some(b'(') => match run(&rest[1..]) {
                bytes if bytes > 0 && rest[1 + bytes..].starts_with(')') => bytes + 2,
                _ => 0,
            },
            _ => 0,
        };
        if added == 0 {
            return (length, is_compound);
        }
        is_compound = true;
        length += added;
    }
}

/// Returns the bytes of the run at the start of `text`: of characters that are written
/// without spaces, or of the others.
fn run(text: &str) -> usize {
    let is_unspaced_run = text.starts_with(is_unspaced);
    let ends = |character: char| !is_word_character(character) || is_unspaced(character) != is_unspaced_run;
    text.find(ends).unwrap_or(text.len())
}

fn parts_of(whole: &str, mut part: impl FnMut(&str)) {
    whole.split(|character| !is_word_character(character)).filter(|text| !text.is_empty()).for_each(&mut part);
}

fn run_terms(run: &str, found: &mut impl FnMut(&str)) {
    if run.starts_with(is_unspaced) {
        let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
        if starts.len() == 2 {
            found(run);
        }
        starts.windows(3).for_each(|pair| found(&run[pair[0]..pair[2]]));
    } else if is_short_enough(run) && !(run.len() == 1 && run.as_bytes()[0].is_ascii_alphabetic()) {
        found(run);
    }
}

fn is_short_enough(text: &str) -> bool {
    text.len() <= CHARACTERS_MAX || text.chars().nth(CHARACTERS_MAX).is_none()
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric()
}

/// Thai, Lao, Myanmar, Khmer, kana and Han.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
