//! From when to when a version was in force, on records that are odd.

use super::world::{Policy, World};

const PATH: &str = "content/leave.md";
const PAGE: &str = "leave/index.html";
const PAGE_1_0: &str = "leave/versions/1.0/index.html";

/// Commits each text on its day, and returns the versions that the page lists.
fn versions_of(texts: &[(&'static str, Policy)]) -> (World, Vec<String>) {
    let world = World::new();
    for (day, text) in texts {
        world.on(day).write(PATH, text).commit("Another text");
    }
    let versions = world.build().versions(PAGE);
    (world, versions)
}

#[test]
fn a_version_without_approver_or_day_was_never_in_force() {
    let nobody = Policy::draft("1.1", "New.").status("approved");
    let no_day = nobody.clone().field("approved_by: Carla Chief");
    let no_approver = nobody.clone().field("approved_on: 2024-03-01");
    for incomplete in [nobody, no_day, no_approver] {
        let old = Policy::approved("1.0", "2024-02-01", "Old.");
        let (world, versions) = versions_of(&[("2024-02-01", old), ("2024-03-01", incomplete)]);
        assert!(versions[0].starts_with("1.1 |") && versions[0].ends_with("| never"), "{versions:?}");
        assert_eq!(versions[1], "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open");
        assert!(world.page(PAGE).contains("Approval incomplete."));
    }
}

#[test]
fn a_day_that_an_earlier_version_came_into_force_is_not_that_of_a_later() {
    let stale = "effective_from: 2024-02-15";
    let (_, versions) = versions_of(&[
        ("2024-02-01", Policy::approved("1.0", "2024-02-01", "Old.").field(stale)),
        ("2024-03-01", Policy::approved("1.1", "2024-03-01", "New.").field(stale)),
    ]);
    assert_eq!(
        versions,
        ["1.1 | 2024-03-01 Carla Chief | 2024-03-01 – open", "1.0 | 2024-02-01 Carla Chief | 2024-02-15 – 2024-03-01"]
    );
}

#[test]
fn a_version_that_is_to_come_leaves_the_one_before_in_force() {
    let (world, versions) = versions_of(&[
        ("2024-02-01", Policy::approved("1.0", "2024-02-01", "Old.")),
        ("2026-11-01", Policy::approved("1.1", "2026-11-01", "New.").field("effective_from: 2027-01-01")),
    ]);
    assert_eq!(
        versions,
        ["1.1 | 2026-11-01 Carla Chief | 2027-01-01 – open", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – 2027-01-01"]
    );
    let page = world.page(PAGE_1_0);
    assert!(page.contains("It is in force from 2024-02-01 until 2027-01-01 ."), "{page}");
    let page = world.page(PAGE);
    assert!(page.contains("Not in force yet.") && page.contains("In force on 2026-11-23 : version 1.0"), "{page}");
}

#[test]
fn an_approval_in_the_future_brings_nothing_into_force() {
    let (world, versions) = versions_of(&[
        ("2024-02-01", Policy::approved("1.0", "2024-02-01", "Old.")),
        ("2024-03-01", Policy::approved("1.1", "2027-01-01", "New.")),
    ]);
    assert!(world.page(PAGE).contains("had not come on"));
    assert_eq!(versions, ["1.1 | 2027-01-01 Carla Chief | never", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    let page = world.page(PAGE_1_0);
    assert!(page.contains("It has been in force since 2024-02-01"), "{page}");
}

#[test]
fn of_two_versions_of_one_day_the_later_is_in_force() {
    let print = |digit: &str| format!("approved_fingerprint: \"sha256:{}\"", digit.repeat(64));
    let (_, versions) = versions_of(&[
        ("2024-02-01", Policy::approved("1.0", "2024-02-01", "Old.").field(&print("1"))),
        ("2024-02-01", Policy::approved("1.1", "2024-02-01", "New.").field(&print("2"))),
    ]);
    assert_eq!(
        versions.iter().map(|line| line.rsplit('|').next().unwrap().trim()).collect::<Vec<_>>(),
        ["2024-02-01 – open", "never"]
    );
}

#[test]
fn a_record_that_stood_on_another_text_approves_nothing() {
    let old = || Policy::approved("1.0", "2024-02-01", "Old.");
    let draft = Policy::draft("1.0", "Draft.");
    let under_another_label = Policy::approved("1.1", "2024-02-01", "New.");
    let by_a_draft = Policy::approved("1.0", "2024-02-01", "New.");
    let without_label = Policy::approved("", "2024-02-01", "New.");
    for (between, text) in [
        (None, under_another_label.clone()),
        (Some(draft.clone()), under_another_label),
        (Some(draft), by_a_draft),
        (None, without_label),
    ] {
        let world = World::new();
        world.on("2024-02-01").write(PATH, old()).commit("Approve 1.0");
        for (day, text) in [("2024-03-01", between), ("2024-04-01", Some(text))] {
            if let Some(text) = text {
                world.on(day).write(PATH, text).commit("Another text");
            }
        }
        assert_eq!(world.found("changed-since-approval").len(), 1, "{:?}", world.findings());
        let versions = world.build().versions(PAGE);
        assert!(versions.iter().all(|line| !line.starts_with("1.1") || line.ends_with("| never")), "{versions:?}");
    }
}

#[test]
fn a_document_that_is_retired_or_taken_away_is_in_force_no_longer() {
    let approved = || Policy::approved("1.0", "2024-02-01", "Old.");
    let world = World::new();
    world.on("2024-02-01").write(PATH, approved()).commit("Approve 1.0");
    world.on("2024-05-01").write(PATH, approved().status("retired")).commit("Retire");
    world.on("2024-06-01").write(PATH, Policy::draft("2.0", "Again.")).commit("Draft 2.0");
    let ended = "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – 2024-05-01";
    assert_eq!(world.build().versions(PAGE), ["2.0 | not approved | never", ended]);

    let world = World::new();
    world.on("2024-02-01").write(PATH, approved()).commit("Approve 1.0");
    world.on("2024-05-01").git(&["rm", "--quiet", PATH]);
    world.commit("Take it away");
    world.on("2024-06-01").write(PATH, Policy::draft("2.0", "Again.")).commit("Draft 2.0");
    assert_eq!(world.build().versions(PAGE), ["2.0 | not approved | never", ended]);
}

#[test]
fn a_merge_of_three_labels_brings_the_last() {
    let world = World::new();
    world.branch("topic");
    for (label, day) in [("1.0", "2024-02-01"), ("1.1", "2024-02-02"), ("1.2", "2024-02-03")] {
        world.write(PATH, Policy::approved(label, day, label)).commit(label);
    }
    world.switch("main").merge_as("Mia Merger", "topic");
    assert_eq!(world.build().versions(PAGE), ["1.2 | 2024-02-03 Carla Chief | 2024-02-03 – open"]);
}

#[test]
fn the_order_of_texts_is_that_of_the_branch_whatever_their_dates() {
    let world = World::new();
    for (day, label, approved_on) in [
        ("2030-01-01", "1.0", "2024-01-01"),
        ("1980-01-01", "1.1", "2024-02-01"),
        ("2024-03-01", "1.2", "2024-03-01"),
        ("2024-02-01", "1.3", "2024-04-01"),
    ] {
        world.on(day).write(PATH, Policy::approved(label, approved_on, label)).commit(label);
    }
    let versions = world.build().versions(PAGE);
    assert_eq!(
        versions,
        [
            "1.3 | 2024-04-01 Carla Chief | 2024-04-01 – open",
            "1.2 | 2024-03-01 Carla Chief | 2024-03-01 – 2024-04-01",
            "1.1 | 2024-02-01 Carla Chief | 2024-02-01 – 2024-03-01",
            "1.0 | 2024-01-01 Carla Chief | 2024-01-01 – 2024-02-01",
        ]
    );
    assert!(world.page("leave/versions/1.1/index.html").contains("unknown"));
}
