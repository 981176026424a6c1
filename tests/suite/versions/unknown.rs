//! What is said where git cannot know: nothing, or that it is unknown.

use std::fs;
use std::path::Path;

use super::world::{Policy, World};
use crate::harness::{TODAY, data, policybook};

const PATH: &str = "content/leave.md";
const PAGE: &str = "leave/index.html";
const PAGE_1_0: &str = "leave/versions/1.0/index.html";

/// Three commits: an approval, and two that have nothing to do with it.
fn long_ago() -> World {
    let world = World::new();
    world
        .on("2024-02-01")
        .write(PATH, Policy::approved("1.0", "2024-02-01", "Words."))
        .commit_as("Bea Boss", "Approve");
    world.on("2024-05-01").write("content/other.md", "# Other\n").commit_as("Max Middle", "Other");
    world.on("2024-06-01").write("content/more.md", "# More\n").commit_as("Zoe Last", "More");
    world
}

fn page(book: &Path, path: &str) -> String {
    super::world::words(&fs::read_to_string(book.join("site").join(path)).unwrap())
}

#[test]
fn a_shallow_clone_names_no_commit_for_what_lies_beyond_it() {
    let world = long_ago();
    let origin = format!("file://{}", world.root().display());
    let clone = world.around().join("clone");
    world.git(&["clone", "--quiet", "--depth", "2", &origin, clone.to_str().unwrap()]);
    let check = policybook(&clone, &["check", "--date", TODAY]);
    assert_eq!(check.status.code(), Some(3), "{}", data(&check));
    assert!(policybook(&clone, &["build", "--fail-on", "never", "--date", TODAY]).status.success());
    let text = page(&clone, PAGE);
    let history = text.split("History").last().unwrap();
    assert!(!history.contains("Max Middle") && !history.contains("Bea Boss"), "{history}");
    assert!(text.contains("unknown"), "{text}");
    assert!(!clone.join("site").join(PAGE_1_0).exists());
}

#[test]
fn a_missing_commit_leaves_the_rest_unknown() {
    let world = long_ago();
    let gone = world.git(&["rev-parse", "HEAD~2"]);
    let (folder, file) = gone.split_at(2);
    fs::remove_file(world.root().join(".git/objects").join(folder).join(file)).unwrap();
    assert_eq!(world.found("incomplete-history").len(), 1);
    let text = world.build().page(PAGE);
    assert!(!text.split("History").last().unwrap().contains("Max Middle"), "{text}");
    assert!(!world.has(PAGE_1_0));
}

#[test]
fn a_merge_without_its_first_parent_is_no_branch_of_the_second() {
    let world = World::new();
    world.on("2024-02-01").write("content/other.md", "# Other\n").commit("Other");
    world.git(&["branch", "topic", "HEAD~1"]);
    let first = world.write("content/more.md", "# More\n").commit("More");
    world.switch("topic").write(PATH, Policy::approved("1.0", "2024-02-01", "Words.")).commit("Approve 1.0");
    world.write(PATH, Policy::approved("1.1", "2024-03-01", "Other words.")).commit("Approve 1.1");
    world.switch("main").merge_as("Mia Merger", "topic");
    let gone = world.git(&["rev-parse", &first]);
    let (folder, file) = gone.split_at(2);
    fs::remove_file(world.root().join(".git/objects").join(folder).join(file)).unwrap();
    // What the topic held before its merge was never on the branch.
    let versions = world.build().versions(PAGE);
    assert!(versions.iter().all(|line| !line.starts_with("1.0")), "{versions:?}");
}

#[test]
fn without_a_repository_there_are_no_versions() {
    let world = long_ago();
    fs::remove_dir_all(world.root().join(".git")).unwrap();
    assert_eq!(world.found("no-history").len(), 1);
    assert_eq!(world.build().versions(PAGE), [""; 0]);
    assert!(!world.has(PAGE_1_0));
}

#[test]
fn a_text_that_is_not_committed_is_no_version() {
    let world = long_ago();
    world.write(PATH, Policy::approved("1.1", "2024-07-01", "Dirty words."));
    world.build();
    assert_eq!(world.versions(PAGE), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    let page = world.page(PAGE);
    assert!(
        page.contains("changes that are not committed") && page.contains("In force on 2026-11-23 : version 1.0"),
        "{page}"
    );
    assert!(!world.page(PAGE_1_0).contains("Dirty words."));
    // Under the record of the text that is committed.
    world.write(PATH, Policy::approved("1.1", "2024-02-01", "Dirty words."));
    assert_eq!(world.found("changed-since-approval").len(), 1);
    // A file that git does not know.
    world.write("content/new.md", Policy::approved("1.0", "2024-07-01", "New.").id("P-2"));
    world.build();
    assert_eq!(world.versions("new/index.html"), [""; 0]);
}

#[test]
fn a_book_may_leave_the_texts_of_its_past_unread() {
    let settings = "[book]\ntitle = \"Book\"\n[history]\nversions = false\n";
    let world = World::with(settings);
    world.write(PATH, Policy::approved("1.0", "2024-02-01", "You may take 25 days.")).commit("Approve 1.0");
    world.git(&["tag", "v1"]);
    let page = world.build().source(PAGE);
    assert!(!page.contains("pb-versions") && !page.contains("releases/index.html"), "{page}");
    assert!(!world.has(PAGE_1_0) && !world.has("releases/index.html"));
    assert!(world.source("data/releases.json").contains("\"v1\""));
    // Evidence that nobody reads must not count as evidence.
    world.write("book.toml", format!("{settings}[approvals]\nrequire = \"trailer\"\n"));
    let output = world.run(&["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", crate::harness::talk(&output));
}
