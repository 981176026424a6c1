//! The data file of the site against the command, and the page beside it.

use super::answers::{DataFile, listed_controls, listed_documents};
use super::rich::{rich_past, telling_days};
use crate::versions::world::{Policy, World};

#[test]
fn the_site_and_the_command_give_the_same_answer() {
    let world = rich_past();
    let file = DataFile::of(world.build());
    let mut answers = std::collections::BTreeSet::new();
    for day in telling_days() {
        assert_eq!(file.documents(day), listed_documents(&world, day), "documents of {day}");
        assert_eq!(file.controls(day), listed_controls(&world, day), "controls of {day}");
        answers.insert((file.documents(day), file.controls(day)));
    }
    assert!(answers.len() > 15, "the past has {} different days", answers.len());
}

#[test]
fn the_data_are_a_script_too_so_that_a_page_on_a_disk_can_read_them() {
    let world = World::new();
    let odd = Policy::approved("1.0", "2024-02-01", "Words.").field("owner: \"</script>\\u2028x\"");
    world.on("2024-02-01").write("content/leave.md", odd.text().replace("owner: People\n", "")).commit("First");
    world.build();
    let script = world.source("data/as-at.js");
    let json = script.strip_prefix("globalThis.policybookAsAt = ").and_then(|rest| rest.strip_suffix(";\n")).unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(&data, DataFile::of(&world).value());
    assert_eq!(data["texts"][0]["owner"], "</script>\u{2028}x");
    assert!(!script.contains('\u{2028}'));
}

#[test]
fn a_text_in_force_leads_to_the_page_that_keeps_it() {
    let world = World::new();
    let path = "content/leave.md";
    world.on("2024-02-01").write(path, Policy::approved("1.0", "2024-02-01", "Old.")).commit("First");
    let first = world.git(&["rev-parse", "HEAD"]);
    world.on("2024-03-01").write(path, Policy::approved("2.0", "2024-03-01", "New.")).commit("Second");
    let file = DataFile::of(world.build());
    let texts = file.value()["texts"].as_array().unwrap();
    let urls: Vec<&str> = texts.iter().map(|text| text["url"].as_str().unwrap()).collect();
    assert_eq!(urls, ["/leave/versions/1.0/", "/leave/versions/2.0/"]);
    assert_eq!(texts[0]["commit"], first);
}

#[test]
fn the_page_lists_the_days_on_which_something_changed_without_the_script() {
    let world = rich_past();
    let page = world.build().page("as-at/index.html").replace(" :", ":");
    for words in [
        "P-1 Leave: version 1.0 in force",
        "P-1 Leave: version 1.1 in force, in place of version 1.0",
        "P-1 Leave: was taken away",
        "P-2 Leave: retired; no text in force any more, before it was version 2.0",
        "no longer covered: A.5.3",
        "version 1, approved by Carla Chief on 2024-03-05, in force",
    ] {
        assert!(page.contains(words), "`{words}` is not in:\n{page}");
    }
    assert!(world.page("index.html").contains("As at"));
}

#[test]
fn a_book_that_leaves_its_past_unread_has_no_such_page() {
    let world = World::with("[book]\ntitle = \"Book\"\n[history]\nversions = false\n");
    world.build();
    assert!(!world.has("as-at/index.html") && !world.has("data/as-at.json"));
    assert!(!world.page("index.html").contains("As at"));
}
