//! Where a history ends, where the book stands in its repository, and what the
//! folder holds beside it.

use std::collections::BTreeMap;
use std::fs;

use git2::{ObjectType, Oid};
use policybook::git;
use policybook::history::{self, HistoryState, WorkState, work_states};
use policybook::source::BookPath;
use tempfile::TempDir;

use super::repo::{Files, Repo, edited, path, request, text, told};

#[test]
fn the_mailmap_of_the_head_names_the_authors() {
    let repo = Repo::new();
    let mailmap = "# people\nAnn Ordinary <ann@work.example> Ann Author <ANN@example.org>\n";
    repo.commit(&[], "one", &[(".mailmap", mailmap), ("content/a.md", "a\n")]);
    let chronicle = repo.chronicle();
    let author = &chronicle.revisions_of(&path("content/a.md"))[0].by.author;
    assert_eq!((author.name.as_str(), author.email.as_deref()), ("Ann Ordinary", Some("ann@work.example")));
}

#[test]
fn a_shallow_clone_says_where_it_ends_and_invents_no_addition() {
    let (repo, a) = (Repo::new(), text("access"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    let two = repo.commit(&[one], "two", &[("content/a.md", &edited(&a, "two"))]);
    let three = repo.commit(&[two], "three", &[("content/moved.md", &edited(&a, "two"))]);
    repo.commit(&[three], "four", &[("content/moved.md", &edited(&a, "two")), ("content/b.md", "b\n")]);
    fs::write(repo.folder.path().join(".git/shallow"), format!("{two}\n")).unwrap();
    let chronicle = repo.chronicle();
    let HistoryState::Shallow { boundary } = &chronicle.state else { panic!("{:?}", chronicle.state) };
    assert_eq!(boundary.len(), 1);
    assert_eq!(boundary[0].as_str(), two.to_string());
    let expected = ["three: renamed from content/a.md content/moved.md"];
    assert_eq!(told(&chronicle, "content/moved.md"), expected);
    assert!(!chronicle.is_complete(&path("content/moved.md")));
    assert_eq!(told(&chronicle, "content/b.md"), ["four: added content/b.md"]);
    assert!(chronicle.is_complete(&path("content/b.md")));
}

#[test]
fn a_missing_commit_is_named_and_nothing_is_called_complete() {
    let repo = Repo::new();
    let lost = Oid::from_str("00112233445566778899aabbccddeeff00112233").unwrap();
    repo.commit(&[lost], "two", &[("content/a.md", "a\n")]);
    let chronicle = repo.chronicle();
    let HistoryState::MissingObject(what) = &chronicle.state else { panic!("{:?}", chronicle.state) };
    assert!(what.contains(&lost.to_string()), "{what}");
    assert!(told(&chronicle, "content/a.md").is_empty());
    assert!(!chronicle.is_complete(&path("content/a.md")));
}

#[test]
fn a_branch_a_detached_head_and_an_unborn_one_are_told_apart() {
    let repo = Repo::new();
    let unborn = repo.log();
    assert_eq!((unborn.state, unborn.branch.as_deref()), (HistoryState::NoCommits, Some("main")));
    let one = repo.commit(&[], "one", &[("content/a.md", "a\n")]);
    assert_eq!(repo.log().branch.as_deref(), Some("main"));
    repo.repository.set_head_detached(one).unwrap();
    let detached = repo.log();
    assert_eq!(detached.branch, None);
    assert_eq!(detached.head.unwrap().as_str(), one.to_string());
    assert_eq!(told(&repo.chronicle(), "content/a.md"), ["one: added content/a.md"]);
}

#[test]
fn a_folder_without_a_repository_has_no_history() {
    let folder = TempDir::new().unwrap();
    assert_eq!(git::read(folder.path(), &request()).log.state, HistoryState::NoRepository);
}

#[test]
fn a_folder_that_a_repository_ignores_has_no_history() {
    let repo = Repo::new();
    repo.commit(&[], "one", &[("content/a.md", "a\n")]);
    fs::create_dir_all(repo.folder.path().join("private/content")).unwrap();
    fs::write(repo.folder.path().join(".gitignore"), "/private\n").unwrap();
    assert_eq!(repo.chronicle_of(&repo.folder.path().join("private")).state, HistoryState::NoRepository);
}

#[test]
fn a_book_in_a_subfolder_has_paths_of_its_own() {
    let (repo, a) = (Repo::new(), text("access"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a), ("other/content/x.md", "x\n")]);
    let files: Files<'_> = &[("books/isms/content/a.md", &a), ("other/content/x.md", "x\n")];
    repo.commit(&[one], "two", files);
    let book = repo.folder.path().join("books/isms");
    fs::create_dir_all(&book).unwrap();
    let chronicle = repo.chronicle_of(&book);
    let expected = ["two: renamed from ../../content/a.md content/a.md", "one: added ../../content/a.md"];
    assert_eq!(told(&chronicle, "content/a.md"), expected);
    assert_eq!(chronicle.documents.len(), 1);
}

#[test]
fn a_linked_working_copy_reads_the_same_history() {
    let repo = Repo::new();
    let one = repo.commit(&[], "one", &[("content/a.md", "a\n")]);
    let elsewhere = TempDir::new().unwrap();
    let linked = elsewhere.path().join("linked");
    repo.repository.worktree("linked", &linked, None).unwrap();
    repo.commit(&[one], "two", &[("content/a.md", "b\n")]);
    assert_eq!(told(&repo.chronicle_of(&linked), "content/a.md"), ["one: added content/a.md"]);
}

#[test]
fn a_file_of_the_folder_is_clean_modified_or_untracked() {
    let repo = Repo::new();
    let files: Files<'_> = &[
        ("content/a.md", "a\nb\n"),
        ("content/c.md", "c\n"),
        ("content/d.md", "d\r\n"),
        ("content/m.md", "\u{feff}m\n"),
    ];
    repo.commit(&[], "one", files);
    let reading = git::read(repo.folder.path(), &request());
    let folder = [
        ("content/a.md", "a\r\nb\r\n", WorkState::Clean),
        ("content/c.md", "changed\n", WorkState::Modified),
        ("content/d.md", "d\n", WorkState::Clean),
        ("content/m.md", "m\n", WorkState::Clean),
        ("content/new.md", "new\n", WorkState::Untracked),
    ];
    let working: BTreeMap<BookPath, &[u8]> =
        folder.iter().map(|(name, text, _)| (path(name), text.as_bytes())).collect();
    let states = work_states(&reading.log.documents, &working, &reading.store);
    for (name, _, expected) in folder {
        assert_eq!(states[&path(name)], expected, "{name}");
    }
    let chronicle = history::chronicle(reading.log, &reading.store);
    assert!(chronicle.revisions_of(&path("content/new.md")).is_empty());
}

