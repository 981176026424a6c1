//! Changes inside a block: words, formats, links, footnotes, code.

use super::{excerpts, html, line_with, redline};

#[test]
fn a_changed_word_is_marked_and_the_rest_is_not() {
    let (old, new) = ("Passwords have 12 characters.\n", "Passwords have 16 characters.\n");
    let expected = "<p class=\"redline-changed\">Passwords have <del>12</del> <ins>16</ins> characters.</p>\n";
    assert_eq!(html(old, new), expected);
    assert_eq!(excerpts(old, new), "Before the first heading\n  ~ Passwords have [-12-] {+16+} characters.\n");
    let counts = redline(old, new).counts();
    assert_eq!((counts.words_inserted, counts.words_deleted), (1, 1));
}

#[test]
fn a_date_is_one_word() {
    let expected = "Before the first heading\n  ~ Reviewed on [-2024-01-02-]{+2024-04-01+}.\n";
    assert_eq!(excerpts("Reviewed on 2024-01-02.\n", "Reviewed on 2024-04-01.\n"), expected);
}

#[test]
fn small_words_between_changes_are_no_islands() {
    let old = "Records are kept by the owner of the register for three years at least.\n";
    let new = "Records are kept by every manager in the department for three years at least.\n";
    let expected = "Records are kept by <del>the owner of the register</del> <ins>every manager in the department</ins> \
                    for three years at least.";
    assert!(html(old, new).contains(expected), "{}", html(old, new));
}

#[test]
fn japanese_is_compared_by_character() {
    let old = "パスワードは八文字以上とする。定期的に変更すること。\n";
    let new = "パスワードは十二文字以上とする。定期的に変更すること。\n";
    let expected = "<p class=\"redline-changed\">パスワードは<del>八</del><ins>十二</ins>文字以上とする。\
                    定期的に変更すること。</p>\n";
    assert_eq!(html(old, new), expected);
    let counts = redline(old, new).counts();
    assert_eq!((counts.words_inserted, counts.words_deleted), (1, 1));
}

#[test]
fn a_format_alone_is_a_change() {
    let expected =
        "<p class=\"redline-changed\">It is <del>never</del> <strong><ins>never</ins></strong> allowed.</p>\n";
    assert_eq!(html("It is never allowed.\n", "It is **never** allowed.\n"), expected);
}

#[test]
fn a_word_inside_a_link_does_not_cut_it() {
    let expected =
        "<p class=\"redline-changed\">See <a href=\"a.md\">the <del>old</del> <ins>new</ins> guide</a>.</p>\n";
    assert_eq!(html("See [the old guide](a.md).\n", "See [the new guide](a.md).\n"), expected);
}

#[test]
fn a_changed_target_is_said_and_the_old_one_cannot_be_followed() {
    let (old, new) = ("See [the guide](a.md) and more.\n", "See [the guide](b.md) and more.\n");
    let expected = "<p class=\"redline-changed\">See <span class=\"redline-link\"><del>the guide</del></span> \
                    <a href=\"b.md\"><ins>the guide</ins></a> and more. <span class=\"redline-note\">(“the guide” now \
                    leads to b.md, before: a.md)</span></p>\n";
    assert_eq!(html(old, new), expected);
    assert!(excerpts(old, new).ends_with("    (“the guide” now leads to b.md, before: a.md)\n"));
}

#[test]
fn a_ticked_task_is_said() {
    let html = html("- [ ] Lock the door\n- b\n", "- [x] Lock the door\n- b\n");
    let expected = "<li class=\"task redline-changed\"><del><input type=\"checkbox\" disabled aria-label=\"Done\"></del> \
                    <ins><input type=\"checkbox\" disabled checked aria-label=\"Done\"></ins> Lock the door \
                    <span class=\"redline-note\">(now ticked)</span></li>";
    assert_eq!(line_with(&html, "Lock"), expected);
}

#[test]
fn code_is_compared_by_line() {
    let text = |line: &str| format!("```sh\necho one\n{line}\necho three # end\n```\n");
    let html = html(&text("ls -l"), &text("ls -la"));
    assert!(html.contains("<del>ls<span class=\"hl-attribute\"> -l\n</span></del><ins>ls<span"), "{html}");
    assert_eq!(html.matches("<del>").count(), 1);
    let expected =
        "Before the first heading\n  ~\n      echo one\n      [-ls -l-]\n      {+ls -la+}\n      echo three # end\n";
    assert_eq!(excerpts(&text("ls -l"), &text("ls -la")), expected);
}

#[test]
fn a_changed_footnote_is_marked_in_the_list_and_not_at_its_call() {
    let text = |note: &str| format!("Words[^a] and more[^b].\n\n[^a]: The first note says {note}.\n[^b]: Second.\n");
    let html = html(&text("this"), &text("that"));
    assert!(html.starts_with("<p>Words<sup"), "{html}");
    assert!(html.contains("The first note says <del>this</del><ins>that</ins>. <a class=\"footnote-back\""), "{html}");
    assert!(html.contains("<li id=\"fn-1\">"), "{html}");
}

#[test]
fn a_footnote_that_got_another_number_is_unchanged() {
    let old = "Words one[^b].\n\nWords two.\n\n[^b]: The second note.\n";
    let new = "Words one[^b].\n\n[^b]: The second note.\n\nWords two[^c].\n\n[^c]: Another thing.\n";
    let earlier = "Before[^0] it.\n\n[^0]: A note that came first.\n\n";
    assert!(!redline(old, old).has_changes());
    let html = html(old, &format!("{earlier}{new}"));
    assert!(html.contains("<p>Words one<sup class=\"footnote-ref\"><a id=\"fn-ref-2\""), "{html}");
    assert!(html.contains("<li id=\"fn-1\" class=\"redline-added\">"), "{html}");
    assert!(html.contains("<li id=\"fn-2\">\n<p>The second note. "), "{html}");
}

#[test]
fn a_deleted_footnote_has_no_id_and_keeps_its_number() {
    let old = "One[^a] two[^b].\n\n[^a]: First note.\n[^b]: Second note that stays.\n";
    let new = "One two[^b].\n\n[^b]: Second note that stays.\n";
    let html = html(old, new);
    assert!(html.contains("One<del><sup class=\"footnote-ref\">1</sup></del> two<sup"), "{html}");
    assert!(html.contains("<li value=\"1\" class=\"redline-removed\">\n<p><del>First note.</del></p>"), "{html}");
    assert!(html.contains("<li id=\"fn-1\" value=\"1\">"), "{html}");
    assert_eq!(html.matches("id=\"fn-1\"").count(), 1, "{html}");
}

#[test]
fn what_an_author_struck_out_is_not_deleted() {
    let html = html("Use ~~this~~ that one.\n", "Use ~~this~~ that way.\n");
    assert!(html.contains("Use <s>this</s> that <del>one</del><ins>way</ins>."), "{html}");
}
