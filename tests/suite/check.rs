//! Every rule has a page in `tests/cases/check/` that is its manual, its
//! `explain` text and its test at once: a bad book, what is found in it, and what
//! changes in the good one.
//!
//! `UPDATE_EXPECT=1 cargo nextest run pages_of_rules` writes the findings anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use policybook::history::{HistoryState, WorkState};
use policybook::model::CommitId;
use policybook::pipeline::all_rules;
use rayon::prelude::*;

use crate::harness::{BookCase, findings_text, repository, updates_expectations};

/// The blocks of one case on a page.
#[derive(Default)]
struct Case {
    bad: BTreeMap<String, String>,
    expected: String,
    good: BTreeMap<String, String>,
}

fn folder() -> PathBuf {
    repository().join("tests/cases/check")
}

#[test]
fn pages_of_rules() {
    let failures: Vec<String> = all_rules().into_par_iter().flat_map_iter(|rule| failures_of(rule.name)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs the cases of one page and returns what is wrong with it.
fn failures_of(rule: &str) -> Vec<String> {
    let path = folder().join(format!("{rule}.md"));
    let Ok(page) = fs::read_to_string(&path) else {
        return vec![format!("{rule} has no page {}", path.display())];
    };
    let mut failures = Vec::new();
    for heading in [format!("# {rule}\n"), "\n## Why it matters\n".into(), "\n## How to mend\n".into()] {
        if !page.contains(&heading) {
            failures.push(format!("{rule}: the page lacks `{}`", heading.trim()));
        }
    }
    let cases = parse(&page);
    if cases.is_empty() {
        failures.push(format!("{rule}: the page has no case"));
    }
    let mut updated = page.clone();
    let mut from = 0;
    failures.extend(cases.iter().filter_map(|case| run(rule, case, &mut updated, &mut from).err()));
    if updates_expectations() && updated != page {
        fs::write(&path, updated).expect("the page can be written");
    }
    failures
}

#[test]
fn every_page_belongs_to_a_rule() {
    let names: BTreeSet<String> = all_rules().iter().map(|rule| format!("{}.md", rule.name)).collect();
    for entry in fs::read_dir(folder()).expect("the pages are there") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        assert!(names.contains(&name), "{name} is the page of no rule");
    }
}

#[test]
fn names_of_rules_are_unique() {
    let rules = all_rules();
    let names: BTreeSet<&str> = rules.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules.len());
}

/// Runs one case. `page` is updated from the byte `from` on, when that is asked for.
fn run(rule: &str, case: &Case, page: &mut String, from: &mut usize) -> Result<(), String> {
    let found = findings_text(&book(&case.bad).check());
    if !found.contains(&format!(" {rule} ")) {
        return Err(format!("{rule}: the bad book is not found to be bad:\n{found}"));
    }
    if updates_expectations() {
        let block = |text: &str| format!("```text finding\n{text}```");
        let at = *from + page[*from..].find(&block(&case.expected)).expect("the block was read from the page");
        page.replace_range(at..at + block(&case.expected).len(), &block(&found));
        *from = at + block(&found).len();
    } else if found != case.expected {
        return Err(format!("{rule}: expected\n{}found\n{found}", case.expected));
    }
    let mut files = case.bad.clone();
    files.extend(case.good.clone());
    files.retain(|_, text| text.trim() != "(no such file)");
    let left = findings_text(&book(&files).check());
    if left.is_empty() { Ok(()) } else { Err(format!("{rule}: the good book is not clean:\n{left}")) }
}

/// Makes a book of the blocks; one named `git` says in lines what git knows. One
/// named `PATH @ NUMBER DATE AUTHOR` is the file as a commit had it; the last of
/// them is the file as it stands, unless the page gives that too.
fn book(files: &BTreeMap<String, String>) -> BookCase {
    let mut book = BookCase::default();
    for (path, text) in files {
        if let Some((path, commit)) = path.split_once(" @ ") {
            let title = commit.split_once(' ').expect("a number before the date").1;
            book = book.committed(path, title, text);
            if !files.contains_key(path) {
                book = book.file(path, text);
            }
            continue;
        }
        if path != "git" {
            book = book.file(path, text);
            continue;
        }
        for line in text.lines() {
            book = match line.split_once(' ').unwrap_or((line, "")) {
                ("today", day) => book.on(day),
                ("published-page", what) => {
                    let (id, address) = what.split_once(' ').expect("an id and an address");
                    book.published_page(id, address)
                }
                ("published-version", what) => {
                    let parts: Vec<&str> = what.split(' ').collect();
                    let [id, label, words] = parts[..] else { panic!("an id, a label and a digest") };
                    book.published_version(id, label, words)
                }
                ("modified", path) => book.work(path, WorkState::Modified),
                ("untracked", path) => book.work(path, WorkState::Untracked),
                ("clean", path) => book.work(path, WorkState::Clean),
                ("detached", _) => book.detached(),
                ("complete", _) => book.history(HistoryState::Complete),
                ("no-repository", _) => book.history(HistoryState::NoRepository),
                ("no-commits", _) => book.history(HistoryState::NoCommits),
                ("foreign-owner", what) => book.history(HistoryState::ForeignOwner(what.to_owned())),
                ("missing-object", what) => book.history(HistoryState::MissingObject(what.to_owned())),
                ("unreadable", what) => book.history(HistoryState::Unreadable(what.to_owned())),
                ("shallow", _) => book.history(HistoryState::Shallow { boundary: vec![CommitId::new("a".repeat(40))] }),
                (other, _) => panic!("a page says `{other}` of git, which means nothing"),
            };
        }
    }
    book
}

/// Reads the cases of a page: below `## Bad` and `## Good` files as fenced blocks
/// with `language path` behind the fence, below `## Finding` the findings.
fn parse(page: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut section = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading.split(':').next().unwrap_or_default().trim();
            if section == "Bad" {
                cases.push(Case::default());
            }
        }
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        let Some(case) = cases.last_mut().filter(|_| fence.len() >= 3) else { continue };
        let info = line.trim_start_matches('`');
        let mut text = String::new();
        for line in lines.by_ref().take_while(|line| *line != fence) {
            text.push_str(line);
            text.push('\n');
        }
        let path = info.split_once(' ').map_or("", |(_, path)| path).to_owned();
        match section {
            "Bad" => drop(case.bad.insert(path, text)),
            "Good" => drop(case.good.insert(path, text)),
            "Finding" => case.expected = text,
            _ => {}
        }
    }
    cases
}
