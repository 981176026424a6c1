//! What a branch brings: one merge, one text.

use crate::harness::data;

use super::world::{Policy, World};

const PATH: &str = "content/leave.md";
const PAGE: &str = "leave/index.html";
const PAGE_1_0: &str = "leave/versions/1.0/index.html";
const PAGE_1_1: &str = "leave/versions/1.1/index.html";
const LONG: &str =
    "# Allowed\n\n- walking\n- talking\n\n# Forbidden\n\n- smoking\n- shouting\n\n# Days\n\nYou may take 25 days.";

/// A book with version 1.0 on its branch.
fn with_version_1_0(body: &str) -> World {
    let world = World::new();
    world.on("2024-02-01").write(PATH, Policy::approved("1.0", "2024-02-01", body)).commit("Approve 1.0");
    world.on("2024-03-01");
    world
}

/// Writes a draft, its approval, and another text under that approval.
fn draft_approve_edit(world: &World) {
    world.write(PATH, Policy::draft("1.1", "Draft words.")).commit("Draft 1.1");
    world.write(PATH, Policy::approved("1.1", "2024-03-01", "Approved words.")).commit("Approve 1.1");
    world.write(PATH, Policy::approved("1.1", "2024-03-01", "Late words.")).commit("Edit 1.1");
}

