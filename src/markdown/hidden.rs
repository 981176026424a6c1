//! Characters that nobody sees but that change what is read.

/// Returns whether `character` is one: a bidirectional control, a zero-width
/// character other than the joiners that scripts and emoji need, or a control
/// character other than tab and line end.
pub(super) fn is_hidden(character: char) -> bool {
    matches!(character,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
}

/// Returns the hidden characters of `text` with their places, in order.
pub fn hidden_characters(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(step) = bytes[from..].iter().position(|&byte| may_begin_hidden(byte)) {
            let at = from + step;
            // All bytes that can begin a hidden character begin a character.
            let character = text[at..].chars().next()?;
            from = at + character.len_utf8();
            if is_hidden(character) {
                return Some((at, character));
            }
        }
        from = bytes.len();
        None
    })
}

fn may_begin_hidden(byte: u8) -> bool {
    match byte {
        b'\t' | b'\n' | b'\r' => false,
        0..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3 => true,
        _ => false,
    }
}
