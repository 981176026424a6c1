//! B1 and B8: names that are no names everywhere.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use crate::harness::talk;
use crate::scratch::{Scratch, files};

#[test]
fn b8_names_that_cannot_be_published_are_shown_with_escapes() {
    for (name, shown) in [
        (b"content/bad\xff.md".as_slice(), r"content/bad\xff.md"),
        (b"content/two\nlines.md", r"content/two\nlines.md"),
        (b"content/\x1b[31mred.md", r"content/\x1b[31mred.md"),
        (b"content/bell\x07.md", r"content/bell\x07.md"),
        (b"content/carriage\rreturn.md", r"content/carriage\rreturn.md"),
        (b"content/C:\\windows.md", r"content/C:\\windows.md"),
        (b"content/stream.md:evil.md", "content/stream.md:evil.md"),
        (b"content/\xed\xa0\x80.md", r"content/\xed\xa0\x80.md"),
        (b"content/\xc0\xae\xc0\xae.md", r"content/\xc0\xae\xc0\xae.md"),
        (b"content/sub\n/a.md", r"content/sub\n"),
    ] {
        let talk = Scratch::refuses(
            |book| book.write(OsStr::from_bytes(name), "# A\n"),
            1,
            &["error[unreadable-file]", shown],
        );
        assert!(!talk.contains(['\x1b', '\x07', '\r']), "{talk:?}");
    }
}

#[test]
fn b8_a_name_outside_of_the_book_is_nobodys_business() {
    let book = Scratch::new();
    let expected = book.published();
    for name in [b"notes/10:30 o'clock.txt".as_slice(), b"notes/bad\xff", b"content/img/old\nname.png"] {
        book.write(OsStr::from_bytes(name), "x");
    }
    assert!(book.published() == expected);
}

#[test]
fn b8_odd_names_that_can_be_published_are() {
    let long = format!("content/{}.md", "x".repeat(251));
    let odd = [
        "content/-rf.md",
        "content/--help.md",
        "content/$(touch x).md",
        "content/a;b&c.md",
        "content/`x`.md",
        "content/a b.md",
        "content/%2e%2e.md",
        "content/100%.md",
        "content/#1.md",
        "content/~.md",
        "content/@{-1}.md",
        "content/gr\u{fc}n/\u{1f600}.md",
        "content/a+b=c,d.md",
        "content/'quoted'.md",
        &long,
    ];
    let book = Scratch::new();
    let mut index = String::from("# Welcome\n");
    for path in odd {
        book.write(path, "# Page\n\n[home](/index.md)\n");
        let name = path.trim_start_matches("content/").replace('%', "%25").replace('#', "%23");
        index.push_str(&format!("\n[x](<{name}>)\n"));
    }
    book.write("content/index.md", index);
    drop(book.repository());
    let site = book.published();
    let home = String::from_utf8_lossy(&site["index.html"]).into_owned();
    for path in odd {
        let page = format!("{}/index.html", path.trim_start_matches("content/").trim_end_matches(".md"));
        assert!(site.contains_key(&page), "{page}");
        assert!(home.contains(&format!("href=\"{}\"", encoded(&page))), "{page} is not linked:\n{home}");
    }
}

fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[test]
fn b8_the_longest_name_has_room_for_its_page() {
    // A page is a folder: its name has no ending, so that it fits wherever the file does.
    let path = format!("content/{}.md", "x".repeat(252));
    let book = Scratch::new();
    book.write(&path, "# A\n");
    assert!(book.published().keys().any(|name| name.len() == 252 + "/index.html".len()));
}

#[test]
fn b1_names_of_a_history_never_become_files() {
    let book = Scratch::new();
    let repository = book.repository();
    let blob = repository.blob(b"#!/bin/sh\n").unwrap();
    let mut tree = Vec::new();
    for name in ["..", ".git", ".GIT", "git~1", "a/../../x", "con", "x:y"] {
        tree.extend_from_slice(format!("100644 {name}\0").as_bytes());
        tree.extend_from_slice(blob.as_bytes());
    }
    let content = repository.odb().unwrap().write(git2::ObjectType::Tree, &tree).unwrap();
    let mut top = b"40000 content\0".to_vec();
    top.extend_from_slice(content.as_bytes());
    let top = repository.odb().unwrap().write(git2::ObjectType::Tree, &top).unwrap();
    let parent = repository.head().unwrap().target().unwrap();
    let who = "A <a@x> 1700000000 +0000";
    let commit = format!("tree {top}\nparent {parent}\nauthor {who}\ncommitter {who}\n\nodd\n");
    let id = repository.odb().unwrap().write(git2::ObjectType::Commit, commit.as_bytes()).unwrap();
    repository.reference("refs/heads/main", id, true, "").unwrap();
    let before = files(book.around());
    let output = book.build(&["--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    let after = files(book.around());
    let remembered = [".gitignore", "records.jsonl"].map(|name| format!("book/.policybook/cache/{name}"));
    let is_ours = |path: &String| path.starts_with("book/site/") || remembered.contains(path);
    assert!(after.keys().all(|path| before.contains_key(path) || is_ours(path)), "{:?}", after.keys());
}
