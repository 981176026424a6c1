//! Markdown: what an author writes, and what a reader and the other rooms get.

mod hostile;
mod safety;

use std::collections::BTreeMap;

use policybook::markdown::{LinkKind, Options, Page, Target, TitleHeading, parse};
use policybook::source::Span;

fn page_with(text: &str, title: TitleHeading<'_>) -> Page {
    let variables = BTreeMap::from([
        ("value".to_owned(), "A & <b>\"B\"</b> {{ value }} *C*".to_owned()),
        ("organisation".to_owned(), "Acme".to_owned()),
    ]);
    parse(text, 0, &Options { title, ..Options::new(&variables) })
}

fn page_of(text: &str) -> Page {
    page_with(text, TitleHeading::Keep)
}

/// Fills every link with its own destination.
fn html_of(text: &str) -> String {
    let page = page_of(text);
    page.html(|index| {
        let link = &page.links[index];
        let destination = link.destination.clone();
        if link.is_image { Target::image(destination) } else { Target::href(destination) }
    })
}

/// Puts characters in for `{U+202E}`.
fn with_characters(text: &str) -> String {
    let mut parts = text.split("{U+");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('}').expect("a closing brace");
        let code = u32::from_str_radix(digits, 16).expect("hexadecimal digits");
        result.push(char::from_u32(code).expect("a character"));
        result.push_str(rest);
    }
    result
}

fn anchors(text: &str) -> Vec<String> {
    page_of(text).headings.into_iter().map(|heading| heading.anchor).collect()
}

fn at(text: &str, span: Span) -> &str {
    &text[span.start..span.end]
}

#[test]
fn heading_ids_follow_github_and_are_unique() {
    let text = "# Access, control & more!\n# パスワード 管理\n# C++ / C# (2024)\n# 🎉\n# 🎉\n# foo\n# foo\n# foo-1\n\
                # snake_case `code` *em*\n# ภาษาไทย ที่\n# Été\n";
    let expected = [
        "access-control--more",
        "パスワード-管理",
        "c--c-2024",
        "section",
        "section-1",
        "foo",
        "foo-1",
        "foo-1-1",
        "snake_case-code-em",
        "ภาษาไทย-ที่",
        "été",
    ];
    assert_eq!(anchors(text), expected);
}

#[test]
fn explicit_ids_win_even_over_earlier_headings() {
    assert_eq!(anchors("# Scope\n# Other {#scope}\n# Scope\n"), ["scope-1", "scope", "scope-2"]);
    let text = "# A {#x}\n# B {#x}\n# pb-menu\n# C {#pb-menu}\n# fn-1\n# D {#a/b}\n";
    let page = page_of(text);
    assert_eq!(anchors(text), ["x", "b", "section-pb-menu", "c", "section-fn-1", "d"]);
    let (id, second, first) = &page.duplicate_anchors[0];
    assert_eq!((id.as_str(), at(text, *first), first.start, second.start), ("x", "x", 6, 15));
    let refused: Vec<_> = page.refused_anchors.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(refused, ["pb-menu", "a/b"]);
}

#[test]
fn a_heading_says_what_it_satisfies_and_where() {
    let text = "## Passwords {#pw .c satisfies=\"A.5.17, A.8.5  5.2\" other='x y'}\n\n## Plain {satisfies=A.1}\n";
    let page = page_of(text);
    let found: Vec<_> = page.headings[0].satisfies.iter().map(|(id, span)| (id.as_str(), at(text, *span))).collect();
    assert_eq!(found, [("A.5.17", "A.5.17"), ("A.8.5", "A.8.5"), ("5.2", "5.2")]);
    assert_eq!((page.headings[0].text.as_str(), page.headings[0].is_explicit_anchor), ("Passwords", true));
    assert_eq!(at(text, page.headings[1].satisfies[0].1), "A.1");
    assert_eq!(page.headings[1].anchor, "plain");
}

#[test]
fn braces_with_bare_words_are_words() {
    assert_eq!(page_of("## Rules of {company}\n").headings[0].text, "Rules of {company}");
}

#[test]
fn levels_begin_at_two_and_skip_none() {
    let levels = |text: &str| page_of(text).headings.iter().map(|heading| heading.level).collect::<Vec<_>>();
    assert_eq!(levels("# a\n## b\n# c\n"), [2, 3, 2]);
    assert_eq!(levels("### a\n#### b\n### c\n"), [2, 3, 2]);
    assert_eq!(levels("## a\n#### b\n#### c\n### d\n"), [2, 3, 3, 3]);
    assert_eq!(levels("# a\n## b\n### c\n#### d\n##### e\n###### f\n"), [2, 3, 4, 5, 6, 6]);
}

