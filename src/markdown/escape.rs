//! The one place where text becomes HTML text or an attribute's value.

/// Appends `text` as the content of an element.
pub(crate) fn push_text(html: &mut String, text: &str) {
    push(html, text, false);
}

/// Appends `text` as the value of an attribute in double quotes.
pub(crate) fn push_attribute(html: &mut String, text: &str) {
    push(html, text, true);
}

/// The bytes that may have to be written in another way.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = !matches!(byte, 0x09 | 0x0a | 0x0d);
        byte += 1;
    }
    let others = [b'&', b'<', b'>', b'"', b'\'', 0x7f];
    let mut at = 0;
    while at < others.len() {
        special[others[at] as usize] = true;
        at += 1;
    }
    special
};

fn push(html: &mut String, text: &str, is_attribute: bool) {
    let mut done = 0;
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(step) = bytes[from..].iter().position(|&byte| SPECIAL[usize::from(byte)]) {
        let at = from + step;
        from = at + 1;
        let replacement = match bytes[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if is_attribute => "&quot;",
            b'\'' if is_attribute => "&#39;",
            // HTML has no way to write the other control characters.
            0..=0x1f | 0x7f => "\u{fffd}",
            _ => continue,
        };
        html.push_str(&text[done..at]);
        html.push_str(replacement);
        done = at + 1;
    }
    html.push_str(&text[done..]);
}
