//! Forged approvals: who can make the site say that a text was approved, verified.

use std::fs;

use super::world::{BOOK, Policy, World};

const PATH: &str = "content/leave.md";
const PAGE: &str = "leave/versions/1.0/index.html";

fn approved() -> Policy {
    Policy::approved("1.0", "2024-02-01", "You may take 25 days.")
}

/// A book that demands evidence, with keys of Carla, who may sign, and of Eve.
fn demanding(what: &str) -> World {
    let world = World::with(&format!("{BOOK}[approvals]\nrequire = {what}\nallowed-signers = \"allowed_signers\"\n"));
    let carla = world.key("carla");
    world.key("eve");
    world.on("2024-01-15").write("allowed_signers", format!("carla@example.org {carla}\n")).commit("Name the keys");
    world.on("2024-02-01");
    world
}

/// Asserts that an approval does not count, and that no page says "Verified".
fn refused(world: &World, why: &str) {
    let found = world.found("approval-without-evidence");
    assert!(found.len() == 1 && found[0].contains(why), "{why}: {:?}", world.findings());
    assert_eq!(world.run(&["build"]).status.code(), Some(1));
    let page = world.build().page(PAGE);
    assert!(!page.contains("Verified"), "{page}");
}

fn accepted(world: &World) {
    assert_eq!(world.found("approval-without-evidence"), [""; 0]);
    assert!(world.build().page(PAGE).contains("Verified"));
}

#[test]
fn a_commit_that_nobody_signed_is_no_evidence() {
    let world = demanding("\"signed\"");
    world.write(PATH, approved()).commit_as("Carla Chief", "Approve");
    refused(&world, "not signed");
}

#[test]
fn a_key_of_the_list_counts_for_its_own_person_only() {
    let world = demanding("\"signed\"");
    world.write(PATH, approved()).commit_signed("Carla Chief", "carla", "Approve");
    accepted(&world);
    let world = demanding("\"signed\"");
    world.write(PATH, approved()).commit_signed("Mallory", "carla", "Approve");
    refused(&world, "in the name of somebody else");
    let world = demanding("\"signed\"");
    world.write(PATH, approved()).commit_signed("Carla Chief", "eve", "Approve");
    refused(&world, "does not name");
}

#[test]
fn an_expired_key_does_not_count() {
    let world = demanding("\"signed\"");
    let carla = world.key("carla2");
    let line = format!("carla@example.org valid-before=\"20240131\" {carla}\n");
    world.on("2024-01-16").write("allowed_signers", line).commit("Another key");
    world.on("2024-02-01").write(PATH, approved()).commit_signed("Carla Chief", "carla2", "Approve");
    refused(&world, "after the time");
}

#[test]
fn nobody_brings_a_key_along_with_what_it_signs() {
    // In the same commit.
    let world = demanding("\"signed\"");
    let eve = fs::read_to_string(world.around().join("eve.pub")).unwrap();
    world.write("allowed_signers", format!("eve@example.org {eve}")).write(PATH, approved());
    world.commit_signed("Eve Evil", "eve", "Approve");
    refused(&world, "does not name");
    // In the same merge, before it.
    let world = demanding("\"signed\"");
    let eve = fs::read_to_string(world.around().join("eve.pub")).unwrap();
    world.branch("topic").write("allowed_signers", format!("eve@example.org {eve}")).commit("Add a key");
    world.write(PATH, approved()).commit_signed("Eve Evil", "eve", "Approve");
    world.switch("main").git_signed("Eve Evil", "eve", &["merge", "--quiet", "--no-ff", "-m", "Merge", "topic"]);
    refused(&world, "does not name");
}

#[test]
fn a_key_that_was_withdrawn_counts_no_longer() {
    let world = demanding("\"signed\"");
    world.write(PATH, approved()).commit_signed("Carla Chief", "carla", "Approve");
    world.on("2024-03-01").write("allowed_signers", "# nobody\n").commit("Withdraw the key");
    refused(&world, "does not name");
}

#[test]
fn a_list_outside_of_the_repository_counts_as_it_stands() {
    let world = demanding("\"signed\"");
    let list = world.around().join("signers");
    let settings = format!("{BOOK}[approvals]\nrequire = \"signed\"\nallowed-signers = \"{}\"\n", list.display());
    let carla = fs::read_to_string(world.around().join("carla.pub")).unwrap();
    fs::write(&list, format!("carla@example.org {carla}")).unwrap();
    world.write("book.toml", settings).commit("A list outside");
    // What stands in the repository says nothing then.
    let eve = fs::read_to_string(world.around().join("eve.pub")).unwrap();
    world.write("allowed_signers", format!("eve@example.org {eve}")).commit("Name Eve");
    world.write(PATH, approved()).commit_signed("Eve Evil", "eve", "Approve");
    refused(&world, "does not name");
    world.write(PATH, Policy::approved("1.0", "2024-02-02", "You may take 25 days."));
    world.commit_signed("Carla Chief", "carla", "Approve");
    accepted(&world);
}

