//! Objects that no git would write: skipped or called unknown, never a panic.

use std::fs;

use git2::{ObjectType, Oid};
use policybook::history::HistoryState;
use policybook::source::BookPath;

use super::repo::{Repo, path, told};

#[test]
fn odd_entries_of_a_tree_are_skipped_and_named() {
    let repo = Repo::new();
    let blob = repo.write(ObjectType::Blob, b"text\n");
    let inner = repo.tree(&[("hidden.md", "x\n")]);
    let gitlink = Oid::from_str("1111111111111111111111111111111111111111").unwrap();
    let content = repo.raw_tree(&[
        ("100644", b"..", blob),
        ("40000", b".git", inner),
        ("100644", b"a/b.md", blob),
        ("100644", b"bad\xff.md", blob),
        ("100644", b"fine.md", blob),
        ("120000", b"link.md", blob),
        ("160000", b"module.md", gitlink),
        ("100644", b"two\nlines.md", blob),
    ]);
    let tree = repo.raw_tree(&[("40000", b"content", content)]);
    let one = repo.commit_tree(&[], "one", tree);
    repo.commit(&[one], "two", &[("content/fine.md", "other\n")]);
    let after = repo.raw_tree(&[("40000", b"content", content)]);
    let head = repo.repository.head().unwrap().target().unwrap();
    repo.commit_tree(&[head], "three", after);
    let chronicle = repo.chronicle();
    assert_eq!(chronicle.documents.keys().map(BookPath::as_str).collect::<Vec<_>>(), ["content/fine.md"]);
    assert_eq!(told(&chronicle, "content/fine.md").len(), 3);
    let notes = chronicle.notes.join("\n");
    for name in ["`content/.git`", r"`content/bad\xff.md`", r"`content/two\nlines.md`", "`content/a/b.md`"] {
        assert!(notes.contains(name), "{name} is not in:\n{notes}");
    }
}

#[test]
fn commits_with_wild_dates_or_without_author_say_unknown() {
    let repo = Repo::new();
    let mut parent = String::new();
    let headers = [
        ("author A <a@x> 0 +0000", "1970"),
        ("author A <a@x> -1 +0000", "before"),
        ("author A <a@x> 99999999999999999999 +0000", "overflow"),
        ("author A <a@x> 253402300800 +9999", "far"),
        ("author  <> 1700000000 +0000", "nobody"),
        ("author", "bare"),
        ("x-no-author at all", "none"),
        ("author A <a@x", "open"),
        ("author A <a@x> 1700000000 +1300", "good"),
    ];
    for (number, (author, summary)) in headers.iter().enumerate() {
        let tree = repo.tree(&[("content/a.md", &format!("{number}\n"))]);
        let commit = format!("tree {tree}\n{parent}{author}\ncommitter C <c@x> {number} +0000\n\n{summary}\n");
        parent = format!("parent {}\n", repo.raw_commit(commit.as_bytes()));
    }
    let chronicle = repo.chronicle();
    let rows = chronicle.revisions_of(&path("content/a.md"));
    assert_eq!(rows.len(), headers.len());
    let date = |summary: &str| rows.iter().find(|row| row.by.summary == summary).unwrap().by.date;
    assert_eq!(date("good").unwrap().to_string(), "2023-11-15");
    for summary in ["1970", "before", "overflow", "far", "bare", "none", "open"] {
        assert_eq!(date(summary), None, "{summary}");
    }
    let nobody = rows.iter().find(|row| row.by.summary == "nobody").unwrap();
    assert_eq!((nobody.by.author.name.as_str(), &nobody.by.author.email), ("unknown", &None));
}

#[test]
fn messages_of_any_size_and_encoding_give_one_plain_line() {
    let repo = Repo::new();
    let who = "A <a@x> 1700000000 +0000";
    let commit = |parent: Option<Oid>, number: usize, encoding: &str, message: &[u8]| {
        let tree = repo.tree(&[("content/a.md", &format!("{number}\n"))]);
        let parent = parent.map_or(String::new(), |id| format!("parent {id}\n"));
        let head = format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n{encoding}\n");
        repo.raw_commit(&[head.as_bytes(), message].concat())
    };
    let one = commit(None, 1, "", &vec![b'x'; 10 << 20]);
    let two = commit(Some(one), 2, "encoding ISO-8859-1\n", b"Gr\xfc\xdfe\n\nbody\n");
    let three = commit(Some(two), 3, "", b"\n\n  bad \xff byte \x1b[31m\n");
    commit(Some(three), 4, "", b"");
    let chronicle = repo.chronicle();
    let rows = chronicle.revisions_of(&path("content/a.md"));
    let summaries: Vec<&str> = rows.iter().map(|row| row.by.summary.as_str()).collect();
    assert_eq!(summaries[..3], ["", "bad \u{fffd} byte \u{fffd}[31m", "Grüße"]);
    assert_eq!(summaries[3].chars().count(), 501);
}

#[test]
fn a_damaged_object_is_named_and_nothing_is_called_complete() {
    let repo = Repo::new();
    let one = repo.commit(&[], "one", &[("content/a.md", "a\n")]);
    let two = repo.commit(&[one], "two", &[("content/a.md", "b\n")]);
    repo.commit(&[two], "three", &[("content/a.md", "c\n")]);
    let name = one.to_string();
    let file = repo.folder.path().join(".git/objects").join(&name[..2]).join(&name[2..]);
    for damage in [&b""[..], b"no stream at all", b"x\x9c\x4b\xca"] {
        fs::remove_file(&file).unwrap();
        fs::write(&file, damage).unwrap();
        let chronicle = repo.chronicle();
        let HistoryState::MissingObject(what) = &chronicle.state else { panic!("{:?}", chronicle.state) };
        assert!(what.contains(&name), "{what}");
        assert_eq!(told(&chronicle, "content/a.md"), ["three: modified content/a.md"]);
        assert!(!chronicle.is_complete(&path("content/a.md")));
    }
}

#[test]
fn objects_that_are_borrowed_from_another_store_are_found() {
    let (lender, borrower) = (Repo::new(), Repo::new());
    let one = lender.commit(&[], "one", &[("content/a.md", "a\n")]);
    let lent = lender.folder.path().join(".git/objects");
    fs::write(borrower.folder.path().join(".git/objects/info/alternates"), format!("{}\n", lent.display())).unwrap();
    borrower.commit(&[one], "two", &[("content/a.md", "b\n")]);
    let expected = ["two: modified content/a.md", "one: added content/a.md"];
    assert_eq!(told(&borrower.chronicle(), "content/a.md"), expected);
}
