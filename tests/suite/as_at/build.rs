//! `build --as-at`: the whole site of a day.

use std::fs;

use crate::harness::{TODAY, policybook, talk};
use crate::versions::world::{Policy, World, words};

const PATH: &str = "content/leave.md";

fn world() -> World {
    let world = World::new();
    let link = "See [[P-2]] ![picture](p.png).";
    world.write("content/other.md", Policy::approved("1.0", "2024-02-01", "Other.").id("P-2"));
    world.write("content/p.png", "old picture").write(PATH, Policy::approved("1.0", "2024-02-01", link));
    world.on("2024-02-01").commit("Approve 1.0");
    world.write("content/p.png", "new picture").write(PATH, Policy::approved("1.1", "2024-03-01", "All is new."));
    world.git(&["rm", "--quiet", "content/other.md"]);
    world.on("2024-03-01").commit("Approve 1.1");
    world
}

fn page(world: &World, folder: &str, path: &str) -> String {
    fs::read_to_string(world.around().join(folder).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_site_of_a_day_is_that_of_its_commit_and_says_so_on_every_page() {
    let world = world();
    let then = world.around().join("then");
    let output = world.run(&["build", "--fail-on", "never", "--as-at", "2024-02-15", "-d", then.to_str().unwrap()]);
    assert!(output.status.success(), "{}", talk(&output));
    let text = words(&page(&world, "then", "leave/index.html"));
    assert!(text.contains("See Leave") && !text.contains("All is new"), "{text}");
    assert_eq!(page(&world, "then", "p.png"), "old picture");
    assert!(page(&world, "then", "other/index.html").contains("Other."));
    assert!(!then.join("leave/versions/1.1/index.html").exists());
    let mut open = vec![then.clone()];
    let mut pages = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else if entry.path().extension().is_some_and(|ending| ending == "html") {
                let html = fs::read_to_string(entry.path()).unwrap();
                assert!(html.contains("The book as it stood at the end of 2024-02-15."), "{}", entry.path().display());
                pages += 1;
            }
        }
    }
    assert!(pages > 10, "{pages} pages");
    // A site of today says nothing of the kind.
    assert!(!world.build().source("leave/index.html").contains("as it stood"));
}

/// What the program says of a day from today is what it said on that day, but for the
/// band and for what only a later commit could record.
#[test]
fn the_site_of_a_day_is_the_one_that_was_built_on_it() {
    let world = world();
    let then = world.around().join("then");
    world.run(&["build", "--fail-on", "never", "--as-at", "2024-02-15", "-d", then.to_str().unwrap()]);
    let clone = world.around().join("clone");
    world.git(&["clone", "--quiet", "--no-local", ".", clone.to_str().unwrap()]);
    let commit = world.git(&["rev-list", "-1", "--until=2024-02-15T23:59:59Z", "main"]);
    world.git(&["-C", clone.to_str().unwrap(), "checkout", "--quiet", "-B", "main", &commit]);
    let output = policybook(&clone, &["build", "--fail-on", "never", "--date", "2024-02-15"]);
    assert!(output.status.success(), "{}", talk(&output));
    for path in ["leave/index.html", "documents/index.html", "leave/versions/1.0/index.html", "reviews/index.html"] {
        let band = "The book as it stood at the end of 2024-02-15. Every page of this site is of that day: it is not the \
                    book of today. ";
        let told =
            words(&page(&world, "then", path)).replace(band, "").replace("As at 2024-02-15", "State of 2024-02-15");
        assert_eq!(told, words(&fs::read_to_string(clone.join("site").join(path)).unwrap()), "{path}");
    }
}

#[test]
fn the_site_of_a_day_never_takes_the_place_of_todays() {
    let world = world();
    let before = world.build().source("leave/index.html");
    let site = world.root().join("site");
    for args in
        [vec!["build", "--as-at", "2024-02-15"], vec!["build", "--as-at", "2024-02-15", "-d", site.to_str().unwrap()]]
    {
        let output = world.run(&args);
        assert_eq!(output.status.code(), Some(2), "{}", talk(&output));
        assert!(talk(&output).contains("--dest-dir"), "{}", talk(&output));
    }
    assert_eq!(world.source("leave/index.html"), before);
}

#[test]
fn of_a_day_that_cannot_be_told_of_nothing_is_built() {
    let world = world();
    let clone = world.around().join("shallow");
    let url = format!("file://{}", world.root().display());
    world.git(&["clone", "--quiet", "--depth", "1", &url, clone.to_str().unwrap()]);
    let then = world.around().join("then");
    let args = ["build", "--fail-on", "never", "--as-at", "2024-03-15", "-d", then.to_str().unwrap(), "--date", TODAY];
    let output = policybook(&clone, &args);
    assert_eq!(output.status.code(), Some(3), "{}", talk(&output));
    let args = ["build", "--fail-on", "never", "--as-at", "2023-01-01", "-d", then.to_str().unwrap()];
    assert_eq!(world.run(&args).status.code(), Some(2));
    assert!(!then.exists());
}
