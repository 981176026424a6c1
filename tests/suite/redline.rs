//! Redlines: what a reader sees of the change from one text to another.

mod blocks;
mod reconstruct;
mod robust;
mod words;

use std::collections::BTreeMap;

use policybook::markdown::{Options, Target, parse};
use policybook::redline::{Folding, Labels, Redline, Style, print_markdown, print_text};

/// Renders Markdown; every link leads where it says.
fn html_of(text: &str) -> String {
    let variables = BTreeMap::new();
    let page = parse(text, 0, &Options::new(&variables));
    page.html(|index| {
        let link = &page.links[index];
        let destination = link.destination.clone();
        if link.is_image { Target::image(destination) } else { Target::href(destination) }
    })
}

fn redline(old: &str, new: &str) -> Redline {
    Redline::compare(&html_of(old), &html_of(new))
}

/// Returns the excerpts in plain text.
fn excerpts(old: &str, new: &str) -> String {
    let excerpts = redline(old, new).excerpts(&Labels::ENGLISH);
    print_text(&excerpts, Style::Marks, &Labels::ENGLISH, None)
}

/// Returns the HTML without the words for those who listen.
fn html(old: &str, new: &str) -> String {
    seen(&redline(old, new).html(&Labels::ENGLISH, Folding::Off))
}

/// Takes out what is heard and not seen.
fn seen(html: &str) -> String {
    let mut parts = html.split("<span class=\"visually-hidden\">");
    let mut seen = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        seen.push_str(part.split_once("</span>").expect("an end tag").1);
    }
    seen
}

/// Returns the part of `html` around `words` on one line.
fn line_with<'a>(html: &'a str, words: &str) -> &'a str {
    html.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("no `{words}` in\n{html}"))
}

#[test]
fn a_long_example_reads_as_it_was_written_down() {
    let folder = crate::harness::repository().join("tests/cases/redline");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a case");
    let (old, new) = (read("old.md"), read("new.md"));
    let redline = redline(&old, &new);
    let excerpts = redline.excerpts(&Labels::ENGLISH);
    let outputs = [
        ("expected.html", redline.html(&Labels::ENGLISH, Folding::On)),
        ("expected.txt", print_text(&excerpts, Style::Marks, &Labels::ENGLISH, None)),
        ("expected.md", print_markdown(&excerpts, &Labels::ENGLISH, None)),
    ];
    for (name, output) in outputs {
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(folder.join(name), &output).expect("a case is written");
        }
        assert_eq!(output, read(name), "{name}");
    }
}

#[test]
fn the_same_text_has_no_changes() {
    let text = "# A\n\nWords *and* [links](a.md) ~~gone~~.\n\n- [x] done\n- b\n  1. c\n\n| a | b |\n|--|:-:|\n| 1 | 2 |\n\n\
                > [!TIP]\n> Hint[^1].\n\n```sh\nls -l # all\n```\n\n![alt](a.png)\n\n---\n\n[^1]: A note.\n\n    Two.\n";
    let body = html_of(text);
    let redline = Redline::compare(&body, &body);
    assert!(!redline.has_changes() && !redline.is_empty());
    assert_eq!(redline.counts(), Default::default());
    assert!(redline.excerpts(&Labels::ENGLISH).is_empty());
    let expected = body.replace("<del>", "<s>").replace("</del>", "</s>");
    let squeezed = |html: &str| html.replace(['\n', ' '], "");
    for folding in [Folding::Off, Folding::On] {
        assert_eq!(squeezed(&redline.html(&Labels::ENGLISH, folding)), squeezed(&expected));
    }
    // How the lines were broken is nothing that a reader sees.
    assert!(!super::redline::redline("A b\nc.\n", "A\nb c.\n").has_changes());
}

