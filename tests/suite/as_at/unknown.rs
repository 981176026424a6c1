//! What is not known is said to be unknown, in the site and on the command line.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::answers::{DataFile, listed_documents};
use crate::harness::{TODAY, policybook, talk};
use crate::scratch::{Scratch, refused};
use crate::versions::world::{Policy, World, words};

const PATH: &str = "content/leave.md";

fn approved() -> World {
    let world = World::new();
    world.on("2024-02-01").write(PATH, Policy::approved("1.0", "2024-02-01", "Words.")).commit("Approve");
    world.on("2024-05-01").write("content/other.md", "# Other\n").commit("Other");
    world.on("2024-06-01").write("content/more.md", "# More\n").commit("More");
    world
}

fn list(book: &Path, day: &str) -> std::process::Output {
    policybook(book, &["list", "documents", "--as-at", day, "--date", TODAY])
}

/// Asserts that a book tells nothing of any day: neither the command nor the site.
fn tells_nothing(book: &Path, words_of_it: &str) {
    for day in ["2024-02-15", "2024-06-15", TODAY] {
        refused(&list(book, day), 3, &["unknown", words_of_it]);
    }
    let build = policybook(book, &["build", "--fail-on", "never", "--date", TODAY]);
    assert!(build.status.success(), "{}", talk(&build));
    let read = |path: &str| fs::read_to_string(book.join("site").join(path)).unwrap();
    let data: Value = serde_json::from_str(&read("data/as-at.json")).unwrap();
    assert_eq!(data["state"], "unknown");
    assert!(data["reason"].as_str().unwrap().contains(words_of_it), "{data}");
    for empty in ["days", "branch", "documents", "texts", "states", "statement"] {
        assert_eq!(data[empty].as_array().map(Vec::len), Some(0), "{empty}");
    }
    let page = words(&read("as-at/index.html"));
    assert!(page.contains("What was in force is unknown") && page.contains(words_of_it), "{page}");
    assert!(!page.contains("in force, ") && !page.contains("version 1.0"), "{page}");
}

#[test]
fn a_shallow_clone_tells_of_no_day() {
    let world = approved();
    let origin = format!("file://{}", world.root().display());
    let clone = world.around().join("clone");
    world.git(&["clone", "--quiet", "--depth", "2", &origin, clone.to_str().unwrap()]);
    tells_nothing(&clone, "cut off");
}

#[test]
fn a_missing_commit_tells_of_no_day() {
    let world = approved();
    lose(&world, "HEAD~2");
    tells_nothing(&world.root(), "missing");
}

#[test]
fn a_missing_text_tells_of_no_day() {
    let world = approved();
    world.on("2024-07-01").write(PATH, Policy::approved("1.1", "2024-07-01", "New.")).commit("New");
    lose(&world, "HEAD~1:content/leave.md");
    tells_nothing(&world.root(), "missing");
}

fn lose(world: &World, name: &str) {
    let object = world.git(&["rev-parse", name]);
    let (folder, file) = object.split_at(2);
    fs::remove_file(world.root().join(".git/objects").join(folder).join(file)).unwrap();
}

#[test]
fn a_book_without_git_tells_of_no_day() {
    tells_nothing(&Scratch::new().root(), "no git repository");
}

#[test]
fn days_before_the_first_commit_and_days_to_come_are_refused() {
    let world = approved();
    refused(&list(&world.root(), "2023-12-31"), 2, &["2023-12-31", "first commit", "2024-01-01"]);
    refused(&list(&world.root(), "2026-11-24"), 2, &["2026-11-24 is in the future", TODAY]);
    refused(&list(&world.root(), "2024-02-30"), 2, &["2024-02-30", "YYYY-MM-DD"]);
    refused(&list(&world.root(), "yesterday"), 2, &["YYYY-MM-DD"]);
    assert_eq!(listed_documents(&world, TODAY).map(|rows| rows.len()), Some(1));
}

#[test]
fn a_commit_without_a_day_that_can_be_true_leaves_its_days_unknown() {
    let world = approved();
    world.write(PATH, Policy::draft("1.1", "Words.")).git(&["add", "--all"]);
    world.git(&["commit", "--quiet", "-m", "From 2090", "--date", "2090-01-01T00:00:00Z"]);
    world.on("2024-08-01").write("content/last.md", "# Last\n").commit("Last");
    assert_eq!(listed_documents(&world, "2024-05-31").map(|rows| rows.len()), Some(1));
    // It came on the day of the commit below it, at the earliest.
    refused(&list(&world.root(), "2024-06-01"), 3, &["what the branch held on 2024-06-01 is unknown"]);
    refused(&list(&world.root(), "2024-07-31"), 3, &["unknown"]);
    assert!(listed_documents(&world, "2024-08-01").unwrap()[0].contains("branch:1.1 draft"));
    let file = DataFile::of(world.build());
    assert_eq!(file.documents("2024-07-15"), None);
    assert!(world.page("as-at/index.html").contains("unknown from 2024-06-01 until 2024-08-01"));
}

#[test]
fn a_book_whose_first_commits_have_no_day_is_not_called_younger() {
    let world = World::new();
    world.git(&["commit", "--quiet", "--amend", "--allow-empty", "-m", "Begin", "--date", "2090-01-01T00:00:00Z"]);
    world.on("2024-03-01").write(PATH, Policy::approved("1.0", "2024-03-01", "Words.")).commit("Approve");
    refused(&list(&world.root(), "2024-02-01"), 3, &["what the branch held on 2024-02-01 is unknown"]);
    assert_eq!(listed_documents(&world, "2024-03-01").map(|rows| rows.len()), Some(1));
}

#[test]
fn other_tables_are_none_of_another_day() {
    let world = approved();
    for kind in ["due", "stale", "releases", "findings"] {
        let output = policybook(&world.root(), &["list", kind, "--as-at", "2024-03-01", "--date", TODAY]);
        refused(&output, 2, &["`documents`, `controls` and `gaps`"]);
    }
}
