//! The pages of old versions: what they said then, with what is true now.

use std::fs;

use super::world::{BOOK, Policy, World};
use crate::harness::{TODAY, policybook, talk};
use crate::scratch::files;

const PATH: &str = "content/leave.md";
const PAGE: &str = "leave/index.html";
const PAGE_1_0: &str = "leave/versions/1.0/index.html";

#[test]
fn an_old_page_has_the_values_and_the_fingerprint_of_its_time() {
    let settings = |days: &str| format!("{BOOK}[variables]\ndays = \"{days}\"\n");
    let world = World::with(&settings("25"));
    world.write(PATH, Policy::draft("1.0", "You may take {{ days }} days."));
    let approve = ["approve", "P-1", "--by", "Carla Chief", "--date", "2024-02-01"];
    let output = policybook(&world.root(), &approve);
    assert!(output.status.success(), "{}", talk(&output));
    world.on("2024-02-01").commit("Approve 1.0");
    let written = fs::read_to_string(world.root().join(PATH)).unwrap();
    let fingerprint = written.split("sha256:").nth(1).unwrap()[..64].to_owned();
    world.on("2024-03-01").write("book.toml", settings("30"));
    world.write(PATH, Policy::draft("1.1", "You may take {{ days }} days.")).commit("Draft 1.1");
    let page = world.build().page(PAGE_1_0);
    assert!(page.contains("You may take 25 days.") && page.contains(&fingerprint), "{page}");
    assert!(!page.contains("Changed since"), "{page}");
}

#[test]
fn a_value_that_changed_under_an_approval_is_found() {
    let settings = |days: &str| format!("{BOOK}[variables]\ndays = \"{days}\"\n");
    let world = World::with(&settings("25"));
    world.write(PATH, Policy::draft("1.0", "You may take {{ days }} days."));
    policybook(&world.root(), &["approve", "P-1", "--by", "Carla Chief", "--date", TODAY]);
    world.commit("Approve 1.0");
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
    world.write("book.toml", settings("30")).commit("Another value");
    assert_eq!(world.found("changed-since-approval").len(), 1);
}

#[test]
fn links_and_claims_of_an_old_page_lead_nowhere_wrong() {
    let world = World::new();
    let body = "[gone](gone.md) [moved](moved.md) ![picture](p.png)";
    world.write("content/gone.md", "# Gone\n").write("content/moved.md", "# Moved\n\nThe moved page.\n");
    world
        .write("content/p.png", "old picture")
        .write(PATH, Policy::approved("1.0", "2024-02-01", body).field("satisfies: [\"iso27001-2022:A.99.9\"]"));
    world.on("2024-02-01").commit("Approve 1.0");
    world.git(&["mv", "content/moved.md", "content/there.md"]);
    world.git(&["rm", "--quiet", "content/gone.md", "content/p.png"]);
    world.write(PATH, Policy::draft("1.1", "Other words.")).commit("Draft 1.1");
    world.build();
    let source = world.source(PAGE_1_0);
    assert!(source.contains("there/index.html"), "{source}");
    assert!(!source.contains("gone") || !source.contains("href=\"../../../gone"), "{source}");
    assert!(!source.contains("p.png\"") && !source.contains("A.99.9</span>"), "{source}");
}

#[test]
fn texts_that_cannot_be_read_any_more_are_no_versions_and_stop_nothing() {
    let world = World::new();
    let good = Policy::approved("1.0", "2024-02-01", "Words.");
    world.on("2024-02-01").write(PATH, &good).commit("Approve 1.0");
    world
        .on("2024-02-02")
        .write(PATH, [&b"---\nid: P-1\nversion: \"6.6\"\n---\n\xff\xfe"[..]].concat())
        .commit("No UTF-8");
    world.on("2024-02-03").write(PATH, "---\nid: [P-1\nversion: \"7.7\n---\n\nWords.\n").commit("No YAML");
    world
        .on("2024-02-04")
        .write(PATH, Policy::draft("8.8", &"Many words.\n\n".repeat(160_000)))
        .commit("Two megabytes");
    world.on("2024-02-05").write(PATH, Policy::draft("1.1", "Words again.")).commit("Draft 1.1");
    let versions = world.build().versions(PAGE);
    assert_eq!(versions.first().map(String::as_str), Some("1.1 | not approved | never"), "{versions:?}");
    assert_eq!(versions.last().map(String::as_str), Some("1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"));
    assert!(world.page(PAGE_1_0).contains("Words."));
}

#[test]
fn the_same_repository_gives_the_same_versions_in_any_zone_and_with_any_threads() {
    let world = World::new();
    for (label, day) in [("1.0", "2024-02-01"), ("1.1", "2024-03-01"), ("2.0", "2024-04-01")] {
        world
            .write(PATH, Policy::approved(label, day, label))
            .write("content/b.md", Policy::approved(label, day, "B").id("P-2"));
        world.commit(label);
    }
    let site = |zone: &str, threads: &str| {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_policybook"))
            .args(["build", "--fail-on", "never", "--date", TODAY])
            .current_dir(world.root())
            .env("TZ", zone)
            .env("RAYON_NUM_THREADS", threads)
            .output();
        assert!(status.unwrap().status.success());
        files(&world.root().join("site"))
    };
    let first = site("Pacific/Kiritimati", "1");
    assert!(first.contains_key(PAGE_1_0));
    assert!(first == site("Pacific/Niue", "8"));
}