#[test]
fn a_text_that_came_or_went_is_marked_as_a_whole() {
    assert!(redline("", "").is_empty());
    let came = redline("", "# A\n\nNew words.\n");
    assert_eq!((came.counts().words_inserted, came.counts().words_deleted), (3, 0));
    let html_came = seen(&came.html(&Labels::ENGLISH, Folding::On));
    assert!(html_came.contains("<p class=\"redline-added\"><ins>New words.</ins></p>"), "{html_came}");
    let went = redline("# A\n\nOld words.\n", "");
    assert_eq!((went.counts().words_inserted, went.counts().words_deleted), (0, 3));
    let html_went = seen(&went.html(&Labels::ENGLISH, Folding::On));
    assert_eq!(
        html_went,
        "<h2 class=\"redline-removed\"><del>A</del></h2>\n<p class=\"redline-removed\"><del>Old words.</del></p>\n"
    );
}

#[test]
fn long_stretches_without_a_change_are_folded_but_not_the_headings_over_one() {
    let same = "One.\n\nTwo.\n\nThree.\n\nFour.\n\n";
    let old = format!("# A\n\n{same}# B\n\n{same}The old words of it.\n\n# C\n\nEnd.\n");
    let new = old.replace("old words", "new words");
    let html = redline(&old, &new).html(&Labels::ENGLISH, Folding::On);
    assert_eq!(html.matches("<details class=\"redline-same\">").count(), 2, "{html}");
    assert!(html.contains("<summary>5 unchanged paragraphs</summary>\n<h2 id=\"a\">"), "{html}");
    assert!(html.contains("</details>\n<h2 id=\"b\">"), "{html}");
    assert!(html.ends_with("<p>End.</p>\n"), "{html}");
    assert!(!redline(&old, &new).html(&Labels::ENGLISH, Folding::Off).contains("<details"));
}

#[test]
fn changes_are_heard_too_in_the_words_of_the_caller() {
    let labels = Labels { inserted: "eingefügt:", insertion_end: "Ende <der> Einfügung", ..Labels::ENGLISH };
    let html = redline("One word.\n", "One new word.\n").html(&labels, Folding::Off);
    let expected = "<p class=\"redline-changed\">One <ins><span class=\"visually-hidden\">eingefügt: </span>new\
                    <span class=\"visually-hidden\"> Ende &lt;der&gt; Einfügung</span></ins> word.</p>\n";
    assert_eq!(html, expected);
}

#[test]
fn a_length_limit_says_what_it_left_out() {
    let old: String = (0..40).map(|n| format!("Paragraph {n} has some old words in it.\n\n")).collect();
    let new = old.replace("old", "new");
    let labels = Labels::ENGLISH;
    let excerpts = redline(&old, &new).excerpts(&labels);
    for text in [print_text(&excerpts, Style::Marks, &labels, Some(500)), print_markdown(&excerpts, &labels, Some(500))]
    {
        assert!(text.len() < 600 && text.ends_with(" more changes are not shown\n"), "{text}");
    }
    assert_eq!(print_text(&[], Style::Marks, &labels, Some(1)), "");
}

#[test]
fn the_words_of_an_author_stay_words_in_a_comment() {
    let old = "Plain words stand here.\n";
    let new =
        "Plain words `</details><script>` stand here @alice and #12, ![x](y) http\\://a.example **bold** \u{202e}.\n";
    let excerpts = redline(old, new).excerpts(&Labels::ENGLISH);
    let markdown = print_markdown(&excerpts, &Labels::ENGLISH, None);
    assert!(!markdown.contains('\u{202e}') && markdown.contains("202E"), "{markdown}");
    assert!(!markdown.contains("<script") && !markdown.contains("@alice") && !markdown.contains("#12"), "{markdown}");
    let page = parse(&markdown, 0, &Options::new(&BTreeMap::new()));
    assert!(page.links.is_empty() && page.raw_html.is_empty(), "{markdown}");
    let plain = page.plain_text.replace('\u{2060}', "");
    assert!(plain.contains("</details><script>") && plain.contains("@alice and #12, [image: x]"), "{plain}");
    let terminal = print_text(&excerpts, Style::Colours, &Labels::ENGLISH, None);
    assert!(terminal.contains("<U+202E>") && terminal.contains("\u{1b}[32;4m"), "{terminal}");
}
