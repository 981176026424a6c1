//! Pages of the past that a build takes over from the site that stands: they must be
//! those that it would make.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use policybook::artifact::{Manifest, PastKeys};
use policybook::source::Digest;

use super::world::{BOOK, Policy, World};
use crate::harness::{policybook, talk};
use crate::scratch::files;

const PATH: &str = "content/leave.md";
const PAGE_1_0: &str = "leave/versions/1.0/index.html";

/// Three versions, with links to what may move and values that may change.
fn world() -> World {
    let world = World::with(&settings("25"));
    world.write("content/other.md", "# Other\n\n## Part\n\nWords.\n").write("content/p.png", "picture");
    let body = |days: &str| {
        format!(
            "{{{{ days }}}} days{days}. [[P-2]] [other](other.md#part) ![picture](p.png)\n\n## More {{satisfies=\"iso27001-2022:A.5.1\"}}\n\nText.\n"
        )
    };
    world.write("content/second.md", Policy::approved("1.0", "2024-01-20", "Second.").id("P-2"));
    world.write(PATH, Policy::approved("1.0", "2024-02-01", &body("")));
    world.on("2024-02-01").commit("Approve 1.0");
    world.write(PATH, Policy::approved("1.1", "2024-03-01", &body(", or more")));
    world.on("2024-03-01").commit("Approve 1.1");
    world.write(PATH, Policy::approved("2.0", "2024-04-01", &body(", or less")).field("effective_from: 2030-01-01"));
    world.on("2024-04-01").commit("Approve 2.0");
    world
}

fn settings(days: &str) -> String {
    format!("{BOOK}[variables]\ndays = \"{days}\"\n")
}

/// Builds once more on a day, and holds the site against one made from nothing.
fn assert_as_made_anew(world: &World, day: &str) -> BTreeMap<String, Vec<u8>> {
    let build = |more: &[&str]| {
        let output = policybook(&world.root(), &[&["build", "--fail-on", "never", "--date", day], more].concat());
        assert!(output.status.success(), "{}", talk(&output));
    };
    let (site, anew) = (world.root().join("site"), world.around().join("anew"));
    let _ = fs::remove_dir_all(&anew);
    // Both are held against what was published before.
    let published = if site.exists() { vec!["--published", site.to_str().unwrap()] } else { Vec::new() };
    build(&[&["--no-cache", "-d", anew.to_str().unwrap()], published.as_slice()].concat());
    build(&[]);
    let (kept, made) = (files(&site), files(&anew));
    assert_eq!(kept.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>());
    for (path, bytes) in &kept {
        assert!(*bytes == made[path], "{path}:\n{}", String::from_utf8_lossy(bytes));
    }
    kept
}

#[test]
fn kept_pages_are_those_that_would_be_made() {
    let world = world();
    let day = "2026-11-02";
    assert_as_made_anew(&world, day);
    let first = assert_as_made_anew(&world, day);
    assert!(first.contains_key(PAGE_1_0) && first.contains_key("leave/changes/1.1..2.0/index.html"));
    // A document that old texts link to gets another title, another address, goes.
    world.write(
        "content/second.md",
        Policy::approved("1.0", "2024-01-20", "Second.").id("P-2").text().replace("title: ", "title: Renamed "),
    );
    world.commit("Another title");
    assert_as_made_anew(&world, day);
    world.git(&["mv", "content/other.md", "content/moved.md"]);
    world.commit("Move");
    assert_as_made_anew(&world, day);
    world.write("content/moved.md", "# Other\n\n## Another part\n\nWords.\n").commit("Another anchor");
    assert_as_made_anew(&world, day);
    world.git(&["rm", "--quiet", "content/p.png"]);
    world.commit("No picture");
    assert_as_made_anew(&world, day);
    // The settings of today are not those of then, but some of them show.
    world.write("book.toml", settings("30").replace("\"Book\"", "\"Manual\"")).commit("Another title of the book");
    assert_as_made_anew(&world, day);
    world.write("theme/assets/custom.css", "body { color: red }").commit("Colours");
    assert_as_made_anew(&world, day);
    let footer =
        "{% extends \"builtin/base.html\" %}{% block footer %}{{ site.date }} {{ site.commit }}{% endblock footer %}";
    world.write("theme/templates/base.html", footer).commit("A footer");
    assert_as_made_anew(&world, day);
    world.write("content/index.md", "# Welcome\n\nOther words.\n").commit("Nothing to do with it");
    assert_as_made_anew(&world, day);
    world.write(PATH, Policy::draft("2.1", "All is new.")).commit("Draft 2.1");
    assert_as_made_anew(&world, day);
}

#[test]
fn a_day_that_comes_changes_what_is_kept() {
    let world = world();
    let pages: Vec<Vec<u8>> = ["2029-12-31", "2030-01-01", "2030-01-02"]
        .map(|day| assert_as_made_anew(&world, day).remove("leave/versions/1.1/index.html").unwrap())
        .into();
    assert_ne!(pages[0], pages[1]);
    assert_eq!(pages[1], pages[2]);
    // In force before the approval counts: only the control block tells the days apart.
    let early = Policy::approved("3.0", "2030-05-05", "Words.").field("effective_from: 2030-01-01");
    world.write(PATH, early).commit("Approve 3.0 ahead");
    let pages = ["2030-05-04", "2030-05-05"]
        .map(|day| assert_as_made_anew(&world, day).remove("leave/versions/3.0/index.html").unwrap());
    assert_ne!(pages[0], pages[1]);
}

