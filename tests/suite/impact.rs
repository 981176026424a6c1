//! What a change does to the book, as `impact` tells it in real repositories.

use std::fs;
use std::process::Output;

use git2::{Repository, RepositoryInitOptions};
use serde_json::Value;

use crate::harness::{TODAY, data, policybook, talk};
use crate::scratch::{Scratch, refused};

mod comment;
mod readers;

const ANN: &str = "Ann Author <ann@example.org>";

/// A book with two approved documents, a draft and a statement, committed on `main`.
pub fn begun() -> (Scratch, Repository) {
    let book = Scratch::new();
    book.write("book.toml", "[book]\ntitle = \"Book\"\n[variables]\norganisation = \"Mill Ltd\"\n");
    book.write("content/access.md", policy("POL-001", "Access", "1.0", "A.5.15, A.5.18", ACCESS));
    book.write("content/keys.md", policy("POL-002", "Keys", "1.0", "A.8.24", "{{ organisation }} keeps its keys.\n"));
    book.write("content/old.md", policy("POL-003", "Old rules", "1.0", "A.7.1", "Doors are locked.\n"));
    book.write("controls/applicability.toml", statement(true));
    let repository = book.repository();
    (book, repository)
}

const ACCESS: &str =
    "## Requests\n\nAccess is requested from the head of the team.\n\n## Removal\n\nAccess ends on the last day.\n";

fn statement(is_applicable: bool) -> String {
    format!(
        "[statement]\nframework = \"iso27001-2022\"\n[controls.\"A.5.15\"]\napplicable = true\nstatus = \"implemented\"\nreasons = \
         [\"risk\"]\n[controls.\"A.7.4\"]\napplicable = {is_applicable}\njustification = \"There is an office.\"\n"
    )
}

/// Writes a policy that is approved.
pub fn policy(id: &str, title: &str, version: &str, claims: &str, text: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: {title}\ntype: policy\nversion: \"{version}\"\nstatus: approved\nowner: IT\napproved_by: \
         Jane\napproved_on: 2026-03-01\naudience: [staff]\nacknowledge: true\nsatisfies:\n  iso27001-2022: [{claims}]\n\
         ---\n\n{text}"
    )
}

/// Starts a branch at what is checked out.
fn branch(repository: &Repository, name: &str) {
    let head = repository.head().unwrap().peel_to_commit().unwrap();
    repository.branch(name, &head, false).unwrap();
    repository.set_head(&format!("refs/heads/{name}")).unwrap();
}

pub fn impact(book: &Scratch, args: &[&str]) -> Output {
    policybook(&book.root(), &[&["impact", "--date", TODAY], args].concat())
}

fn json(book: &Scratch, args: &[&str]) -> Value {
    let output = impact(book, &[args, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", talk(&output));
    serde_json::from_str(&data(&output)).unwrap()
}

/// Returns a field of each row.
fn column<'a>(rows: &'a Value, name: &str) -> Vec<&'a str> {
    rows.as_array().unwrap().iter().filter_map(|row| row[name].as_str()).collect()
}

/// A merge request that does a bit of everything.
fn merge_request() -> (Scratch, Repository) {
    let (book, repository) = begun();
    branch(&repository, "work");
    let text = ACCESS.replace("the head of the team", "the owner of the system");
    let access = policy("POL-001", "Access", "1.1", "A.5.15", &text);
    book.write("content/access.md", access.replace("approved_on: 2026-03-01", "approved_on: 2026-04-01"));
    let keys = policy("POL-002", "Keys", "1.0", "A.8.24", "{{ organisation }} keeps its keys.\n");
    book.remove("content/keys.md");
    book.write("content/crypto/keys.md", keys.replace("status: approved", "status: draft"));
    book.remove("content/old.md");
    // So long that git does not take it for the one that went.
    let suppliers = format!("Suppliers are [known](nowhere.md).\n\n{}", "Each of them is looked at.\n\n".repeat(30));
    book.write("content/new.md", policy("POL-004", "Suppliers", "1.0", "A.5.19", &suppliers));
    book.write("controls/applicability.toml", statement(false));
    commit(&book, &repository, "Two.");
    (book, repository)
}

