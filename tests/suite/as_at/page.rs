//! The page of a day and the pages opened from it, in a real browser and from a disk.

use crate::browser::text_of;
use crate::versions::world::{Policy, World};

/// Two documents that link to each other, of which one changes and one comes later.
fn world() -> World {
    let world = World::new();
    let claims = "satisfies: { iso27001-2022: [A.5.15] }";
    world.write("content/first.md", Policy::approved("1.0", "2024-02-01", "Old words. See [[P-2]].").field(claims));
    world.on("2024-02-01").commit("First");
    world.write("content/second.md", Policy::approved("1.0", "2024-03-01", "Second. See [[P-1]].").id("P-2"));
    world.on("2024-03-01").commit("Second");
    world.write("content/first.md", Policy::approved("2.0", "2024-04-01", "New words."));
    world.on("2024-04-01").commit("Third");
    world.build();
    world
}

fn url(world: &World, path: &str) -> String {
    format!("file://{}/{path}", world.root().join("site").display())
}

#[test]
fn a_day_in_the_address_is_shown_with_register_coverage_and_statement() {
    let world = world();
    let page = text_of(&url(&world, "as-at/index.html#2024-03-15"));
    for words in [
        "2 documents, 2 with a text in force.",
        "As at 2024-03-15 As at a day State of",
        "As at the end of 2024-03-15",
        "P-1 Leave Policy 1.0 In force 2024-02-01 – open",
        "ISO 27001:2022: 1 covered",
        "A.5.15 Access control Covered P-1 Leave none",
        "There was no statement of applicability.",
    ] {
        assert!(page.contains(words), "`{words}` is not in:\n{page}");
    }
    let later = text_of(&url(&world, "as-at/index.html#2024-04-01"));
    assert!(later.contains("P-1 Leave Policy 2.0 In force 2024-04-01 – open"), "{later}");
    assert!(later.contains("The book showed no framework."), "{later}");
    assert!(later.contains("no longer covered: A.5.15"), "{later}");
}

#[test]
fn days_that_cannot_be_told_of_are_refused_with_the_reason() {
    let world = world();
    for (day, words) in [
        ("2023-12-31", "On 2023-12-31 the branch had no file of this book"),
        ("2999-01-01", "2999-01-01 had not come when this site was built"),
        ("2024-02-30x", "is no day"),
    ] {
        let page = text_of(&url(&world, &format!("as-at/index.html#{day}")));
        assert!(page.contains(words) && !page.contains("Register"), "{day}: {page}");
    }
}

#[test]
fn a_page_opened_from_a_day_says_so_and_its_links_stay_there() {
    let world = world();
    let then = "first/versions/1.0/index.html?as-at=2024-03-15";
    let page = text_of(&url(&world, then));
    assert!(page.contains("You are reading the book as at the end of 2024-03-15. This text was in force"), "{page}");
    let html = crate::browser::html_of(&url(&world, then));
    assert!(html.contains("second/versions/1.0/index.html?as-at=2024-03-15"), "{html}");
    // Before the other document was there, its link leads to the register of the day.
    let html = crate::browser::html_of(&url(&world, "first/versions/1.0/index.html?as-at=2024-02-15"));
    assert!(!html.contains("second/versions/1.0/index.html?as-at"), "{html}");
    let other = text_of(&url(&world, "first/index.html?as-at=2024-03-15"));
    assert!(other.contains("not the one that was in force on that day"), "{other}");
    let none = text_of(&url(&world, "second/versions/1.0/index.html?as-at=2024-02-15"));
    assert!(none.contains("This document was not there on that day."), "{none}");
    let today = text_of(&url(&world, "first/index.html"));
    assert!(!today.contains("You are reading"), "{today}");
}