#[test]
fn a_list_that_is_missing_or_faulty_is_said() {
    let world = demanding("\"signed\"");
    world.write(PATH, approved()).commit_signed("Carla Chief", "carla", "Approve");
    world.write("allowed_signers", "# keys\n\ncarla@example.org ssh-ed25519 nonsense\n").commit("Spoil the list");
    let found = world.found("faulty-allowed-signers");
    assert!(found.len() == 1 && found[0].contains("cannot be read"), "{found:?}");
    refused(&world, "does not name");
    world.git(&["rm", "--quiet", "allowed_signers"]);
    world.commit("Remove the list");
    let found = world.found("faulty-allowed-signers");
    assert!(found.len() == 1 && found[0].contains("allowed_signers"), "{found:?}");
    let settings = format!("{BOOK}[approvals]\nrequire = \"signed\"\nallowed-signers = \"/nowhere/signers\"\n");
    world.write("book.toml", settings).commit("A list nowhere");
    let found = world.found("faulty-allowed-signers");
    assert!(found.len() == 1 && found[0].contains("/nowhere/signers"), "{found:?}");
}

#[test]
fn a_signed_merge_is_evidence_of_what_it_brings() {
    let world = demanding("\"signed\"");
    world.branch("topic").write(PATH, approved()).commit("Approve");
    world.switch("main").git_signed("Carla Chief", "carla", &["merge", "--quiet", "--no-ff", "-m", "Merge", "topic"]);
    accepted(&world);
}

#[test]
fn a_signature_under_another_text_of_the_branch_is_no_evidence() {
    // Carla signed her approval; Mallory changed the text on the branch, unsigned.
    let world = demanding("\"signed\"");
    world.branch("topic").write(PATH, approved()).commit_signed("Carla Chief", "carla", "Approve");
    world.write(PATH, Policy::approved("1.0", "2024-02-01", "You may take 50 days.")).commit_as("Mallory", "Edit");
    world.switch("main").merge_as("Mallory", "topic");
    refused(&world, "not signed");
    // Beside her, with an older date, so that her commit is the newest.
    let world = demanding("\"signed\"");
    let words = |first: &str, last: &str| format!("{first}\n\nOne.\n\nTwo.\n\nThree.\n\n{last}");
    let text = |first: &str, last: &str| Policy::approved("1.0", "2024-02-01", &words(first, last));
    world.branch("topic").write(PATH, text("First.", "Last.")).commit("Write");
    world.on("2024-02-02").branch("side").write(PATH, text("First of Mallory.", "Last.")).commit_as("Mallory", "Edit");
    world.on("2024-02-03").switch("topic").write(PATH, text("First.", "Last of Carla."));
    world.commit_signed("Carla Chief", "carla", "Approve");
    world.on("2024-02-04").merge_as("Mallory", "side");
    world.switch("main").merge_as("Mallory", "topic");
    let page = world.build().page(PAGE);
    assert!(page.contains("First of Mallory.") && !page.contains("Verified"), "{page}");
    refused(&world, "not signed");
}

#[test]
fn a_merge_counts_when_somebody_else_made_it() {
    let brought = |by: Option<&str>| {
        let world = demanding("\"merge\"");
        world.branch("topic").write(PATH, approved()).commit_as("Ann Author", "Approve");
        match by {
            Some(by) => drop(world.switch("main").merge_as(by, "topic")),
            None => drop(world.switch("main").git(&["merge", "--quiet", "--ff-only", "topic"])),
        }
        world
    };
    let why = "is no merge by somebody else";
    refused(&brought(None), why);
    refused(&brought(Some("Ann Author")), why);
    assert_eq!(brought(Some("Mia Merger")).found("approval-without-evidence"), [""; 0]);
}

#[test]
fn a_trailer_counts_when_it_names_the_approver() {
    for (message, counts) in [
        ("Approve\n\nApproved-by: Carla Chief <carla@example.org>", true),
        ("Approve\n\nApproved-by: Someone Else", false),
        ("Approve\n\nApproved-by: Carla Chief\n\nBut this is no trailer.", false),
        ("Approve\n\nReviewed-by: Carla Chief", false),
    ] {
        let world = demanding("\"trailer\"");
        world.write(PATH, approved()).commit(message);
        assert_eq!(world.found("approval-without-evidence").is_empty(), counts, "{message}");
    }
}
