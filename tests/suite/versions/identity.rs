//! Which texts are versions of a document, when files come, go, move and change places.

use super::world::{Policy, World};

const A: &str = "content/a.md";
const B: &str = "content/b.md";
const PAGE_A: &str = "a/index.html";
const PAGE_B: &str = "b/index.html";

fn alpha() -> Policy {
    Policy::approved("1.0", "2024-02-01", &"Alpha rules alpha things in the alpha way.\n".repeat(9))
}

fn beta() -> Policy {
    let text = Policy::approved("2.0", "2024-02-01", &"Beta does whatever beta likes to do.\n".repeat(9));
    text.id("P-2")
}

fn both() -> World {
    let world = World::new();
    world.on("2024-02-01").write(A, alpha()).write(B, beta()).commit("Two documents");
    world.on("2024-03-01");
    world
}

#[test]
fn a_document_that_is_created_again_keeps_its_versions() {
    let world = World::new();
    world.on("2024-02-01").write(A, alpha()).commit("Create");
    world.on("2024-03-01").git(&["rm", "--quiet", A]);
    world.commit("Delete");
    world.on("2024-04-01").write(A, Policy::draft("1.1", "Again.")).commit("Create again");
    let versions = world.build().versions(PAGE_A);
    assert_eq!(versions, ["1.1 | not approved | never", "1.0 | 2024-02-01 Carla Chief | 2024-02-01 – 2024-03-01"]);
}

#[test]
fn another_document_at_the_same_path_has_no_versions_of_the_first() {
    let world = World::new();
    world.on("2024-02-01").write(A, alpha()).commit("Create");
    world.on("2024-03-01").git(&["rm", "--quiet", A]);
    world.commit("Delete");
    world.on("2024-04-01").write(A, Policy::draft("1.0", "Another.").id("P-9")).commit("Another");
    assert_eq!(world.build().versions(PAGE_A), ["1.0 | not approved | never"]);
    assert_eq!(world.found("label-reused"), [""; 0]);
}

#[test]
fn a_moved_document_keeps_its_versions_and_its_approval() {
    for is_edited in [false, true] {
        let world = World::new();
        world.on("2024-02-01").write(A, alpha()).commit("Create");
        world.on("2024-03-01").git(&["mv", A, B]);
        if is_edited {
            world.write(B, alpha().field("classification: internal"));
        }
        world.commit("Move");
        assert_eq!(world.found("changed-since-approval"), [""; 0]);
        assert_eq!(world.build().versions(PAGE_B), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    }
}

#[test]
fn a_move_that_changes_the_text_is_found() {
    let world = World::new();
    world.on("2024-02-01").write(A, alpha()).commit("Create");
    world.on("2024-03-01").git(&["mv", A, B]);
    let body = format!("{}But not on Mondays.", "Alpha rules alpha things in the alpha way.\n".repeat(9));
    let edit = world.write(B, Policy::approved("1.0", "2024-02-01", &body)).commit("Move");
    let found = world.found("changed-since-approval");
    assert!(found.len() == 1 && found[0].contains(&edit), "{found:?}");
}

#[test]
fn documents_that_changed_places_keep_to_their_own_texts() {
    let world = both();
    world.write(A, beta()).write(B, alpha()).commit("Change places");
    world.build();
    assert_eq!(world.versions(PAGE_A), ["2.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    assert_eq!(world.versions(PAGE_B), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    assert!(world.page("a/versions/2.0/index.html").contains("Beta does"));
    assert_eq!(world.found("changed-since-approval"), [""; 0]);
}

#[test]
fn ids_that_changed_places_over_the_same_texts_are_found() {
    let world = both();
    world.write(A, alpha().id("P-2")).write(B, beta().id("P-1")).commit("Change ids");
    assert_eq!(world.found("changed-since-approval").len(), 2, "{:?}", world.findings());
}

#[test]
fn a_new_id_over_an_approved_text_is_found() {
    let world = both();
    world.write(A, alpha().id("P-7")).commit("Renumber");
    assert_eq!(world.found("changed-since-approval").len(), 1, "{:?}", world.findings());
}

#[test]
fn an_id_that_moved_to_another_file_brings_no_text_along() {
    let world = both();
    // P-1 goes on in a new file, and the old file becomes another document.
    let words = "Gamma is about something else.\n".repeat(9);
    world.write(A, Policy::draft("0.1", &words).id("P-3"));
    world.write("content/c.md", alpha()).commit("Move the id");
    world.build();
    assert_eq!(world.versions(PAGE_A), ["0.1 | not approved | never"]);
    assert_eq!(world.versions("c/index.html"), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    assert!(!world.has("a/versions/1.0/index.html"));
}

#[test]
fn a_copy_is_a_document_of_its_own() {
    let world = World::new();
    world.on("2024-02-01").write(A, alpha()).commit("Create");
    let copy = world.on("2024-03-01").write(B, alpha().id("P-2")).commit("Copy");
    world.build();
    assert_eq!(world.versions(PAGE_A), ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    assert!(world.page("b/versions/1.0/index.html").contains(&copy));
}

#[test]
fn a_text_that_came_from_outside_has_its_past() {
    let world = World::new();
    world.on("2024-02-01").write("old/a.md", alpha()).commit("Create outside");
    world.on("2024-03-01");
    std::fs::create_dir_all(world.root().join("content")).unwrap();
    world.git(&["mv", "old/a.md", A]);
    world.commit("Move in");
    let versions = world.build().versions(PAGE_A);
    assert_eq!(versions, ["1.0 | 2024-02-01 Carla Chief | 2024-02-01 – open"]);
    assert!(world.page("a/versions/1.0/index.html").contains("Alpha rules"));
}