#[test]
fn the_title_is_taken_out_when_asked() {
    let text = "# The *title* {#t satisfies=\"5.2\"}\n\nWords.\n\n## Part\n";
    let page = page_with(text, TitleHeading::Take);
    let title = page.title.as_ref().expect("a title");
    assert_eq!((title.text.as_str(), title.anchor.as_str(), title.level), ("The title", "t", 1));
    assert_eq!(at(text, title.satisfies[0].1), "5.2");
    assert!(page.html(|_| Target::href("")).starts_with("<p>Words.</p>\n<h2 id=\"part\">"));
    assert!(page.anchors.contains("t"));
    assert_eq!(page.plain_text, "Words.\nPart");
    assert_eq!(page_with(text, TitleHeading::TakeIf("the  Title")).headings.len(), 1);
    assert_eq!(page_with(text, TitleHeading::TakeIf("Another")).headings.len(), 2);
    assert_eq!(page_with("## a\n# b\n", TitleHeading::Take).title, None);
    assert_eq!(page_of("<h1 align=\"center\">A <b>B</b></h1>\n\n# C\n").first_heading.as_deref(), Some("A B"));
}

#[test]
fn wiki_links_take_their_words_from_the_target() {
    let text = "[[POL-003]] [[iso27001-2022:A.5.15]] [[POL-003|shown *text*]] [[ POL-004#scope ]]\n";
    let page = page_of(text);
    let found: Vec<_> = page.links.iter().map(|link| (link.destination.as_str(), link.is_bare)).collect();
    let expected = [("POL-003", true), ("iso27001-2022:A.5.15", true), ("POL-003", false), ("POL-004#scope", true)];
    assert_eq!(found, expected);
    assert!(page.links.iter().all(|link| link.kind == LinkKind::Wiki));
    assert_eq!(at(text, page.links[3].destination_span), "POL-004#scope");
    let html = page.html(|index| match index {
        0 => Target::Href { href: "../x/".into(), text: Some("A & B".into()), class: "document", title: "T".into() },
        1 => Target::nothing("broken-link", "no such control"),
        _ => Target::href("y"),
    });
    let expected = "<p><a href=\"../x/\" class=\"document\" title=\"T\">A &amp; B</a> \
                    <span class=\"broken-link\" title=\"no such control\">iso27001-2022:A.5.15</span> \
                    <a href=\"y\">shown <em>text</em></a> <a href=\"y\">POL-004#scope</a></p>\n";
    assert_eq!(html, expected);
}

#[test]
fn a_wiki_link_works_in_a_table() {
    let text = "| a |\n|---|\n| [[POL-003\\|shown]] and [[POL-004]] |\n";
    let page = page_of(text);
    let found: Vec<_> = page.links.iter().map(|link| (link.destination.as_str(), link.text.as_str())).collect();
    assert_eq!(found, [("POL-003", "shown"), ("POL-004", "POL-004")]);
    assert_eq!(at(text, page.links[0].destination_span), "POL-003");
}

#[test]
fn links_in_brackets_stay_links() {
    let text = "See [[1]](https://a.example/b_c) and [[2]].\n\n[2]: c.md 'T'\n";
    let expected = "<p>See <a href=\"https://a.example/b_c\">[1]</a> and <a href=\"c.md\" title=\"T\">[2]</a>.</p>\n";
    assert_eq!(html_of(text), expected);
    assert_eq!(at(text, page_of(text).links[1].destination_span), "c.md");
}

#[test]
fn links_know_their_places_in_the_file() {
    let body = "[a `]` b](<c d.md#e> \"t\") ![alt](\n  i.png)\n\n[x][r] [r][] <https://h.example> <m@n.example> \
                https://o.example/p_q).\n\n[r]: e\\_f&amp;g.md\n";
    let file = format!("---\nid: ü\n---\n{body}");
    let base = file.len() - body.len();
    let page = parse(body, base, &Options::new(&BTreeMap::new()));
    let found: Vec<_> =
        page.links.iter().map(|link| (link.destination.as_str(), at(&file, link.destination_span))).collect();
    let expected = [
        ("c d.md#e", "c d.md#e"),
        ("i.png", "i.png"),
        ("e_f&g.md", "e\\_f&amp;g.md"),
        ("e_f&g.md", "e\\_f&amp;g.md"),
        ("https://h.example", "https://h.example"),
        ("mailto:m@n.example", "m@n.example"),
        ("https://o.example/p_q", "https://o.example/p_q"),
    ];
    assert_eq!(found, expected);
    assert_eq!(at(&file, page.links[0].span), "[a `]` b](<c d.md#e> \"t\")");
    assert_eq!((page.links[0].text.as_str(), page.links[0].title.as_str()), ("a ] b", "t"));
    assert_eq!((page.links[1].is_image, page.links[1].text.as_str()), (true, "alt"));
}

#[test]
fn references_without_a_definition_are_reported() {
    let text = "[a][nope] [b][] [c] d[^e]\n";
    let page = page_of(text);
    let found: Vec<_> = page.missing_references.iter().map(|(label, span)| (label.as_str(), at(text, *span))).collect();
    assert_eq!(found, [("nope", "[a][nope]"), ("b", "[b]"), ("^e", "[^e]")]);
}

