//! Which text of a document was in force, on histories that are hostile or merely odd.

use super::answers::listed_documents;
use crate::versions::world::{Policy, World};

const PATH: &str = "content/leave.md";

/// Returns how the documents stood on some days, without the columns of no interest.
fn on(world: &World, day: &str) -> Vec<String> {
    listed_documents(world, day).unwrap_or_else(|| vec!["unknown".to_owned()])
}

fn begun(policy: Policy) -> World {
    let world = World::new();
    world.on("2024-02-01").write(PATH, policy).commit("First");
    world
}

#[test]
fn a_draft_leaves_the_version_before_it_in_force() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Old."));
    world.on("2024-03-01").write(PATH, Policy::draft("1.1", "New.")).commit("Draft");
    world.on("2024-04-01").write(PATH, Policy::approved("1.1", "2024-04-01", "New.")).commit("Approve");
    assert_eq!(on(&world, "2024-01-31"), [""; 0]);
    assert_eq!(on(&world, "2024-02-01"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:-"]);
    assert_eq!(on(&world, "2024-03-15"), ["P-1 in-force 1.0 2024-02-01 - branch:1.1 draft later:-"]);
    assert_eq!(on(&world, "2024-04-01"), ["P-1 in-force 1.1 2024-04-01 - branch:- later:-"]);
}

#[test]
fn a_book_of_drafts_has_nothing_in_force_on_any_day() {
    let world = begun(Policy::draft("0.1", "Words."));
    world.on("2024-03-01").write(PATH, Policy::draft("0.2", "More.").status("in-review")).commit("Review");
    assert_eq!(on(&world, "2024-02-20"), ["P-1 draft 0.1 - - branch:- later:-"]);
    assert_eq!(on(&world, "2026-01-01"), ["P-1 in-review 0.2 - - branch:- later:-"]);
}

#[test]
fn a_record_of_a_later_commit_changes_no_day_before_it() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Old."));
    world.on("2024-06-01").write(PATH, Policy::approved("1.1", "2024-03-01", "New.")).commit("Approved long ago");
    assert_eq!(on(&world, "2024-02-28"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:-"]);
    assert_eq!(on(&world, "2024-03-01"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:1.1"]);
    assert_eq!(on(&world, "2024-05-31"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:1.1"]);
    assert_eq!(on(&world, "2024-06-01"), ["P-1 in-force 1.1 2024-03-01 - branch:- later:-"]);
}

#[test]
fn a_day_to_come_leaves_the_version_before_it_in_force_until_then() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Old."));
    let new = Policy::approved("1.1", "2024-03-01", "New.").field("effective_from: 2024-05-01");
    world.on("2024-03-01").write(PATH, new).commit("Approve ahead");
    assert_eq!(on(&world, "2024-04-30"), ["P-1 in-force 1.0 2024-02-01 2024-05-01 branch:1.1 approved later:-"]);
    assert_eq!(on(&world, "2024-05-01"), ["P-1 in-force 1.1 2024-05-01 - branch:- later:-"]);
}

#[test]
fn an_approval_whose_day_has_not_come_is_none() {
    let world = begun(Policy::approved("1.0", "2024-04-01", "Words."));
    assert_eq!(on(&world, "2024-03-31"), ["P-1 to-come 1.0 - - branch:- later:-"]);
    assert_eq!(on(&world, "2024-04-01"), ["P-1 in-force 1.0 2024-04-01 - branch:- later:-"]);
}

#[test]
fn a_retired_document_is_told_and_not_in_force() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words."));
    world
        .on("2024-03-01")
        .write(PATH, Policy::approved("1.0", "2024-02-01", "Words.").status("retired"))
        .commit("Retire");
    assert_eq!(on(&world, "2024-02-29"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:-"]);
    assert_eq!(on(&world, "2024-03-01"), ["P-1 retired 1.0 - - branch:- later:-"]);
}

#[test]
fn a_text_changed_under_its_approval_is_not_in_force() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words."));
    world.on("2024-03-01").write(PATH, Policy::approved("1.0", "2024-02-01", "Other words.")).commit("Change");
    assert_eq!(on(&world, "2024-03-01"), ["P-1 changed 1.0 - - branch:- later:-"]);
    // A record that another version got first makes no version of its own.
    world.on("2024-04-01").write(PATH, Policy::approved("1.1", "2024-02-01", "Third words.")).commit("Carry over");
    assert!(on(&world, "2024-04-01")[0].starts_with("P-1 changed 1.1"), "{:?}", on(&world, "2024-04-01"));
}

#[test]
fn a_fingerprint_of_another_text_brings_nothing_into_force() {
    let print = format!("approved_fingerprint: \"sha256:{}\"", "1".repeat(64));
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words.").field(&print));
    assert_eq!(on(&world, "2024-02-01"), ["P-1 changed 1.0 - - branch:- later:-"]);
}

#[test]
fn an_approval_without_approver_is_incomplete() {
    let world = begun(Policy::draft("1.0", "Words.").status("approved").field("approved_on: 2024-02-01"));
    assert_eq!(on(&world, "2024-02-01"), ["P-1 incomplete 1.0 - - branch:- later:-"]);
}

#[test]
fn a_document_taken_away_is_there_on_its_days_only() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words."));
    world.git(&["rm", "--quiet", PATH]);
    world.on("2024-03-01").commit("Take away");
    world.on("2024-05-01").write(PATH, Policy::draft("1.1", "Words again.")).commit("Bring back");
    assert_eq!(on(&world, "2024-02-29"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:-"]);
    assert_eq!(on(&world, "2024-03-01"), [""; 0]);
    // What was taken away does not come back by a draft.
    assert_eq!(on(&world, "2024-05-01"), ["P-1 draft 1.1 - - branch:- later:-"]);
}

#[test]
fn a_moved_file_keeps_what_is_in_force() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words."));
    world.git(&["mv", PATH, "content/holidays.md"]);
    world.on("2024-03-01").write("content/holidays.md", Policy::draft("1.1", "All else.")).commit("Move and rewrite");
    assert_eq!(on(&world, "2024-03-01"), ["P-1 in-force 1.0 2024-02-01 - branch:1.1 draft later:-"]);
}

#[test]
fn ids_that_change_places_take_their_approvals_along() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "One."));
    world.write("content/b.md", Policy::draft("3.0", "Two.").id("P-2")).commit("A second");
    world.on("2024-03-01").write(PATH, Policy::draft("3.1", "Two.").id("P-2"));
    world.write("content/b.md", Policy::draft("1.1", "One.")).commit("Change places");
    assert_eq!(
        on(&world, "2024-03-01"),
        ["P-1 in-force 1.0 2024-02-01 - branch:1.1 draft later:-", "P-2 draft 3.1 - - branch:- later:-"]
    );
}

#[test]
fn a_document_put_in_the_place_of_another_inherits_nothing() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words that both have, more than half of them."));
    world.git(&["rm", "--quiet", PATH]);
    world.write("content/new.md", Policy::draft("0.1", "Words that both have, more than half of them!").id("P-9"));
    world.on("2024-03-01").commit("Another document");
    assert_eq!(on(&world, "2024-03-01"), ["P-9 draft 0.1 - - branch:- later:-"]);
}

#[test]
fn a_text_without_a_label_can_be_in_force() {
    let world = World::new();
    let text = |body: &str| {
        let fields =
            "id: P-1\ntitle: Leave\ntype: policy\nstatus: approved\napproved_by: Carla Chief\napproved_on: 2024-02-01";
        format!("---\n{fields}\n---\n\n{body}\n")
    };
    world.on("2024-02-01").write(PATH, text("Words.")).commit("First");
    assert_eq!(on(&world, "2024-02-01"), ["P-1 in-force - 2024-02-01 - branch:- later:-"]);
    world.on("2024-03-01").write(PATH, text("Other words.")).commit("Change");
    assert_eq!(on(&world, "2024-03-01"), ["P-1 changed - - - branch:- later:-"]);
}

#[test]
fn a_topic_branch_counts_from_its_merge() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Old."));
    world.branch("topic").on("2024-03-01").write(PATH, Policy::approved("1.1", "2024-03-01", "New.")).commit("Approve");
    world.switch("main").on("2024-04-01").merge_as("Ann Author", "topic");
    assert_eq!(on(&world, "2024-03-31"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:1.1"]);
    assert_eq!(on(&world, "2024-04-01"), ["P-1 in-force 1.1 2024-03-01 - branch:- later:-"]);
}

#[test]
fn a_merge_that_gives_the_approved_another_text_is_told() {
    let world = begun(Policy::draft("1.0", "Words."));
    world
        .branch("topic")
        .on("2024-03-01")
        .write(PATH, Policy::approved("1.0", "2024-03-01", "Words."))
        .commit("Approve");
    world.switch("main").on("2024-04-01").begin_merge("topic");
    world.write(PATH, Policy::approved("1.0", "2024-03-01", "Words of the merge.")).commit("Merge");
    assert_eq!(on(&world, "2024-04-01"), ["P-1 changed 1.0 - - branch:- later:-"]);
}

#[test]
fn a_backdated_commit_lands_on_no_day_before_the_one_below_it() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Old."));
    world.on("2024-06-01").write("content/other.md", "# Other\n").commit("Other");
    world.on("2024-02-10").write(PATH, Policy::approved("1.1", "2024-02-10", "New.")).commit("Backdated");
    assert_eq!(on(&world, "2024-05-31"), ["P-1 in-force 1.0 2024-02-01 - branch:- later:1.1"]);
    assert_eq!(on(&world, "2024-06-01"), ["P-1 in-force 1.1 2024-02-10 - branch:- later:-"]);
}

#[test]
fn a_text_that_is_none_leaves_the_document_unknown() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words."));
    world.on("2024-03-01").write(PATH, b"\xff\xfe\x00").commit("Damage");
    assert_eq!(on(&world, "2024-03-01"), ["P-1 unknown 1.0 - - branch:- later:-"]);
}

#[test]
fn settings_of_the_day_say_what_a_document_is() {
    let world = begun(Policy::approved("1.0", "2024-02-01", "Words."));
    let settings = "[book]\ntitle = \"Book\"\n[documents]\nexclude = [\"leave.md\"]\n";
    world.on("2024-03-01").write("book.toml", settings).commit("Leave it out");
    assert_eq!(on(&world, "2024-02-29").len(), 1);
    assert_eq!(on(&world, "2024-03-01"), [""; 0]);
}
