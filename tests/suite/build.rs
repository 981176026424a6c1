//! `build` on real input: a company's public policies, and this repository's own book.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::harness::{TODAY, data, policybook, repository, talk};

/// A clone of a real company's public policies (CC0), with its whole history.
fn real_policies() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let bundle = repository().join("tests/cases/real/security-policies.bundle");
    let status = Command::new("git")
        .args(["clone", "--quiet"])
        .arg(bundle)
        .arg(folder.path().join("book"))
        .status()
        .expect("git starts");
    assert!(status.success(), "git clone of the bundle failed");
    let settings = fs::read_to_string(repository().join("tests/cases/real/book.toml")).expect("settings");
    fs::write(folder.path().join("book/book.toml"), settings).expect("settings can be written");
    folder
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a data file")).expect("JSON")
}

/// Returns every file below `folder` with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below").to_owned();
                found.insert(below, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn real_policies_are_published_as_they_are() {
    let folder = real_policies();
    let book = folder.path().join("book");
    let output = policybook(&book, &["build", "--date", TODAY]);
    assert!(output.status.success(), "{}", talk(&output));

    let documents = json(&book.join("site/data/documents.json"));
    let rows = documents["documents"].as_array().expect("rows");
    assert_eq!(rows.len(), 16);
    let by_id = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no document {id}"));
    assert_eq!(by_id("access-control")["title"], "Access control policy");
    assert_eq!(by_id("access-control")["last_reviewed"], "2026-01-12");
    assert_eq!(by_id("overview")["url"], "/overview/");

    let page = fs::read_to_string(book.join("site/incident-response-policy/index.html")).expect("a page");
    assert!(page.contains("Proper detection and response to incidents"));
    assert!(
        page.contains("href=\"../incident-response-process/index.html\""),
        "a link of the old site leads to the page"
    );
}

/// `tests/cases/real/history.txt` holds what
/// `git log --follow --no-merges -M50% --format=%H` prints for each document.
#[test]
fn history_of_real_policies_is_what_git_log_says() {
    let folder = real_policies();
    let book = folder.path().join("book");
    let output = policybook(&book, &["build", "--date", TODAY]);
    assert!(output.status.success(), "{}", talk(&output));
    let history = json(&book.join("site/data/history.json"));
    let expected = fs::read_to_string(repository().join("tests/cases/real/history.txt")).expect("expectations");
    let mut documents = 0;
    for block in expected.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let mut lines = block.lines();
        let id = lines.next().expect("an id");
        let commits: Vec<&str> = lines.collect();
        let rows = history["documents"][id].as_array().unwrap_or_else(|| panic!("no history of {id}"));
        let found: Vec<&str> = rows.iter().map(|row| row["commit"].as_str().expect("a commit")).collect();
        assert_eq!(found, commits, "history of {id}");
        documents += 1;
    }
    assert_eq!(documents, 16);
    assert_eq!(history["documents"]["incident-response"].as_array().map(Vec::len), Some(7));
    let text = history.to_string();
    assert!(!text.contains('@'), "no e-mail address leaves the repository unasked");
}

#[test]
fn same_input_gives_same_bytes() {
    let folder = TempDir::new().expect("a folder");
    let mut sites = Vec::new();
    for (name, zone, threads) in [("one", "UTC", "1"), ("two", "Pacific/Kiritimati", "8")] {
        let site = folder.path().join(name);
        let output = Command::new(env!("CARGO_BIN_EXE_policybook"))
            .args(["build", "--quiet", "--fail-on", "never", "--date", TODAY, "-d"])
            .arg(&site)
            .current_dir(repository())
            .env("TZ", zone)
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", talk(&output));
        sites.push(files(&site));
    }
    let (one, two) = (&sites[0], &sites[1]);
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in one {
        assert!(two[path] == *bytes, "{} differs", path.display());
    }
}

#[test]
fn the_manifest_names_every_file_with_its_digest() {
    let folder = TempDir::new().expect("a folder");
    let site = folder.path().join("site");
    let destination = site.to_string_lossy().into_owned();
    let output = policybook(&repository(), &["build", "-q", "--fail-on", "never", "--date", TODAY, "-d", &destination]);
    assert!(output.status.success(), "{}", talk(&output));
    let manifest = json(&site.join("data/manifest.json"));
    let listed: BTreeMap<String, String> = manifest["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|row| {
            (row["path"].as_str().expect("a path").to_owned(), row["sha256"].as_str().expect("a digest").to_owned())
        })
        .collect();
    let mut found = files(&site);
    found.remove(Path::new("data/manifest.json"));
    assert_eq!(listed.len(), found.len());
    for (path, bytes) in found {
        let digest = policybook::source::Digest::of(&bytes).to_hex();
        assert_eq!(listed[path.to_str().expect("a plain path")], digest, "{}", path.display());
    }
}

/// The starter book is the demonstration: every requirement and control of
/// ISO/IEC 27001:2022 is satisfied, and nothing is found in it.
#[test]
fn the_starter_book_is_clean_and_complete() {
    let output = policybook(&repository(), &["check", "--format", "json", "--date", TODAY]);
    let findings: serde_json::Value = serde_json::from_str(&data(&output)).expect("JSON");
    let about_texts: Vec<&serde_json::Value> = findings["findings"]
        .as_array()
        .expect("findings")
        .iter()
        // What git says of this checkout is not the book's fault.
        .filter(|row| {
            !["uncommitted-changes", "no-history", "incomplete-history"]
                .contains(&row["rule"].as_str().expect("a rule"))
        })
        .collect();
    assert!(about_texts.is_empty(), "{about_texts:#?}");

    let output = policybook(&repository(), &["list", "controls", "--json", "--date", TODAY]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&data(&output)).expect("JSON");
    let iso: Vec<_> = rows.iter().filter(|row| row["framework"] == "iso27001-2022").collect();
    assert_eq!(iso.iter().filter(|row| row["kind"] == "requirement").count(), 30);
    assert_eq!(iso.iter().filter(|row| row["kind"] == "control").count(), 93);
    assert!(iso.iter().all(|row| row["state"] == "covered"));
}
