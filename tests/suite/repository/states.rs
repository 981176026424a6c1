//! B5 and B6: histories that are cut off, misleading or absurd.

use std::fs;

use git2::Oid;

use crate::harness::talk;
use crate::scratch::{Scratch, files, refused};

/// A book of three commits, published once.
fn book_with_history() -> (Scratch, Vec<Oid>) {
    let book = Scratch::new();
    let repository = book.repository();
    let mut commits = vec![repository.head().unwrap().target().unwrap()];
    for number in ["two", "three"] {
        book.write("content/index.md", format!("# Welcome\n\nHello, {number}.\n"));
        book.commit(&repository, "Ann Author <ann@example.org>", number);
        commits.push(repository.head().unwrap().target().unwrap());
    }
    (book, commits)
}

#[test]
fn b5_a_shallow_clone_keeps_the_old_site_unless_told() {
    let (book, commits) = book_with_history();
    let before = book.published();
    fs::write(book.root().join(".git/shallow"), format!("{}\n", commits[1])).unwrap();
    let output = book.build(&[]);
    refused(&output, 3, &["error[incomplete-history]", "nothing was published"]);
    assert!(files(&book.site()) == before, "the old site has changed");
    book.write("book.toml", "[book]\ntitle = \"Book\"\n[checks.severity]\nincomplete-history = \"warning\"\n");
    let site = book.published();
    let history: serde_json::Value = serde_json::from_slice(&site["data/documents.json"]).unwrap();
    let row = &history["documents"][0]["history"];
    assert_eq!((&row["complete"], &row["first"]), (&false.into(), &serde_json::Value::Null));
    assert!(String::from_utf8_lossy(&site["data/history.json"]).contains("three"));
}

#[test]
fn b5_replacements_and_grafts_are_ignored() {
    let (book, commits) = book_with_history();
    let before = book.published();
    let git = book.root().join(".git");
    fs::create_dir_all(git.join("refs/replace")).unwrap();
    fs::write(git.join(format!("refs/replace/{}", commits[2])), format!("{}\n", commits[0])).unwrap();
    fs::create_dir_all(git.join("info")).unwrap();
    fs::write(git.join("info/grafts"), format!("{}\n", commits[2])).unwrap();
    assert!(book.published() == before);
}

#[test]
fn b5_odd_references_neither_hang_nor_panic() {
    let many: String = (0..20_000).map(|number| format!("{} refs/tags/x{number}\n", "1".repeat(40))).collect();
    let odd: [(&str, &str, bool); 9] = [
        ("HEAD", "ref: refs/heads/loop\n", false),
        ("HEAD", "ref: ../../../etc/passwd\n", false),
        ("HEAD", "ref: refs/heads/nowhere\n", false),
        ("HEAD", "nonsense\n", false),
        ("HEAD", "", false),
        ("HEAD", "1111111111111111111111111111111111111111\n", false),
        ("refs/heads/main", "zzzz\n", false),
        ("refs/tags/v1", "ref: refs/tags/v1\n", true),
        ("packed-refs", &many, true),
    ];
    for (path, text, is_harmless) in odd {
        let (book, _) = book_with_history();
        let before = book.published();
        let git = book.root().join(".git");
        fs::write(git.join("refs/heads/loop"), "ref: refs/heads/pool\n").unwrap();
        fs::write(git.join("refs/heads/pool"), "ref: refs/heads/loop\n").unwrap();
        fs::create_dir_all(git.join("refs/tags")).unwrap();
        fs::write(git.join(path), text).unwrap();
        let output = book.build(&[]);
        let talk = talk(&output);
        assert!(!talk.contains("panicked"), "{path} `{text}`: {talk}");
        if is_harmless {
            assert!(output.status.success(), "{path}: {talk}");
        } else if output.status.success() {
            // A branch without a commit is a book whose history has not begun.
            let findings = fs::read_to_string(book.site().join("data/findings.json")).unwrap();
            assert!(findings.contains("no-history"), "{path} `{text}`: {findings}");
        } else {
            assert_eq!(output.status.code(), Some(3), "{path} `{text}`: {talk}");
            assert!(files(&book.site()) == before, "the old site has changed");
        }
    }
}

#[test]
fn b5_a_missing_object_keeps_the_old_site() {
    let (book, commits) = book_with_history();
    let before = book.published();
    for (index, commit) in [commits[1], commits[2]].iter().enumerate() {
        let name = commit.to_string();
        let object = book.root().join(".git/objects").join(&name[..2]).join(&name[2..]);
        let bytes = fs::read(&object).unwrap();
        for damage in [None, Some(&b""[..]), Some(b"nonsense"), bytes.get(..bytes.len() / 2)] {
            fs::remove_file(&object).unwrap();
            if let Some(damage) = damage {
                fs::write(&object, damage).unwrap();
            }
            let output = book.build(&[]);
            refused(&output, 3, &["nothing was published"]);
            assert!(files(&book.site()) == before, "commit {index}: the old site has changed");
            let _ = fs::remove_file(&object);
            fs::write(&object, &bytes).unwrap();
        }
    }
    assert!(book.published() == before);
}

#[test]
fn b6_absurd_dates_are_shown_as_unknown() {
    let book = Scratch::new();
    let repository = book.repository();
    let mut parent = repository.head().unwrap().target().unwrap();
    for (number, when) in
        ["0 +0000", "-1 +0000", "99999999999999999999 +0000", "4294967296 +9999", "nonsense"].iter().enumerate()
    {
        book.write("content/index.md", format!("# Welcome\n\n{number}\n"));
        let mut index = repository.index().unwrap();
        index.add_all(["content"], git2::IndexAddOption::FORCE, None).unwrap();
        let tree = index.write_tree().unwrap();
        let text = format!(
            "tree {tree}\nparent {parent}\nauthor A <a@x> {when}\ncommitter A <a@x> {when}\n\nabsurd {number}\n"
        );
        parent = repository.odb().unwrap().write(git2::ObjectType::Commit, text.as_bytes()).unwrap();
        repository.reference("refs/heads/main", parent, true, "").unwrap();
    }
    let site = book.published();
    let history: serde_json::Value = serde_json::from_slice(&site["data/history.json"]).unwrap();
    let rows = history["documents"].as_object().unwrap().values().next().unwrap().as_array().unwrap();
    let absurd: Vec<&serde_json::Value> =
        rows.iter().filter(|row| row["summary"].as_str().unwrap().starts_with("absurd")).collect();
    assert_eq!(absurd.len(), 5);
    for row in absurd.iter().filter(|row| row["summary"] != "absurd 3") {
        assert_eq!(row["date"], serde_json::Value::Null, "{row}");
    }
}