#[test]
fn tags_lead_to_commits_through_other_tags() {
    let repo = Repo::new();
    let one = repo.commit(&[], "one", &[("content/a.md", "a\n")]);
    let tag = format!("object {one}\ntype commit\ntag v1\ntagger T <t@x> 1700000000 +0000\n\nFirst\nrelease\n");
    let tag = repo.write(ObjectType::Tag, tag.as_bytes());
    let outer = format!("object {tag}\ntype tag\ntag again\ntagger T <t@x> 1800000000 +0000\n\nAgain\n");
    let outer = repo.write(ObjectType::Tag, outer.as_bytes());
    for (name, id) in [("light", one), ("v1", tag), ("again", outer)] {
        repo.repository.reference(&format!("refs/tags/{name}"), id, true, "").unwrap();
    }
    let tags = repo.log().tags;
    let told: Vec<(&str, Option<String>, Option<&str>)> = tags
        .iter()
        .map(|tag| (tag.name.as_str(), tag.date.map(|date| date.to_string()), tag.message.as_deref()))
        .collect();
    let expected = [
        ("again", Some("2027-01-15".to_owned()), Some("Again")),
        ("light", Some("2023-11-15".to_owned()), None),
        ("v1", Some("2023-11-14".to_owned()), Some("First\nrelease")),
    ];
    assert_eq!(told, expected);
    assert!(tags.iter().all(|tag| tag.commit.as_str() == one.to_string()));
}

#[test]
fn a_packed_repository_tells_the_same_as_a_loose_one() {
    let (repo, a) = (Repo::new(), text("access"));
    let mut parents = Vec::new();
    let mut body = a;
    for number in 0..30 {
        body = edited(&body, &number.to_string());
        let name = format!("content/{}.md", number / 10);
        parents = vec![repo.commit(&parents, &format!("c{number}"), &[(&name, &body), ("content/z.md", "z\n")])];
    }
    let loose = repo.chronicle();
    let mut pack = repo.repository.packbuilder().unwrap();
    let mut walk = repo.repository.revwalk().unwrap();
    walk.push_head().unwrap();
    pack.insert_walk(&mut walk).unwrap();
    pack.write(&repo.folder.path().join(".git/objects/pack"), 0o644).unwrap();
    for entry in fs::read_dir(repo.folder.path().join(".git/objects")).unwrap().flatten() {
        if entry.file_name().len() == 2 {
            fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let packed = repo.chronicle();
    assert_eq!(packed.state, HistoryState::Complete);
    assert_eq!(told(&packed, "content/2.md"), told(&loose, "content/2.md"));
    assert_eq!(told(&packed, "content/2.md").len(), 30);
}