#[test]
fn variables_become_text_and_nothing_else() {
    let escaped = "A &amp; &lt;b&gt;\"B\"&lt;/b&gt; {{ value }} *C*";
    assert_eq!(html_of("{{ value }}"), format!("<p>{escaped}</p>\n"));
    assert_eq!(html_of("[{{value}}](x)"), format!("<p><a href=\"x\">{escaped}</a></p>\n"));
    assert_eq!(page_of("# {{ organisation }} rules").headings[0].anchor, "acme-rules");
    for literal in ["\\{{ value }}", "{\\{ value }}", "{{ va*l*ue }}", "{{ a b }}", "{% value %}", "&#123;{ value }}"] {
        assert!(!html_of(literal).contains("&lt;b"), "{literal}");
        assert!(page_of(literal).variables_used.is_empty(), "{literal}");
    }
    for code in ["`{{ value }}`", "    {{ value }}", "```\n{{ value }}\n```"] {
        assert!(html_of(code).contains("{{ value }}"), "{code}");
    }
    let text = "A {{ organisation }} and {{ snake_case }}.\n";
    let page = page_of(text);
    assert_eq!(page.unknown_variables[0].0, "snake_case");
    assert_eq!(at(text, page.unknown_variables[0].1), "snake_case");
    assert_eq!(page.plain_text, "A Acme and {{ snake_case }}.");
}

#[test]
fn callouts_tasks_tables_and_footnotes_are_accessible() {
    let cases = include_str!("../cases/markdown/rendering.txt");
    for case in cases.split("=== ").skip(1) {
        let (name, rest) = case.split_once('\n').expect("a name");
        let (text, expected) = rest.split_once("---\n").expect("a divider");
        let html = html_of(text);
        assert_eq!(html.trim_end(), expected.trim_end(), "{name}\n{html}");
        assert_eq!(safety::faults(&html), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn raw_html_is_reported_but_comments_and_breaks_are_not() {
    let text = "a <!-- x --> b<br>c<BR/>\n\n<!-- y\n\nz -->\n\n<!-- u -->\n<div>\n\nd <i>e</i>\n\n<!-- never\n";
    let page = page_of(text);
    let found: Vec<_> = page.raw_html.iter().map(|(span, html)| (at(text, *span), html.as_str())).collect();
    let expected = [("<div>", "<div>"), ("<i>", "<i>"), ("</i>", "</i>"), ("<!-- never", "<!-- never")];
    assert_eq!(found, expected);
    assert!(html_of(text).starts_with("<p>a  b<br>\nc<br>\n</p>\n"), "{}", html_of(text));
    assert!(!page.plain_text.contains('y'));
}

#[test]
fn hidden_characters_are_found_in_text_and_behind_entities() {
    let text = "\u{feff}a\u{202e}b `\u{200b}` &#x2066; \u{feff}\u{7}\tc 👩\u{200d}💻";
    let page = page_of(text);
    let found: Vec<_> = page.hidden_characters.iter().map(|(c, span)| (*c, at(text, *span))).collect();
    let expected = [
        ('\u{202e}', "\u{202e}"),
        ('\u{200b}', "\u{200b}"),
        ('\u{2066}', "&#x2066;"),
        ('\u{feff}', "\u{feff}"),
        ('\u{7}', "\u{7}"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn plain_text_words_and_summary() {
    let text = "# T\n\n![b](c.png)\n\nFirst *paragraph* of\n[words](x).\n\n| a | b |\n|-|-|\n| c | d |\n\n- e\n- f\n";
    let page = page_of(text);
    assert_eq!(page.plain_text, "T\nb\nFirst paragraph of\nwords.\na\tb\nc\td\ne\nf");
    assert_eq!((page.words(), page.summary.as_str()), (12, "First paragraph of words."));
    assert_eq!(page_of("情報セキュリティ方針").words(), 5);
}

#[test]
fn code_is_coloured_by_language() {
    let html = html_of("```yaml\na: \"b\" # c\n```\n");
    assert!(html.contains("<code class=\"language-yaml\"><span class=\"hl-name\">a</span>"), "{html}");
    for plain in ["```mermaid\na --> b\n```\n", "```\na: b\n```\n", "    a: b\n"] {
        assert!(!html_of(plain).contains("hl-"), "{plain}");
    }
    let languages = "sh bat c cpp cs css diff dockerfile go graphql groovy hcl html http ini java js json kt make nginx nix \
                     proto puppet py rb rs sql swift toml xml yaml";
    for language in languages.split_whitespace() {
        let html = html_of(&format!("```{language}\n# \"a\" <b c='d'> 12 // -- if x\n+ e\n```\n"));
        assert_eq!(safety::faults(&html), Vec::<String>::new(), "{language}");
    }
}
