//! Histories of odd shapes.

use super::world::{Policy, World};

const PATH: &str = "content/leave.md";
const PAGE: &str = "leave/index.html";
const PAGE_1_0: &str = "leave/versions/1.0/index.html";

fn approved(label: &str, day: &str) -> Policy {
    Policy::approved(label, day, &format!("Words of {label}."))
}

#[test]
fn an_unrelated_history_brings_its_text_by_the_merge() {
    let world = World::new();
    world.git(&["switch", "--quiet", "--orphan", "island"]);
    world.on("2024-02-01").write("book.toml", super::world::BOOK).write(PATH, approved("1.0", "2024-02-01"));
    world.commit_as("Ann Author", "Approve on an island");
    world.on("2024-03-01").switch("main");
    let args = ["merge", "--quiet", "--no-ff", "--allow-unrelated-histories", "-m", "Merge", "island"];
    world.git_as("Mia Merger", &args);
    let merge = world.head();
    let page = world.build().page(PAGE_1_0);
    assert!(page.contains(&merge), "{page}");
    assert_eq!(world.versions(PAGE), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
}

#[test]
fn an_octopus_brings_the_text_that_it_has() {
    let world = World::new();
    for name in ["one", "two", "three"] {
        world.switch("main").branch(name);
        match name {
            "two" => world.write(PATH, approved("1.0", "2024-02-01")),
            other => world.write(&format!("content/{other}.md"), format!("# {other}\n")),
        };
        world.commit(name);
    }
    world.switch("main").git(&["merge", "--quiet", "--no-ff", "-m", "Octopus", "one", "two", "three"]);
    let merge = world.head();
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
    assert!(world.build().page(PAGE_1_0).contains(&merge));
}

#[test]
fn criss_cross_merges_tell_each_text_once() {
    let world = World::new();
    world.write(PATH, approved("1.0", "2024-02-01")).commit("Approve 1.0");
    world.branch("topic").write("content/a.md", "# A\n").commit("A");
    world.switch("main").write("content/b.md", "# B\n").commit("B");
    world.git(&["branch", "main-then"]);
    world.merge_as("Mia Merger", "topic");
    world.switch("topic").merge_as("Mia Merger", "main-then");
    world.write(PATH, approved("1.1", "2024-03-01")).commit("Approve 1.1");
    world.switch("main").merge_as("Mia Merger", "topic");
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
    assert_eq!(
        world.build().versions(PAGE),
        ["1.1 | 2024-03-01 Carla Chief | 2024-03-01 – open", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – 2024-03-01"]
    );
}

#[test]
fn a_reverted_approval_leaves_the_version_before_in_force() {
    let world = World::new();
    world.on("2024-02-01").write(PATH, approved("1.0", "2024-02-01")).commit("Approve 1.0");
    world.on("2024-03-01").write(PATH, approved("1.1", "2024-03-01")).commit("Approve 1.1");
    world.on("2024-03-02").git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
    let versions = world.build().versions(PAGE);
    assert!(versions.iter().any(|line| line.starts_with("1.0 |") && line.ends_with("open")), "{versions:?}");
    assert!(versions.iter().all(|line| !line.starts_with("1.1 |") || !line.ends_with("open")), "{versions:?}");
}

#[test]
fn a_cherry_picked_approval_is_brought_by_the_pick() {
    let world = World::new();
    world.branch("topic").write(PATH, approved("1.0", "2024-02-01")).commit("Approve 1.0");
    world.write(PATH, approved("1.1", "2024-03-01")).commit("Approve 1.1");
    world.switch("main").git_as("Petra Picker", &["cherry-pick", "topic~1"]);
    let pick = world.head();
    let page = world.build().page(PAGE_1_0);
    assert!(page.contains(&pick) && page.contains("committed by Petra Picker"), "{page}");
    assert_eq!(world.versions(PAGE), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
}

#[test]
fn a_rewritten_history_is_told_by_the_last_publication() {
    let world = World::new();
    world.write(PATH, approved("1.0", "2024-02-01")).commit("Approve 1.0");
    world.build();
    assert_eq!(world.found("published-version-changed"), [""; 0]);
    world.write(PATH, Policy::approved("1.0", "2024-02-01", "Rewritten.")).commit_with(
        "Ann Author",
        "Approve 1.0",
        &["--amend"],
    );
    // The record in git alone is consistent: only what was published tells.
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
    let found = world.found("published-version-changed");
    assert!(found.len() == 1 && found[0].contains("was published with another text"), "{found:?}");
}
