//! Nothing hostile passes: the HTML is read back by a strict reader, and every
//! address is looked at as a browser would.

use std::collections::BTreeSet;

use policybook::markdown::{Destination, Target, classify};

use super::{page_of, with_characters};

const ELEMENTS: [(&str, &[&str]); 31] = [
    ("a", &["class", "href", "id", "title", "aria-label"]),
    ("aside", &["class", "role"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &["class"]),
    ("del", &[]),
    ("div", &["class", "tabindex", "role", "aria-label"]),
    ("em", &[]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("hr", &[]),
    ("img", &["src", "alt", "title", "width", "height", "loading", "decoding"]),
    ("input", &["type", "disabled", "checked", "aria-label"]),
    ("li", &["class", "id"]),
    ("ol", &["start"]),
    ("p", &["class"]),
    ("pre", &["class", "tabindex"]),
    ("section", &["class", "role", "aria-label"]),
    ("span", &["class", "title"]),
    ("strong", &[]),
    ("sup", &["class"]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["class"]),
    ("th", &["class", "scope"]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
];
const VOID: [&str; 4] = ["br", "hr", "img", "input"];
/// What a paragraph, a heading or a link may hold.
const PHRASING: [&str; 10] = ["a", "br", "code", "del", "em", "img", "input", "span", "strong", "sup"];

/// Reads HTML that is written as plainly as ours; returns what is not.
pub(super) fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut own_links = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at], &mut faults);
        let tag_end = rest[at..].find('>').map_or(rest.len(), |length| at + length);
        let tag = &rest[at + 1..tag_end];
        rest = rest.get(tag_end + 1..).unwrap_or_default();
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                faults.push(format!("`</{name}>` ends nothing"));
            }
            continue;
        }
        let name = tag.split(' ').next().unwrap_or_default();
        let Some((_, allowed)) = ELEMENTS.iter().find(|(element, _)| *element == name) else {
            faults.push(format!("element `<{tag}>`"));
            continue;
        };
        let is_inside_phrasing = open.iter().any(|o| matches!(*o, "p" | "h2" | "h3" | "h4" | "h5" | "h6" | "a"));
        if is_inside_phrasing && !PHRASING.contains(&name) || name == "a" && open.contains(&"a") {
            faults.push(format!("`<{name}>` inside {open:?}"));
        }
        for (attribute, value) in attributes(&tag[name.len()..], &mut faults) {
            if !allowed.contains(&attribute) {
                faults.push(format!("attribute `{attribute}` of `<{name}>`"));
            }
            let value = unescaped(value);
            match attribute {
                "id" if !ids.insert(value.clone()) => faults.push(format!("id `{value}` twice")),
                "href" if value.starts_with('#') => own_links.push(value[1..].to_owned()),
                "href" if !is_harmless(&value) => faults.push(format!("href `{value}`")),
                "src" if !is_harmless(&value) || value.contains("://") => {
                    faults.push(format!("src `{value}`"));
                }
                _ => {}
            }
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    check_text(rest, &mut faults);
    if !open.is_empty() {
        faults.push(format!("{open:?} not ended"));
    }
    let is_permitted = |link: &String| ids.contains(link) || !link.starts_with("fn-");
    faults.extend(own_links.into_iter().filter(|link| !is_permitted(link)).map(|link| format!("no id `{link}`")));
    faults
}

fn check_text(text: &str, faults: &mut Vec<String>) {
    if text.contains('>') || text.chars().any(|c| c.is_ascii_control() && !"\n\r\t".contains(c)) {
        faults.push(format!("text `{text}`"));
    }
    for reference in text.split('&').skip(1) {
        if !["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|known| reference.starts_with(known)) {
            faults.push(format!("bare `&` before `{reference}`"));
        }
    }
}

/// Splits ` a="b" c d="e"`.
fn attributes<'a>(mut text: &'a str, faults: &mut Vec<String>) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let Some(start) = text.strip_prefix(' ') else {
            faults.push(format!("attributes `{text}`"));
            return found;
        };
        let name_end = start.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(start.len());
        let (name, rest) = start.split_at(name_end);
        match rest.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
            Some((value, rest)) => {
                check_text(value, faults);
                found.push((name, value));
                text = rest;
            }
            None => {
                found.push((name, ""));
                text = rest;
            }
        }
    }
    found
}