#[test]
fn what_was_changed_behind_the_programs_back_is_made_anew() {
    let world = world();
    let made = world.build().source(PAGE_1_0);
    world.write(&format!("site/{PAGE_1_0}"), made.replace("days", "DAYS"));
    assert_eq!(world.build().source(PAGE_1_0), made);
    fs::remove_file(world.root().join("site").join(PAGE_1_0)).unwrap();
    assert_eq!(world.build().source(PAGE_1_0), made);
    // What is remembered is of no use when it cannot be read.
    for bytes in [&b"{"[..], b"", b"{\"schema\":\"policybook-past-keys/1\"}", b"\xff"] {
        world.write(".policybook/cache/past-keys.json", bytes);
        world.write(".policybook/cache/records.jsonl", bytes);
        assert_eq!(world.build().source(PAGE_1_0), made);
    }
    // Nor does git see any of it.
    assert_eq!(world.git(&["status", "--porcelain", "--", ":!/site"]), "");
}

/// Without this, pages could be made anew every time and nobody would see it: a page
/// that bears a mark, with all that vouches for it, is still there after a build.
#[test]
fn pages_are_kept() {
    let world = world();
    world.build();
    let site = world.root().join("site");
    let marked = world.source(PAGE_1_0).replace("</body>", "<!-- kept --></body>");
    world.write(&format!("site/{PAGE_1_0}"), &marked);
    vouch(&world, &site, &marked);
    world.write("content/index.md", "# Welcome\n\nOther words.\n").commit("Nothing to do with it");
    assert_eq!(world.build().source(PAGE_1_0), marked);
    world.write("content/other.md", "# Quite another title\n").commit("What the page links to");
    assert_ne!(world.build().source(PAGE_1_0), marked);
}

/// A build believes what an earlier one remembered of a text; whatever else asks what git
/// proves is answered from git.
#[test]
fn only_a_build_believes_what_is_remembered() {
    let world = world();
    world.build();
    let records = world.root().join(".policybook/cache/records.jsonl");
    let remembered = fs::read_to_string(&records).unwrap();
    let lines = |text: &str| text.lines().filter(|line| line.contains("\"Carla Chief\"")).count();
    assert_eq!(lines(&remembered), 4, "{remembered}");
    fs::write(&records, remembered.replace("Carla Chief", "Mallory")).unwrap();
    let listed = crate::harness::data(&world.run(&["list", "documents", "--as-at", "2024-03-15", "--json"]));
    assert!(listed.contains("Carla Chief") && !listed.contains("Mallory"), "{listed}");
    // A program of other sources reads its own.
    fs::write(
        &records,
        remembered.replacen("{\"program\":\"", "{\"program\":\"x", 1).replace("Carla Chief", "Mallory"),
    )
    .unwrap();
    world.build();
    assert!(!world.source("data/as-at.json").contains("Mallory"));
    assert!(!fs::read_to_string(&records).unwrap().contains("Mallory"));
    assert_as_made_anew(&world, "2026-11-02");
}

/// A repository may come with a cache of its author's making.
#[test]
fn what_came_with_the_repository_is_not_believed() {
    let world = world();
    world.build();
    let folder = world.root().join(".policybook/cache");
    let poisoned = fs::read_to_string(folder.join("records.jsonl")).unwrap().replace("Carla Chief", "Mallory");
    fs::write(folder.join("records.jsonl"), &poisoned).unwrap();
    world.git(&["add", "--force", ".policybook/cache/records.jsonl"]);
    world.commit("A gift");
    world.build();
    assert!(!world.source("data/as-at.json").contains("Mallory"));
    assert_eq!(fs::read_to_string(folder.join("records.jsonl")).unwrap(), poisoned);
    // Nor is anything written through a link.
    let elsewhere = world.around().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    world.git(&["rm", "-r", "--quiet", "--force", ".policybook"]);
    world.commit("Take it back");
    for link in [".policybook", ".policybook/cache"] {
        let path = world.root().join(link);
        let _ = fs::remove_dir_all(world.root().join(".policybook"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        world.build();
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "{link}");
        fs::remove_file(&path).unwrap();
    }
}

fn vouch(world: &World, site: &Path, page: &str) {
    let file = site.join("data/manifest.json");
    let mut manifest = Manifest::from_json(&fs::read_to_string(&file).unwrap()).unwrap();
    let entry = manifest.files.iter_mut().find(|entry| entry.path == PAGE_1_0).unwrap();
    entry.sha256 = Digest::of(page.as_bytes()).to_hex();
    entry.size = page.len() as u64;
    let json = manifest.to_json();
    fs::write(&file, &json).unwrap();
    let cache = world.root().join(".policybook/cache/past-keys.json");
    let mut keys = PastKeys::from_json(&fs::read_to_string(&cache).unwrap()).unwrap();
    keys.site = Digest::of(json.as_bytes()).to_hex();
    fs::write(&cache, keys.to_json()).unwrap();
}
