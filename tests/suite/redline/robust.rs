//! Input that no page is made of, and input that is very long.

use policybook::redline::{Folding, Labels, Redline, Style, print_text};

use super::html_of;

/// Returns the names of the elements that are open at the end, if all nest.
fn assert_well_formed(html: &str) {
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("an open tag in {html}"));
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else if !matches!(name, "br" | "hr" | "img" | "input") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

pub(super) fn check(old: &str, new: &str) {
    let redline = Redline::compare(old, new);
    for folding in [Folding::Off, Folding::On] {
        assert_well_formed(&redline.html(&Labels::ENGLISH, folding));
    }
    let _ = print_text(&redline.excerpts(&Labels::ENGLISH), Style::Marks, &Labels::ENGLISH, None);
}

#[test]
fn unbalanced_input_gives_balanced_output() {
    let cases = [
        "",
        "<",
        "<p",
        "</p></ul></p>",
        "<p>a<ul><li>b<p>c",
        "<strong>a<p>b</strong>c</p>",
        "<table><tr><td>a</table>b<td>c",
        "<sup class=\"footnote-ref\"><a href=\"#x\">1",
        "<a class=\"heading-anchor\">#<h2>b</h2>",
        "<pre>a\n<code>b\n</pre>c</code>",
        "<script>alert(1)</script><p onclick=\"x\" id='y'>a &lt; b & c &nbsp;</p>",
        "<li>loose</li><td>cell</td><hr></hr><br></br>",
        "\u{fffd}é<é>日本<p>語",
        "<section class=\"footnotes\"><ol><li id=\"fn-1\"></section>",
        "<p>x<sup class=\"footnote-ref\"><a>999999999999999999999999</a></sup><sup class=\"footnote-ref\">0</sup></p>",
    ];
    for old in cases {
        for new in cases {
            check(old, new);
        }
    }
    let html = Redline::compare("", cases[10]).html(&Labels::ENGLISH, Folding::Off);
    assert!(!html.contains("<script") && !html.contains("onclick"), "{html}");
}

/// What both texts have is not compared, but must not pass unseen either.
#[test]
fn what_both_have_is_held_against_the_closed_set_too() {
    for foreign in ["<script>alert(1)</script>", "<p onclick=\"x\">a</p>", "<p class=x>a</p>", "<p>a</p></div>"] {
        let html = Redline::compare(&format!("<p>was</p>\n{foreign}\n"), &format!("<p>is</p>\n{foreign}\n"))
            .html(&Labels::ENGLISH, Folding::Off);
        assert_well_formed(&html);
        assert!(!html.contains("<script") && !html.contains("onclick") && !html.contains("=x"), "{html}");
    }
}

/// A heading is known again by what is under it, though that was not compared.
#[test]
fn what_stays_does_not_hide_what_its_heading_was() {
    let text = |heading: &str| {
        format!(
            "## First\n\nOne paragraph stays.\n\n## {heading}\n\nAnother one that everybody knows stays too, word for word.\n"
        )
    };
    let redline = super::redline(&text("Leavers and movers"), &text("Ended employment"));
    assert_eq!((redline.counts().headings_renamed, redline.counts().blocks_moved), (1, 0));
}

#[test]
fn depth_is_bounded() {
    for piece in ["<ul><li>a", "<blockquote><p>b</p>", "<strong>c", "<p>", "<table><tr><td>"] {
        let deep = piece.repeat(20_000);
        check(&deep, "<p>x</p>");
        check(&deep, &format!("<p>y</p>{deep}"));
    }
    let deep = "> ".repeat(60) + "words\n";
    check(&html_of(&deep), &html_of(&deep.replace("words", "word")));
}

/// What is promised is an end, not a time; without the budget some of these
/// would take hours.
#[test]
fn long_input_comes_to_an_end() {
    let numbered = |word: &str, count: usize| (0..count).map(|n| format!("<p>{word} {n}</p>\n")).collect::<String>();
    let words = |word: &str, count: usize| (0..count).map(|n| format!("{word}{} ", n % 997)).collect::<String>();
    let rows = |word: &str, count: usize| {
        (0..count).map(|n| format!("<tr><td>{n}</td><td>{word}</td></tr>")).collect::<String>()
    };
    let table = |word: &str| format!("<div><table><tbody>{}</tbody></table></div>", rows(word, 8_000));
    let pairs = [
        (numbered("old", 20_000), numbered("new", 20_000)),
        (format!("<p>{}</p>", words("old", 60_000)), format!("<p>{}</p>", words("new", 60_000))),
        (format!("<p>{}</p>", words("a", 60_000)), format!("<p>b {}</p>", words("a", 59_000))),
        (table("old"), table("new")),
        ("<p>a</p>".repeat(60_000), "<p>a</p><p>b</p>".repeat(30_000)),
        ("a b ".repeat(100_000), "b a a ".repeat(60_000)),
        (format!("<pre>{}</pre>", "a\nb\n".repeat(60_000)), format!("<pre>{}</pre>", "b\na\nc\n".repeat(50_000))),
    ];
    for (old, new) in &pairs {
        assert!(Redline::compare(old, new).has_changes());
    }
}