fn unescaped(value: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(value.to_owned(), |value, (from, to)| value.replace(from, to))
}

/// What the URL standard makes of an address: no scheme but the four, no host
/// by the back door. Written apart from the code that it checks.
fn is_harmless(address: &str) -> bool {
    let trimmed = address.trim_matches(|c: char| c <= ' ');
    let seen: String = trimmed.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let name_length = seen.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(seen.len());
    let has_scheme = seen[name_length..].starts_with(':') && seen.starts_with(|c: char| c.is_ascii_alphabetic());
    if has_scheme {
        let scheme = seen[..name_length].to_ascii_lowercase();
        let rest = &seen[name_length + 1..];
        return match scheme.as_str() {
            "http" | "https" => rest.starts_with("//") && !rest[2..].starts_with(['/', '\\']),
            "mailto" | "tel" => true,
            _ => false,
        };
    }
    let slashes: String = seen.chars().take(2).map(|c| if c == '\\' { '/' } else { c }).collect();
    slashes != "//"
}

#[test]
fn hostile_text_is_shown_and_never_obeyed() {
    let corpus = include_str!("../../cases/markdown/hostile-html.txt");
    assert!(corpus.lines().count() >= 150, "the corpus has shrunk");
    for line in corpus.lines() {
        let text = with_characters(line);
        for text in [text.clone(), format!("- {text}"), format!("> {text}"), format!("a\n\n{text}\n\nb")] {
            let page = page_of(&text);
            // A caller that believes everything.
            let html = page.html(|index| {
                let link = &page.links[index];
                let destination = link.destination.clone();
                if link.is_image { Target::image(destination) } else { Target::href(destination) }
            });
            assert_eq!(faults(&html), Vec::<String>::new(), "\n{text}\n{html}");
            let marked = page.html(|_| Target::nothing("x\"y", "<script>'\""));
            assert_eq!(faults(&marked), Vec::<String>::new(), "\n{text}\n{marked}");
        }
    }
}

#[test]
fn the_reader_of_these_tests_sees_what_is_wrong() {
    for wrong in [
        "<script>x</script>",
        "<p onclick=\"x\">a</p>",
        "<p>a",
        "a</p>",
        "<p><p>a</p></p>",
        "a > b",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"//x\">a</a>",
        "<img src=\"https://x/y\">",
        "<a href=\"a\"><a href=\"b\">c</a></a>",
        "a & b",
        "<p class=a>b</p>",
        "<p\nclass=\"a\">b</p>",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
}

#[test]
fn every_spelling_of_a_destination_is_told_apart() {
    let table = include_str!("../../cases/markdown/destinations.txt");
    assert!(table.lines().count() >= 80, "the table has shrunk");
    for line in table.lines() {
        let (expected, spelling) = line.split_once('\t').expect("kind, tab, spelling");
        let spelling = with_characters(spelling);
        let found = classify(&spelling);
        let kind = match &found {
            Destination::Relative { .. } => "relative",
            Destination::Fragment(_) => "fragment",
            Destination::Http(_) => "http",
            Destination::Mail(_) => "mail",
            Destination::Tel(_) => "tel",
            Destination::Forbidden(_) => "forbidden",
        };
        assert_eq!(kind, expected, "{spelling:?} is {found:?}");
        assert!(kind == "forbidden" || is_harmless(&spelling), "{spelling:?}");
    }
}

#[test]
fn a_relative_destination_comes_apart() {
    let relative = |path: &str, query: Option<&str>, fragment: Option<&str>| Destination::Relative {
        path: path.into(),
        query: query.map(Into::into),
        fragment: fragment.map(Into::into),
    };
    assert_eq!(classify("../a%20b.md?c=%20#d%C3%A9"), relative("../a b.md", Some("c=%20"), Some("dé")));
    assert_eq!(classify("a.md#"), relative("a.md", None, Some("")));
    assert_eq!(classify(""), relative("", None, None));
    assert_eq!(classify("100%.md"), relative("100%.md", None, None));
}
