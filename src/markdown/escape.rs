//! The one place where text becomes HTML text or an attribute's value.

/// Appends `text` as the content of an element.
pub(crate) fn push_text(html: &mut String, text: &str) {
    push(html, text, false);
}

/// Appends `text` as the value of an attribute in double quotes.
pub(crate) fn push_attribute(html: &mut String, text: &str) {
    push(html, text, true);
}

fn push(html: &mut String, text: &str, is_attribute: bool) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if is_attribute => "&quot;",
            b'\'' if is_attribute => "&#39;",
            b'\t' | b'\n' | b'\r' => continue,
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
