//! Hostile text ends, whole, within its caps.

use policybook::markdown::{Limit, Target};

use super::{page_of, safety};

fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len())
}

/// The patterns at a size; each would be more than linear somewhere.
fn patterns(bytes: usize) -> Vec<String> {
    let runs = [
        "[",
        "![",
        "[[",
        "![[",
        "[[a|",
        "[[1]](",
        "[a](",
        "[a](<b",
        "[^a]",
        "[a][b]",
        "> ",
        "- ",
        "1. ",
        "* [ ] ",
        "*a ",
        "*a_ ",
        "**a*",
        "~~a ~",
        "`a``b",
        "|",
        "|a",
        "|a|b\n",
        "<",
        "<a ",
        "</a ",
        "<!-- ",
        "<b>",
        "<?",
        "<![CDATA[",
        "{{",
        "{{ a ",
        "{{ value }}",
        "http://",
        "https://a.example/) ",
        "<http://a",
        "&",
        "\\",
        "# a\n",
        "# a {#b}\n",
        "#\n",
        "- a|b\n",
        "> [!NOTE]\n",
        "[^a]: ",
        "[^a]: b\n\n",
        "[a]: b\n",
        "```\n~~~\n",
        "a\n",
        "\u{202e}",
        "\"&<>",
        "\0",
        "<br>",
        "<p>a\n\n",
        "![a](b)",
    ];
    let mut patterns: Vec<String> = runs.iter().map(|run| repeated(run, bytes)).collect();
    let half = |text: &str| repeated(text, bytes / 2);
    patterns.push(half("[") + &half("]"));
    patterns.push(half("[[a|") + &half("]]"));
    patterns.push(half("*") + "a" + &half("*"));
    patterns.push(half(">") + "a\n" + &half("a\n"));
    patterns.push(">".repeat(390) + "a\n" + &half("a\n"));
    patterns.push("http://a".to_owned() + &repeated(")", bytes));
    patterns.push("```js\n".to_owned() + &repeated("{([\n", bytes));
    patterns.push(
        (1..)
            .map(|n| "`".repeat(n) + " a ")
            .scan(0, |sum, run| {
                *sum += run.len();
                (*sum < bytes).then_some(run)
            })
            .collect(),
    );
    patterns.push((0..bytes / 16).map(|n| format!("[^{n}]: x[^{}]\n\n", n + 1)).collect());
    patterns.push((0..bytes / 16).map(|n| format!("# a-{n}\n# a\n")).collect());
    patterns.push("|a".repeat(300) + "\n" + &"|-".repeat(300) + "\n" + &half("a\n"));
    patterns
}

#[test]
fn hostile_text_ends_within_its_caps() {
    for text in patterns(32 * 1024) {
        let page = page_of(&text);
        let html = page.html(|_| Target::href("x"));
        let start: String = text.chars().take(20).collect();
        assert!(html.len() <= 30 * text.len() + 80 * 1024, "{start:?} became {} bytes", html.len());
        assert_eq!(safety::faults(&html), Vec::<String>::new(), "{start:?}");
    }
}

#[test]
fn a_mebibyte_is_read_and_no_more() {
    let text = repeated("word ", 1024 * 1024);
    assert!(page_of(&text).over_limits.is_empty());
    let page = page_of(&(text + "word word"));
    assert!(page.over_limits.contains_key(&Limit::Size));
    assert!(page.html(|_| Target::href("")).starts_with("<pre class=\"over-limit\""));
}

#[test]
fn nesting_is_shown_down_to_64_levels() {
    let nested = |depth: usize| format!("{}a", "> ".repeat(depth));
    assert!(page_of(&nested(64)).over_limits.is_empty());
    let page = page_of(&nested(65));
    assert!(page.over_limits.contains_key(&Limit::Nesting));
    let html = page.html(|_| Target::href(""));
    assert_eq!(html.matches("<blockquote>").count(), 64);
    assert!(html.contains("<p>a</p>"));
}

#[test]
fn a_rule_of_many_hyphens_is_no_nesting() {
    let page = page_of(&"- ".repeat(1_000));
    assert!(page.over_limits.is_empty());
    assert_eq!(page.html(|_| Target::href("")), "<hr>\n");
}

#[test]
fn a_page_that_grows_too_long_is_cut_and_whole() {
    let text = "|a".repeat(200) + "\n" + &"|-".repeat(200) + "\n" + &"a\n".repeat(900);
    let page = page_of(&text);
    let html = page.html(|_| Target::href(""));
    assert!(page.over_limits.contains_key(&Limit::Output));
    assert_eq!(safety::faults(&html), Vec::<String>::new());
}

#[test]
fn headings_and_links_have_a_last_one() {
    let page = page_of(&"# Some heading\n".repeat(10_001));
    assert_eq!(page.headings.len(), 10_000);
    assert!(page.over_limits.contains_key(&Limit::Headings));
    let page = page_of(&"[a](b)\n".repeat(20_001));
    assert_eq!(page.links.len(), 20_000);
    assert!(page.over_limits.contains_key(&Limit::Links));
}

#[test]
fn odd_bytes_anywhere_do_no_harm() {
    let parts = [
        "[",
        "]",
        "(",
        ")",
        "[[",
        "]]",
        "|",
        "!",
        "{{ value }}",
        "{{",
        "}}",
        "{#a}",
        "# ",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "`",
        "```",
        "<br>",
        "<!--",
        "-->",
        "<b>",
        "*",
        "_",
        "~~",
        "[^a]",
        "[^a]: ",
        "\\",
        "&amp;",
        "&#x202e;",
        "日",
        "🎉",
        "https://a.example",
        "|-|",
        "    ",
        "\t",
        "\u{202e}",
        ":",
        "[x]",
        "\r\n",
        "\0",
        "é",
        "[!NOTE]",
        "[a]: b",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..24 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let index = usize::try_from(state % parts.len() as u64).expect("an index is small");
            text.push_str(parts[index]);
        }
        let page = page_of(&text);
        let html = page.html(|index| Target::href(page.links[index].destination.clone()));
        assert_eq!(safety::faults(&html), Vec::<String>::new(), "\n{text:?}\n{html}");
        let spans = page.links.iter().flat_map(|link| [link.span, link.destination_span]);
        let spans = spans.chain(page.unknown_variables.iter().chain(&page.missing_references).map(|(_, span)| *span));
        let spans =
            spans.chain(page.headings.iter().map(|h| h.span)).chain(page.raw_html.iter().map(|(span, _)| *span));
        for span in spans {
            assert!(text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
        }
    }
}
