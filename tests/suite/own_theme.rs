//! A book's own theme: files that were taken from the built-in one, and pictures on pages.

use crate::harness::{data, policybook, talk};
use crate::scratch::Scratch;

#[test]
fn an_ejected_file_changes_nothing_until_it_is_changed() {
    let book = Scratch::new();
    book.write("content/index.md", "# Welcome\n");
    let plain = book.published();
    let output = policybook(&book.root(), &["theme", "eject", "not-found.html", "assets/site.js", "style.css"]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    assert_eq!(data(&output), "theme/templates/not-found.html\ntheme/assets/site.js\ntheme/assets/style.css\n");
    let ejected = book.published();
    assert_eq!(ejected["404.html"].len() - plain["404.html"].len(), 0, "only names of assets differ");
    let output = policybook(&book.root(), &["check"]);
    assert!(
        !talk(&output).contains("outdated-theme") && !data(&output).contains("outdated-theme"),
        "{}",
        data(&output)
    );
}

#[test]
fn a_file_that_was_taken_from_an_older_one_is_found() {
    let book = Scratch::new();
    book.write("content/index.md", "# Welcome\n");
    policybook(&book.root(), &["theme", "eject", "not-found.html", "site.js"]);
    for path in ["theme/templates/not-found.html", "theme/assets/site.js"] {
        let text = std::fs::read_to_string(book.root().join(path)).unwrap();
        let (before, mark) = text.trim_end().rsplit_once(" at ").unwrap();
        let digest: String = mark[..10].chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect();
        book.write(path, format!("{before} at {digest}{}\n", &mark[10..]));
    }
    let output = policybook(&book.root(), &["check"]);
    let found = data(&output);
    assert_eq!(found.matches("warning[outdated-theme]").count(), 2, "{found}");
    assert!(found.contains("the built-in `templates/not-found.html` has changed since"), "{found}");
    assert!(found.contains("--> theme/assets/site.js:"), "{found}");
}

#[test]
fn eject_overwrites_nothing_and_knows_mistyped_names() {
    let book = Scratch::new();
    book.write("content/index.md", "# Welcome\n");
    book.write("theme/templates/home.html", "mine");
    let output = policybook(&book.root(), &["theme", "eject", "home.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("theme/templates/home.html is there already"), "{}", talk(&output));
    assert_eq!(std::fs::read_to_string(book.root().join("theme/templates/home.html")).unwrap(), "mine");
    let output = policybook(&book.root(), &["theme", "eject", "homme.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("did you mean `home.html`?"), "{}", talk(&output));
    let output = policybook(&book.root(), &["theme", "eject", "--print", "home.html"]);
    assert!(data(&output).starts_with("{% extends \"base.html\" %}"), "{}", data(&output));
    let list = data(&policybook(&book.root(), &["theme", "list"]));
    assert!(list.contains("templates/home.html ") && list.contains("in place of the built-in one"), "{list}");
}

/// A PNG of one colour, as small as it can be, with this size in its header.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 0, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

#[test]
fn a_picture_has_its_size_and_waits_until_it_is_near() {
    let book = Scratch::new();
    book.write("content/plan.png", png(640, 480));
    book.write("content/broken.png", "no picture");
    book.write("content/a.md", "# A\n\n![Plan](plan.png) ![Broken](broken.png)\n");
    let page = String::from_utf8(book.published()["a/index.html"].clone()).unwrap();
    let plan =
        "<img src=\"../plan.png\" alt=\"Plan\" width=\"640\" height=\"480\" loading=\"lazy\" decoding=\"async\">";
    assert!(page.contains(plan), "{page}");
    assert!(page.contains("<img src=\"../broken.png\" alt=\"Broken\" loading=\"lazy\" decoding=\"async\">"), "{page}");
}