#[test]
fn a_merge_brings_one_text_however_often_its_branch_changed_it() {
    let world = with_version_1_0("Old words.");
    draft_approve_edit(world.branch("topic"));
    let merge = world.on("2024-03-05").switch("main").merge_as("Mia Merger", "topic");
    assert!(world.found("changed-since-approval").is_empty());
    world.build();
    let page = world.page(PAGE_1_1);
    assert!(page.contains("Late words.") && page.contains(&merge), "{page}");
    assert_eq!(
        world.versions(PAGE),
        ["1.1 | 2024-03-01 Carla Chief | 2024-03-01 – open", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – 2024-03-01"]
    );
}

#[test]
fn a_squashed_branch_brings_one_text() {
    let world = with_version_1_0("Old words.");
    draft_approve_edit(world.branch("topic"));
    world.switch("main").git(&["merge", "--quiet", "--squash", "topic"]);
    world.commit("Squash topic");
    assert!(world.found("changed-since-approval").is_empty());
    world.build();
    assert!(world.page(PAGE_1_1).contains("Late words."));
}

#[test]
fn a_linear_branch_shows_what_was_edited_after_the_approval() {
    for is_rebased in [false, true] {
        let world = with_version_1_0("Old words.");
        draft_approve_edit(world.branch("topic"));
        if is_rebased {
            world.switch("main").write("content/other.md", "# Other\n").commit("Other");
            world.switch("topic").git(&["rebase", "--quiet", "main"]);
        }
        let edit = world.head();
        world.switch("main").git(&["merge", "--quiet", "--ff-only", "topic"]);
        let found = world.found("changed-since-approval");
        assert!(found.len() == 1 && found[0].contains(&edit), "{found:?}");
        world.build();
        assert!(world.page(PAGE_1_1).contains("Changed since its approval."));
    }
}

#[test]
fn a_merge_that_edits_the_text_that_its_branch_approved_is_found() {
    let world = with_version_1_0("Old words.");
    world.branch("topic").write(PATH, Policy::approved("1.1", "2024-03-01", "Approved words.")).commit("Approve 1.1");
    world.switch("main").begin_merge("topic");
    world.write(PATH, Policy::approved("1.1", "2024-03-01", "Words of the merge."));
    let merge = world.commit("Merge topic");
    let found = world.found("changed-since-approval");
    assert!(found.len() == 1 && found[0].contains(&merge), "{found:?}");
    world.build();
    let page = world.page(PAGE_1_1);
    assert!(page.contains("Changed since its approval.") && page.contains("Words of the merge."), "{page}");
}

#[test]
fn a_merge_that_edits_a_text_that_its_branch_never_touched_is_found() {
    let turned = LONG.replace(
        "- walking\n- talking\n\n# Forbidden\n\n- smoking\n",
        "- smoking\n- talking\n\n# Forbidden\n\n- walking\n",
    );
    // With lines of its own, and with those of the parents in another order.
    for body in [LONG.replace("25 days", "50 days"), turned, format!("{LONG}\n\n- smoking")] {
        let world = with_version_1_0(LONG);
        world.branch("topic").write("content/other.md", "# Other\n").commit("Other");
        world.switch("main").write("content/more.md", "# More\n").commit("More");
        world.begin_merge("topic");
        world.write(PATH, Policy::approved("1.0", "2024-02-01", &body));
        let merge = world.commit("Merge topic");
        let found = world.found("changed-since-approval");
        assert!(found.len() == 1 && found[0].contains(&merge), "{found:?}");
    }
}

#[test]
fn a_merge_that_takes_a_part_of_the_approved_text_back_is_found() {
    let world = World::new();
    let old = Policy::approved("1.0", "2024-02-01", "First rule.\n\nMiddle.\n\nSecond rule.");
    world.on("2024-02-01").write(PATH, old).commit("Approve 1.0");
    world.branch("topic").write("content/other.md", "# Other\n").commit("Other");
    let new =
        Policy::approved("1.1", "2024-03-01", "First rule, but stricter.\n\nMiddle.\n\nSecond rule, but stricter.");
    world.on("2024-03-01").switch("main").write(PATH, new).commit("Approve 1.1");
    world.begin_merge("topic");
    let half = Policy::approved("1.1", "2024-03-01", "First rule.\n\nMiddle.\n\nSecond rule, but stricter.");
    world.write(PATH, half);
    let merge = world.commit("Merge topic");
    let found = world.found("changed-since-approval");
    assert!(found.len() == 1 && found[0].contains(&merge), "{found:?}");
}

#[test]
fn a_merge_that_takes_the_text_of_the_other_side_back_is_told() {
    // The topic has the old text, and never touched it: git would keep the new one.
    let world = with_version_1_0("Old words.");
    world.branch("topic").write("content/other.md", "# Other\n").commit("Other");
    let new = Policy::approved("1.1", "2024-03-01", "New words.");
    world.switch("main").write(PATH, new).commit("Approve 1.1");
    world.begin_merge("topic");
    world.git(&["checkout", "--quiet", "topic", "--", PATH]);
    let merge = world.commit("Merge topic");
    world.build();
    let history = world.page(PAGE);
    assert!(history.split("History").last().unwrap().contains(&merge), "{history}");
    assert!(world.found("label-went-backwards").len() == 1, "{:?}", world.findings());
    let versions = world.versions(PAGE);
    assert!(versions.iter().all(|line| !line.starts_with("1.1") || !line.ends_with("open")), "{versions:?}");
    assert!(versions.iter().any(|line| line.starts_with("1.0") && line.ends_with("open")), "{versions:?}");
}

#[test]
fn a_merge_of_two_texts_shows_the_text_that_git_joined() {
    let body = |first: &str, last: &str| format!("{first}\n\nMiddle one.\n\nMiddle two.\n\nMiddle three.\n\n{last}");
    let world = with_version_1_0(&body("First.", "Last."));
    let new = Policy::approved("1.1", "2024-03-01", &body("First of topic.", "Last."));
    world.branch("topic").write(PATH, new).commit("Approve 1.1 on the topic");
    let old = Policy::approved("1.0", "2024-02-01", &body("First.", "Last of main."));
    world.switch("main").write(PATH, old).commit("Edit 1.0 on main");
    let merge = world.merge_as("Mia Merger", "topic");
    let found = world.found("changed-since-approval");
    assert!(found.len() == 1 && found[0].contains(&merge), "{found:?}");
    world.build();
    let page = world.page(PAGE_1_1);
    assert!(page.contains("First of topic.") && page.contains("Last of main."), "{page}");
}

#[test]
fn a_merge_that_refuses_a_branch_keeps_the_approved_text() {
    let world = with_version_1_0("Old words.");
    world.branch("topic").write(PATH, Policy::approved("1.1", "2024-03-01", "Refused words.")).commit("Approve 1.1");
    world.switch("main").git(&["merge", "--quiet", "--no-ff", "-s", "ours", "-m", "Refuse", "topic"]);
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
    world.build();
    assert_eq!(world.versions(PAGE), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    assert!(world.page(PAGE_1_0).contains("Old words."));
}

#[test]
fn a_merge_across_a_rename_shows_the_merged_text() {
    let body = |first: &str, last: &str| format!("{first}\n\nMiddle one.\n\nMiddle two.\n\nMiddle three.\n\n{last}");
    for renames_on_main in [false, true] {
        let world = with_version_1_0(&body("First.", "Last."));
        let (renaming, editing) = if renames_on_main { ("main", "topic") } else { ("topic", "main") };
        world.git(&["branch", "topic"]);
        world.switch(renaming).git(&["mv", PATH, "content/holiday.md"]);
        world.write("content/holiday.md", Policy::draft("1.1", &body("First.", "New last."))).commit("Rename");
        world.switch(editing).write(PATH, Policy::approved("1.0", "2024-02-01", &body("New first.", "Last.")));
        world.commit("Edit under the old name");
        world.switch("main").merge_as("Mia Merger", "topic");
        world.write("content/holiday.md", Policy::draft("2.0", "Another text.")).commit("Draft 2.0");
        let output = world.run(&["diff", "P-1", "2.0", "1.1", "--format", "html", "--whole"]);
        let text = data(&output);
        assert!(text.contains("New first.") && text.contains("New last."), "{renames_on_main}: {text}");
    }
}

#[test]
fn a_text_that_is_kept_beside_a_draft_stays_in_force() {
    let world = with_version_1_0("Old words.");
    world.write(PATH, Policy::draft("1.1", "New words.")).commit("Draft 1.1");
    world.build();
    assert_eq!(
        world.versions(PAGE),
        ["1.1 | not approved | never", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]
    );
    let page = world.page(PAGE);
    assert!(page.contains("Draft – not approved.") && !page.contains("New words."), "{page}");
    assert!(world.source(PAGE).contains("versions/1.0/index.html"));
    let old = world.page(PAGE_1_0);
    assert!(old.contains("has been in force since 2024-02-01") && old.contains("Old words."), "{old}");
    world.on("2024-04-01").write(PATH, Policy::approved("1.1", "2024-04-01", "New words.")).commit("Approve 1.1");
    world.build();
    assert_eq!(
        world.versions(PAGE),
        ["1.1 | 2024-04-01 Carla Chief | 2024-04-01 – open", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – 2024-04-01"]
    );
    let old = world.page(PAGE_1_0);
    assert!(old.contains("It was in force from 2024-02-01 until 2024-04-01"), "{old}");
}
