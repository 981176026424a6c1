//! Reads a page as a browser does, and says what a page of ours never holds.

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements that pages consist of.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "g",
    "circle",
    "line",
    "text",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "img",
    "input",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "rect",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

/// Attributes that they have, besides `aria-…` and `data-…`.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "cx",
    "cy",
    "r",
    "text-anchor",
    "x1",
    "x2",
    "y1",
    "y2",
    "charset",
    "checked",
    "class",
    "colspan",
    "content",
    "datetime",
    "decoding",
    "disabled",
    "focusable",
    "height",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "lang",
    "loading",
    "name",
    "open",
    "preserveAspectRatio",
    "rel",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "viewBox",
    "width",
    "x",
    "y",
];

/// A page as a browser understands it.
#[derive(Default)]
pub(super) struct Seen {
    /// What no page of ours may hold.
    pub(super) faults: Vec<String>,
    /// Elements with their attributes, in order: what text must never change.
    pub(super) shape: Vec<String>,
    /// All text and all values of attributes.
    pub(super) words: String,
}

/// Reads a page.
pub(super) fn seen(html: &str) -> Seen {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
    let mut seen = Seen::default();
    let mut open = vec![dom.document.clone()];
    while let Some(node) = open.pop() {
        look(&node, &mut seen);
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    seen
}

fn look(node: &Handle, seen: &mut Seen) {
    match &node.data {
        NodeData::Text { contents } => {
            seen.words.push_str(&contents.borrow());
        }
        NodeData::Comment { contents } => seen.faults.push(format!("comment `{contents}`")),
        NodeData::ProcessingInstruction { contents, .. } => seen.faults.push(format!("instruction `{contents}`")),
        NodeData::Element { name, attrs, .. } => {
            let element: &str = &name.local;
            if !ELEMENTS.contains(&element) {
                seen.faults.push(format!("element `{element}`"));
            }
            let mut shape = element.to_owned();
            let attributes: Vec<(String, String)> =
                attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            for (attribute, value) in &attributes {
                shape.push_str(&format!(" {attribute}"));
                seen.words.push_str(&format!("\u{1}{value}\u{1}"));
                let is_known = ATTRIBUTES.contains(&attribute.as_str())
                    || attribute.starts_with("aria-")
                    || attribute.starts_with("data-");
                if !is_known {
                    seen.faults.push(format!("attribute `{attribute}` of `{element}`"));
                }
                check_value(element, attribute, value, &attributes, &mut seen.faults);
            }
            if element == "script" {
                check_script(&attributes, node.children.borrow().len(), &mut seen.faults);
            }
            seen.shape.push(shape);
        }
        NodeData::Document | NodeData::Doctype { .. } => {}
    }
}

fn check_script(attributes: &[(String, String)], children: usize, faults: &mut Vec<String>) {
    let source = attributes.iter().find(|(name, _)| name == "src").map(|(_, value)| value.as_str());
    if children > 0
        || !source.is_some_and(|source| source.trim_start_matches("../").trim_start_matches('/').starts_with("theme/"))
    {
        faults.push(format!("script of `{source:?}`"));
    }
}

fn check_value(element: &str, attribute: &str, value: &str, all: &[(String, String)], faults: &mut Vec<String>) {
    let fault = match attribute {
        "href" if element == "a" => !is_address(value, &["https:", "http:", "mailto:", "tel:"]),
        // What a browser fetches by itself comes from this site.
        "href" | "src" => !is_address(value, &[]),
        "content" if all.iter().any(|(name, _)| name == "http-equiv") => {
            !value.strip_prefix("0; url=").is_some_and(|address| is_address(address, &[]))
        }
        "http-equiv" => value != "refresh",
        "rel" if element == "link" => !["icon", "stylesheet", "canonical", "alternate", "manifest"].contains(&value),
        "type" if element == "input" => value != "checkbox",
        _ => false,
    };
    if fault {
        faults.push(format!("`{attribute}` of `{element}` is `{value}`"));
    }
}

/// A relative address, or one with a scheme from the list, as a browser will
/// read it: it drops tabs and line ends, and takes a backslash for a slash.
fn is_address(value: &str, schemes: &[&str]) -> bool {
    let seen: String = value.trim_matches(|c: char| c <= ' ').chars().filter(|c| !"\t\n\r".contains(*c)).collect();
    let seen = seen.replace('\\', "/").to_ascii_lowercase();
    let is_relative = !seen.starts_with("//") && !seen.split(['/', '?', '#']).next().unwrap_or_default().contains(':');
    is_relative || schemes.iter().any(|scheme| seen.starts_with(scheme))
}

#[test]
fn the_reader_of_pages_sees_what_is_wrong() {
    for (html, fault) in [
        ("<p onclick=x>", "attribute `onclick` of `p`"),
        ("<p style=x>", "attribute `style` of `p`"),
        ("<script>x</script>", "script of `None`"),
        ("<a href='java\tscript:x'>", "`href` of `a` is `java\tscript:x`"),
        ("<img src='https://elsewhere.example/x.png'>", "`src` of `img` is `https://elsewhere.example/x.png`"),
        ("<img src='/\\elsewhere.example/x'>", "`src` of `img` is `/\\elsewhere.example/x`"),
        ("<svg><foreignObject></svg>", "element `foreignObject`"),
        ("<meta http-equiv=refresh content='0; url=//x'>", "`content` of `meta` is `0; url=//x`"),
        ("<!-- x -->", "comment ` x `"),
    ] {
        assert_eq!(seen(html).faults, [fault], "{html}");
    }
}