/// Commits the folder, with what is gone from it.
fn commit(book: &Scratch, repository: &Repository, summary: &str) {
    let mut index = repository.index().unwrap();
    index.update_all(["*"], None).unwrap();
    index.write().unwrap();
    book.commit(repository, ANN, summary);
}

#[test]
fn a_merge_request_is_told_in_full() {
    let (book, _repository) = merge_request();
    let impact = json(&book, &[]);
    assert_eq!(impact["schema"], "policybook-impact/1");
    assert_eq!((&impact["base"]["name"], &impact["head"]["branch"]), (&"main".into(), &"work".into()));
    assert_eq!(impact["head"]["has_uncommitted"], false);
    let documents = &impact["documents"];
    assert_eq!(column(&documents["added"], "id"), ["POL-004"]);
    assert_eq!(column(&documents["removed"], "id"), ["POL-003"]);
    assert_eq!(column(&documents["removed"][0]["claims"], "control"), ["A.7.1"]);
    assert_eq!(column(&documents["moved"], "to"), ["content/crypto/keys.md"]);
    let access = documents["changed"].as_array().unwrap().iter().find(|row| row["id"] == "POL-001").unwrap();
    assert_eq!((&access["version_before"], &access["version_after"]), (&"1.0".into(), &"1.1".into()));
    assert_eq!(column(&access["claims_lost"], "control"), ["A.5.18"]);
    assert_eq!(access["excerpts"][0]["path"], serde_json::json!(["Requests"]));
    let runs = access["excerpts"][0]["runs"].to_string();
    assert!(runs.contains(r#"{"change":"deleted","text":"head"}"#), "{runs}");
    let keys = documents["changed"].as_array().unwrap().iter().find(|row| row["id"] == "POL-002").unwrap();
    assert_eq!(keys["change"], "record");
    assert_eq!(column(&impact["controls"]["gained"], "control"), ["A.5.19"]);
    let lost = &impact["controls"]["lost"];
    assert_eq!(column(lost, "control"), ["A.5.18", "A.7.1", "A.8.24"]);
    let reasons: Vec<&str> = (0..3).map(|at| lost[at]["through"][0]["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["no longer claims it", "removed", "is a draft only"]);
    assert_eq!(impact["decisions"][0]["control"], "A.7.4");
    assert_eq!(impact["decisions"][0]["after"], "excluded");
    assert!(column(&impact["findings"]["new"], "rule").contains(&"broken-link"), "{}", impact["findings"]);
    assert!(!impact["findings"].to_string().contains("uncommitted"));
}

#[test]
fn every_form_says_what_was_compared_with_what() {
    let (book, _repository) = merge_request();
    for (format, words) in [("text", "main, with commit"), ("markdown", "main, with commit")] {
        let output = impact(&book, &["--format", format]);
        assert!(data(&output).contains(words), "{}", data(&output));
    }
    let text = data(&impact(&book, &[]));
    for line in [
        "  ISO 27001:2022 A.5.18 Access rights (POL-001 Access: no longer claims it)",
        "  POL-002 Keys: content/keys.md to content/crypto/keys.md",
        "  POL-001 Access: to be acknowledged again by staff (version 1.1 replaces 1.0)",
        "    no longer satisfies ISO 27001:2022 A.5.18 Access rights",
        "      ~ Access is requested from the [-head-] {+owner+} of the [-team-]{+system+}.",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn a_change_of_a_variable_changes_every_text_that_names_it() {
    let (book, _repository) = begun();
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", settings.replace("Mill Ltd", "Harbour Ltd"));
    let impact = json(&book, &[]);
    assert_eq!(column(&impact["documents"]["changed"], "id"), ["POL-002"]);
    let keys = &impact["documents"]["changed"][0];
    assert_eq!((&keys["change"], &keys["words_inserted"]), (&"text".into(), &1.into()));
    assert_eq!(column(&impact["acknowledge"], "reason"), ["the text changed without a new version"]);
}

#[test]
fn on_main_the_command_shows_what_is_not_committed() {
    let (book, repository) = begun();
    let output = impact(&book, &[]);
    assert!(data(&output).contains("Nothing changes in the book"), "{}", data(&output));
    let output = impact(&book, &["--format", "markdown"]);
    assert_eq!(data(&output).lines().count(), 5, "{}", data(&output));
    book.remove("content/old.md");
    let output = impact(&book, &[]);
    assert!(data(&output).contains("changes that are not committed"), "{}", data(&output));
    assert!(data(&output).contains("POL-003 Old rules: removed"), "{}", data(&output));
    // Committed on main, it is compared with the branch of the server.
    let before = repository.head().unwrap().target().unwrap();
    repository.reference("refs/remotes/origin/main", before, true, "").unwrap();
    commit(&book, &repository, "Two.");
    let output = impact(&book, &[]);
    assert!(data(&output).contains("which is origin/main, with commit"), "{}", data(&output));
}

#[test]
fn what_main_did_since_is_not_the_change() {
    let (book, repository) = begun();
    branch(&repository, "work");
    repository.set_head("refs/heads/main").unwrap();
    book.write("content/main.md", policy("POL-009", "Of main", "1.0", "A.5.1", "Text.\n"));
    commit(&book, &repository, "On main.");
    book.remove("content/main.md");
    repository.set_head("refs/heads/work").unwrap();
    let mut index = repository.index().unwrap();
    index.read_tree(&repository.head().unwrap().peel_to_tree().unwrap()).unwrap();
    index.write().unwrap();
    let impact = json(&book, &["main"]);
    assert_eq!(impact["documents"]["removed"], serde_json::json!([]));
    assert_ne!(impact["base"]["tip"], impact["base"]["commit"]);
}

#[test]
fn the_status_follows_new_findings_only_when_asked() {
    let (book, _repository) = merge_request();
    for (args, status) in [(&[][..], 0), (&["--fail-on", "error"], 1), (&["--fail-on", "warning"], 1)] {
        assert_eq!(impact(&book, args).status.code(), Some(status), "{args:?}");
    }
    let (book, repository) = begun();
    book.write("content/broken.md", "# Broken\n\n[x](nowhere.md)\n");
    commit(&book, &repository, "Broken.");
    assert_eq!(impact(&book, &["--fail-on", "warning"]).status.code(), Some(0), "an old finding fails nothing");
}

#[test]
fn an_unknown_base_names_the_nearest() {
    let (book, _repository) = begun();
    refused(&impact(&book, &["mian"]), 2, &["`mian` is no commit, tag or branch", "did you mean `main`?"]);
    refused(&impact(&book, &["zzzzzzzzzzzz"]), 2, &["git branch --all"]);
}

#[test]
fn without_a_repository_or_with_half_of_one_the_way_out_is_told() {
    let book = Scratch::new();
    refused(&impact(&book, &[]), 3, &["no git repository"]);
    Repository::init_opts(book.root(), &RepositoryInitOptions::new()).unwrap();
    refused(&impact(&book, &[]), 3, &["no commit"]);

    let (book, repository) = merge_request();
    let main = repository.find_reference("refs/heads/main").unwrap().target().unwrap();
    let head = repository.head().unwrap().target().unwrap();
    fs::write(repository.path().join("shallow"), format!("{head}\n{main}\n")).unwrap();
    refused(&impact(&book, &[]), 3, &["fetch-depth: 0", "git fetch --unshallow"]);
    // A build service may not even have the branch.
    repository.find_reference("refs/heads/main").unwrap().delete().unwrap();
    repository.set_head_detached(head).unwrap();
    repository.find_reference("refs/heads/work").unwrap().delete().unwrap();
    refused(&impact(&book, &[]), 3, &["fetch-depth: 0"]);
}

/// The book before the change is set up as it was then, and looked at on the same day.
#[test]
fn both_sides_are_read_alike() {
    let (book, repository) = begun();
    branch(&repository, "work");
    book.write("book.toml", "[book]\ntitle = \"Book\"\nsrc = \"texts\"\n[variables]\norganisation = \"Mill Ltd\"\n");
    fs::rename(book.root().join("content"), book.root().join("texts")).unwrap();
    let impact = json(&book, &[]);
    let documents = &impact["documents"];
    assert_eq!((&documents["added"], &documents["removed"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert_eq!(documents["moved"].as_array().unwrap().len(), 4, "{documents}");
    assert_eq!(impact["controls"]["lost"], serde_json::json!([]));
}
