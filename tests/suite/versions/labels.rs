//! Labels that nobody should use, and the addresses of their pages.

use std::collections::BTreeSet;

use super::world::{Policy, World};
use crate::scratch::files;

const PATH: &str = "content/leave.md";

/// Returns the addresses below `leave/versions` of a site, in lower case.
fn addresses(world: &World) -> Vec<String> {
    let site = files(&world.root().join("site"));
    let pages = site.keys().filter_map(|path| path.strip_prefix("leave/versions/"));
    pages.map(|path| path.strip_suffix("/index.html").expect("a page in a folder of its own").to_lowercase()).collect()
}

#[test]
fn every_label_has_a_safe_address_of_its_own() {
    let long = "9".repeat(300);
    let labels = [
        "1.9",
        "1.10",
        "v2",
        "2026-01",
        "Rev. C",
        "a/b",
        "a b",
        "a-b",
        "🦀",
        "..",
        ".",
        "con",
        "NUL",
        "1.0a",
        "1.0A",
        "-",
        "a\\b",
        "../../x",
        "%2e%2e",
        "index.html",
        "a?b#c",
        "é",
        "e\u{301}",
        long.as_str(),
    ];
    let world = World::new();
    for label in labels {
        world.write(PATH, Policy::approved(label, "2024-02-01", label)).commit("Another label");
    }
    let listed = world.build().versions("leave/index.html");
    assert_eq!(listed.len(), labels.len(), "{listed:#?}");
    let addresses = addresses(&world);
    assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), labels.len(), "{addresses:#?}");
    for address in &addresses {
        let is_safe = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        assert!(address.chars().all(is_safe) && address.len() < 200, "{address}");
        assert!(!["con", "nul", ".", "..", "index.html"].contains(&address.as_str()), "{address}");
    }
}

#[test]
fn a_document_at_the_address_of_a_version_is_said_and_keeps_it() {
    let world = World::new();
    world.write(PATH, Policy::approved("1.0", "2024-02-01", "The version."));
    world.write("content/leave/versions/1.0.md", Policy::draft("0.1", "The rival.").id("P-2")).commit("Both");
    let found = world.found("duplicate-address");
    assert!(found.len() == 1 && found[0].contains("belongs to a version of another document"), "{found:?}");
    let page = world.build().page("leave/versions/1.0/index.html");
    assert!(page.contains("P-2") && !page.contains("The version."), "{page}");
}

#[test]
fn ten_comes_after_nine() {
    let world = World::new();
    for (label, day) in [("1.9", "2024-02-01"), ("1.10", "2024-03-01")] {
        world.write(PATH, Policy::approved(label, day, label)).commit(label);
    }
    assert_eq!(world.found("label-went-backwards"), [""; 0]);
    world.write(PATH, Policy::approved("1.2", "2024-04-01", "1.2")).commit("Back");
    assert_eq!(world.found("label-went-backwards").len(), 1);
}
