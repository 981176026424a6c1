//! The way through the documents beside each page, and the document before and after.

use std::collections::BTreeMap;

use crate::harness::BookCase;

fn policy(id: &str) -> String {
    format!("---\nid: {id}\ntitle: T {id}\ntype: policy\nversion: \"1\"\nstatus: draft\nowner: IT\n---\nText.\n")
}

/// The groups beside a page, each with its count, and the documents shown in it; the page
/// itself in brackets.
fn tree(site: &BTreeMap<String, String>, path: &str) -> String {
    let page = &site[path];
    let Some((_, tree)) = page.split_once("<nav class=\"side tree\"") else { return String::new() };
    let tree = tree.split_once("</nav>").unwrap().0;
    let mut lines = Vec::new();
    for part in tree.split("<li>").skip(1) {
        let text = |from: &str, to: &str| {
            part.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(text, _)| text)
        };
        if let Some(summary) = text("<summary>", "</summary>") {
            let open = if part.contains("<details open>") { "v" } else { ">" };
            lines.push(format!(
                "{open} {}",
                summary.replace("<span class=\"count\">", "").replace("<span lang=\"en\">", "").replace("</span>", "")
            ));
        } else {
            let title = part.split_once("</a>").unwrap().0.trim_end_matches("</span>").rsplit_once('>').unwrap().1;
            lines.push(if part.contains("aria-current") { format!("[{title}]") } else { title.to_owned() });
        }
    }
    lines.join("\n")
}

fn neighbour<'a>(site: &'a BTreeMap<String, String>, path: &str, rel: &str) -> Option<&'a str> {
    let (_, link) = site[path].split_once(&format!("<a rel=\"{rel}\" href=\""))?;
    Some(link.split_once('"').unwrap().0)
}

#[test]
fn folders_are_groups_and_the_one_of_the_page_is_open() {
    let (_, site) = BookCase::default()
        .file("content/index.md", "# Welcome\n")
        .file("content/policies/b.md", &policy("POL-10"))
        .file("content/policies/a.md", &policy("POL-9"))
        .file("content/policies/index.md", "# All our rules\n")
        .file("content/hr/on-boarding/c.md", &policy("HR-1"))
        .file("content/alone/index.md", "# A folder with nothing else\n")
        .file("content/top.md", "# At the top\n")
        .run();
    let expected = "> General 2\nA folder with nothing else\nAt the top\n> HR / On boarding 1\nT HR-1\nv All our rules 3\nAll our rules\n[T POL-9]\nT POL-10";
    assert_eq!(tree(&site, "policies/a/index.html"), expected);
    assert_eq!(neighbour(&site, "policies/a/index.html", "prev"), Some("../../policies/index.html"));
    assert_eq!(neighbour(&site, "policies/a/index.html", "next"), Some("../../policies/b/index.html"));
    assert_eq!(neighbour(&site, "policies/b/index.html", "next"), None);
    assert_eq!(neighbour(&site, "policies/index.html", "prev"), Some("../hr/on-boarding/c/index.html"));
}

#[test]
fn documents_in_one_folder_go_by_type() {
    let procedure = policy("PRC-1").replace("type: policy", "type: procedure");
    let (_, site) = BookCase::default()
        .file("content/a.md", &policy("POL-1"))
        .file("content/b.md", &procedure)
        .file("content/c.md", "# A page\n")
        .run();
    assert_eq!(tree(&site, "b/index.html"), "> Policies 1\nT POL-1\nv Procedures 1\n[T PRC-1]\n> Pages 1\nA page");
}

#[test]
fn a_large_book_shows_the_neighbours_alone() {
    let mut book = BookCase::default().file("content/other/x.md", &policy("X-1"));
    for number in 1..=120 {
        book = book.file(&format!("content/many/p{number}.md"), &policy(&format!("P-{number}")));
    }
    let (_, site) = book.run();
    let tree = tree(&site, "many/p60/index.html");
    let lines: Vec<&str> = tree.lines().collect();
    assert_eq!(lines[0], "v Many 120");
    assert_eq!((lines[1], lines[13], lines[25]), ("T P-48", "[T P-60]", "T P-72"));
    assert_eq!(&lines[26..], ["All documents", "Other"]);
}

#[test]
fn the_home_page_stands_in_no_folder() {
    let (_, site) = BookCase::default().file("content/index.md", "# Welcome\n").file("content/a.md", "# A\n").run();
    assert!(!site["index.html"].contains("side tree"));
    assert_eq!(tree(&site, "a/index.html"), "v Pages 1\n[A]");
}
