//! E1: a build that is killed at any moment leaves the old site or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::TODAY;
use crate::scratch::{Scratch, files, names, refused};

type Files = BTreeMap<String, Vec<u8>>;

/// A book of many pages; `word` makes two of them tell apart.
fn book(word: &str) -> Scratch {
    let book = Scratch::new();
    change(&book, word);
    book
}

fn change(book: &Scratch, word: &str) {
    for number in 0..150 {
        book.write(format!("content/folder{}/p{number}.md", number % 7), format!("# P{number}\n\n{word}\n"));
    }
}

fn start(book: &Scratch) -> Child {
    Command::new(env!("CARGO_BIN_EXE_policybook"))
        .args(["build", "--quiet", "--date", TODAY])
        .current_dir(book.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn half_sites(book: &Scratch) -> Vec<String> {
    names(&book.root()).into_iter().filter(|name| name.contains("building")).collect()
}

/// Kills a build once `is_time` says so; returns whether it was killed.
fn kill_when(book: &Scratch, is_time: impl Fn() -> bool) -> bool {
    let mut child = start(book);
    let started = Instant::now();
    while !is_time() && child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(20) {
        thread::yield_now();
    }
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

#[test]
fn e1_a_build_that_is_killed_leaves_a_whole_site_and_nothing_for_long() {
    let undisturbed = book("new").published();
    let book = book("old");
    let old = book.published();
    change(&book, "new");
    let mut killed_while_writing = 0;
    for files_written in [1, 2, 10, 25, 50, 80, 100, 120, 140, 150, 160, 165, 170] {
        let is_time = || half_sites(&book).first().is_some_and(|name| count(&book.root().join(name), files_written));
        if kill_when(&book, is_time) && !half_sites(&book).is_empty() {
            killed_while_writing += 1;
        }
        whole(&book, &old, &undisturbed);
    }
    for microseconds in [0, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 40_000, 50_000] {
        let started = Instant::now();
        kill_when(&book, || started.elapsed() > Duration::from_micros(microseconds));
        whole(&book, &old, &undisturbed);
    }
    assert!(killed_while_writing >= 3, "only {killed_while_writing} builds were killed while they wrote");
    assert!(book.published() == undisturbed, "the next build makes another site than an undisturbed one");
    assert_eq!(half_sites(&book), [""; 0], "half sites are left");
}

#[test]
fn e1_there_is_no_moment_without_a_site() {
    let book = book("old");
    book.published();
    let site = book.site();
    let identity = || fs::metadata(&site).map(|metadata| metadata.ino());
    for word in ["one", "two", "three"] {
        change(&book, word);
        let mut child = start(&book);
        while child.try_wait().unwrap().is_none() {
            let before = identity().expect("there is no site");
            let is_whole = site.join("index.html").exists() && site.join("data/manifest.json").exists();
            // A site that gives way while it is looked at is no half site.
            assert!(is_whole || identity().expect("there is no site") != before, "the site is half gone");
        }
        assert!(child.wait().unwrap().success());
    }
}

/// Returns whether there are at least `most` files below `folder`.
fn count(folder: &std::path::Path, most: usize) -> bool {
    let mut open = vec![folder.to_owned()];
    let mut found = 0;
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(next) else { return false };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ => found += 1,
            }
        }
    }
    found >= most
}

fn whole(book: &Scratch, old: &Files, new: &Files) {
    let site = files(&book.site());
    assert!(site == *old || site == *new, "the site is neither the old nor the new one");
}

/// Between the exchange and the moving of foreign files lies a moment: the old
/// site, with the only copy of them, then has the name of a half one.
#[test]
fn e1_what_others_put_into_the_site_survives_a_kill_after_the_exchange() {
    for has_new_site in [true, false] {
        let book = book("old");
        book.published();
        let aside = book.root().join(format!(".site.building-{}", finished_process()));
        fs::rename(book.site(), &aside).unwrap();
        fs::write(aside.join("CNAME"), "policies.example.org").unwrap();
        fs::create_dir(aside.join(".git")).unwrap();
        fs::write(aside.join(".git/config"), "x").unwrap();
        if has_new_site {
            fs::rename(&aside, book.around().join("elsewhere")).unwrap();
            book.published();
            fs::rename(book.around().join("elsewhere"), &aside).unwrap();
        }
        change(&book, "new");
        let site = book.published();
        assert_eq!(site.get("CNAME").map(Vec::as_slice), Some(&b"policies.example.org"[..]));
        assert_eq!(site.get(".git/config").map(Vec::as_slice), Some(&b"x"[..]));
        assert_eq!(half_sites(&book), [""; 0]);
    }
}

fn finished_process() -> u32 {
    let mut child = Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child.id()
}

/// On a file system that cannot exchange, the old site steps aside for a moment.
#[test]
fn e1_an_old_site_that_had_stepped_aside_comes_back() {
    let book = book("old");
    let old = book.published();
    let dead = finished_process();
    fs::rename(book.site(), book.root().join(format!(".site.building-{dead}.old"))).unwrap();
    book.write("content/bad.md", "[x](nowhere.md)\n");
    let output = book.build(&[]);
    refused(&output, 1, &["broken-link"]);
    // Nothing was published, so nothing was touched; the next good build finds all.
    book.remove("content/bad.md");
    assert!(book.published() == old);
    assert_eq!(half_sites(&book), [""; 0]);
}

#[test]
fn e1_two_builds_at_once_do_not_mix() {
    let book = book("old");
    book.published();
    change(&book, "new");
    let mut children = [start(&book), start(&book), start(&book)];
    for child in &mut children {
        child.wait().unwrap();
    }
    let expected = self::book("new").published();
    assert!(files(&book.site()) == expected);
    assert!(book.published() == expected);
    assert_eq!(half_sites(&book), [""; 0]);
}
