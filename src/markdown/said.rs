//! The words of a body back out of its HTML, section by section, as a reader sees them.
//! It knows just the HTML that this room writes.

/// What a heading and the text up to the next one say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The heading's anchor; empty for what stands before the first heading.
    pub anchor: String,
    /// The heading's words.
    pub title: String,
    /// The words below it. Elements that are not part of a line end with a blank.
    pub text: String,
}

/// Elements that stand among words: their ends part no words.
const INLINE: [&str; 11] = ["a", "code", "del", "em", "img", "input", "ins", "span", "strong", "sub", "sup"];

/// Links and marks that lead around in a text and say nothing.
const SIGNS: [(&str, &str); 3] = [
    ("<a class=\"heading-anchor\"", "</a>"),
    ("<a class=\"footnote-back\"", "</a>"),
    ("<sup class=\"footnote-ref\"", "</sup>"),
];

/// Returns what `html` says; what stands before the first heading is there only when it
/// says something.
pub fn said(html: &str) -> Vec<Said> {
    let mut sections = vec![Said::default()];
    let mut is_in_heading = false;
    let mut rest = html;
    while !rest.is_empty() {
        let words_end = rest.find('<').unwrap_or(rest.len());
        if let Some(section) = sections.last_mut() {
            push_words(if is_in_heading { &mut section.title } else { &mut section.text }, &rest[..words_end]);
        }
        rest = &rest[words_end..];
        if let Some((_, end)) = SIGNS.iter().find(|(start, _)| rest.starts_with(start)) {
            rest = rest.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        // In our own HTML no value holds the character itself.
        let Some((tag, after)) = rest.split_once('>') else { break };
        rest = after;
        let name_end = tag[1..].find(|c: char| c != '/' && !c.is_ascii_alphanumeric()).map_or(tag.len(), |at| at + 1);
        match &tag[1..name_end] {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let anchor = tag.split_once("id=\"").and_then(|(_, id)| id.split_once('"'));
                let anchor = anchor.map_or(String::new(), |(id, _)| unescaped(id));
                sections.push(Said { anchor, ..Said::default() });
                is_in_heading = true;
            }
            "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" => is_in_heading = false,
            name if INLINE.contains(&name.trim_start_matches('/')) => {}
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.text.push(' ');
                }
            }
        }
    }
    for section in &mut sections {
        section.title.truncate(section.title.trim_end().len());
    }
    if sections[0].text.trim().is_empty() {
        sections.remove(0);
    }
    sections
}

fn push_words(to: &mut String, words: &str) {
    if words.contains('&') { to.push_str(&unescaped(words)) } else { to.push_str(words) }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}
