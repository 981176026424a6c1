//! What `review` writes, says and refuses.

use std::fs;

use tempfile::TempDir;

use crate::harness::{TODAY, data, policybook, talk};

const POLICY: &str = "---\nid: POL-001\ntitle: Access\ntype: policy\nversion: \"1.0\" # a label\nstatus: approved\n\
                      owner:   'Head of IT'\napproved_by: Jo\napproved_on: 2025-12-01\n---\n\nText.\n";

fn book(text: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("book.toml"), "").expect("a file");
    fs::write(folder.path().join("content/a.md"), text).expect("a file");
    folder
}

fn text_of(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("content/a.md")).expect("a file")
}

/// Reviews the only document; returns the exit status and what was said.
fn review(folder: &TempDir, more: &[&str]) -> (Option<i32>, String) {
    let mut args = vec!["review", "POL-001", "--by", "Ann", "--date", TODAY];
    args.extend(more);
    let output = policybook(folder.path(), &args);
    (output.status.code(), talk(&output))
}

/// Every way to write the list that has records already, or none.
#[test]
fn the_record_is_put_in_and_no_other_byte_changes() {
    let record = "{ on: 2025-12-02, by: Jo, outcome: unchanged }";
    let lists = [
        String::new(),
        "reviews: []\n".to_owned(),
        "reviews:\n".to_owned(),
        "reviews: # the newest first\n".to_owned(),
        format!("reviews: [{record}]\n"),
        format!("reviews: [ # the newest first\n  {record},\n  ]\n"),
        format!("reviews:\n  - {record}\n"),
        format!("reviews:\n- {record}\n"),
        "reviews:\n    # the newest first\n    - on: 2025-12-02   # a Tuesday\n      by: Jo\n".to_owned(),
        "reviews:\n  -\n    on: 2025-12-02\n    by: Jo\n".to_owned(),
        format!("review_history:\n  - {record}\nclassification: internal\n"),
    ];
    for list in lists {
        for is_crlf in [false, true] {
            let old = POLICY.replace("owner:", &format!("{list}owner:"));
            let old = if is_crlf { old.replace('\n', "\r\n") } else { old };
            let folder = book(&old);
            let (status, said) = review(&folder, &[]);
            assert_eq!(status, Some(0), "{said}\n{old}");
            assert_one_insertion(&old, &text_of(&folder), is_crlf);
            assert!(said.contains("next review by 2027-11-23"), "{said}");
        }
    }
}

#[test]
fn records_in_toml_keep_their_form() {
    let head = "+++\nid = \"POL-001\" # ours\ntitle = \"Access\"\ntype = \"policy\"\nversion = \"1.0\"\nstatus = \"approved\"\n\
                owner = \"IT\"\napproved_by = \"Jo\"\napproved_on = 2025-12-01\n";
    for list in [
        "",
        "reviews = []\n",
        "reviews = [{ on = 2025-12-02, by = \"Jo\" }]\n",
        "reviews = [\n  { on = 2025-12-02, by = \"Jo\" }, # a Tuesday\n]\n",
        "[[reviews]]\non = 2025-12-02\nby = \"Jo\"\n",
        "[[review_history]]\non = 2025-12-02\nby = \"Jo\"\n\n[satisfies]\niso27001-2022 = [\"A.5.1\"]\n",
    ] {
        for is_crlf in [false, true] {
            let old = format!("{head}{list}+++\n\nText.\n");
            let old = if is_crlf { old.replace('\n', "\r\n") } else { old };
            let folder = book(&old);
            let (status, said) = review(&folder, &[]);
            assert_eq!(status, Some(0), "{said}\n{old}");
            assert_one_insertion(&old, &text_of(&folder), is_crlf);
        }
    }
}

/// Asserts that `new` is `old` with one record in one place.
fn assert_one_insertion(old: &str, new: &str, is_crlf: bool) {
    let added = new.len() - old.len();
    let is_put_in = |at: usize| new.is_char_boundary(at) && new[..at] == old[..at] && new[at + added..] == old[at..];
    let at = (0..=old.len()).find(|&at| is_put_in(at));
    let at = at.unwrap_or_else(|| panic!("more than one place changed:\n{old}\n{new}"));
    let record = &new[at..at + added];
    assert_eq!(record.matches(TODAY).count(), 1, "{record}");
    assert!(record.contains("sha256:") && record.contains("Ann"), "{record}");
    let is_mixed = is_crlf && new.replace("\r\n", "").contains('\n');
    assert!(!is_mixed, "line ends stay as they were:\n{new}");
}

#[test]
fn what_is_said_follows_from_the_outcome() {
    for (outcome, parts) in [
        ("unchanged", ["next review by 2027-11-23", "commit content/a.md"]),
        ("changed", ["next review by 2027-11-23", "policybook approve POL-001"]),
        ("change-needed", ["it stays due on 2026-12-01", "policybook approve POL-001"]),
        ("retire", ["it stays due on 2026-12-01", "set its status to retired"]),
    ] {
        let folder = book(POLICY);
        let (status, said) = review(&folder, &["--outcome", outcome]);
        assert_eq!(status, Some(0), "{said}");
        for part in parts.into_iter().chain([&*format!("\"Review POL-001: {outcome}\"")]) {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
    let folder = book(&POLICY.replace("owner:", "next_review: 2026-12-24\nowner:"));
    let (_, said) = review(&folder, &[]);
    assert!(said.contains("`next_review` says 2026-12-24: set another day or take it out"), "{said}");
}

#[test]
fn the_record_is_clean_and_names_the_text() {
    let folder = book(POLICY);
    review(&folder, &[]);
    let check = policybook(folder.path(), &["check", "--date", TODAY, "--fail-on", "warning"]);
    assert!(check.status.success(), "{}", data(&check));
    let documents = data(&{
        policybook(folder.path(), &["build", "--date", TODAY]);
        policybook(folder.path(), &["list", "documents", "--json", "--date", TODAY])
    });
    assert!(documents.contains("2027-11-23"), "{documents}");
    let page = fs::read_to_string(folder.path().join("site/a/index.html")).expect("a page");
    assert!(page.contains("This text"), "the fingerprint of the record is that of the text");
    // A text that is changed afterwards was not reviewed.
    fs::write(folder.path().join("content/a.md"), text_of(&folder).replace("Text.", "New text.")).expect("a file");
    let check = data(&policybook(folder.path(), &["check", "--date", TODAY]));
    assert!(check.contains("warning[review-of-another-text]"), "{check}");
}

#[test]
fn what_is_no_text_in_force_is_not_reviewed() {
    for (status, part) in [("draft", "is a draft"), ("in-review", "is in review"), ("retired", "is retired")] {
        let old = POLICY.replace("status: approved", &format!("status: {status}"));
        let folder = book(&old);
        let (code, said) = review(&folder, &[]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(part), "{said}");
        assert_eq!(text_of(&folder), old);
    }
    let folder = book("# A page\n");
    let output = policybook(folder.path(), &["review", "content/a.md", "--by", "Ann"]);
    assert!(talk(&output).contains("is a page"), "{}", talk(&output));
}

#[test]
fn a_text_that_was_changed_is_not_found_unchanged() {
    let folder = book(POLICY);
    let output = policybook(folder.path(), &["approve", "POL-001", "--by", "Jo", "--date", "2026-01-01"]);
    assert!(output.status.success(), "{}", talk(&output));
    let changed = text_of(&folder).replace("Text.", "New text.");
    fs::write(folder.path().join("content/a.md"), &changed).expect("a file");
    let (code, said) = review(&folder, &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("not the one that was approved") && said.contains("policybook approve POL-001"), "{said}");
    assert_eq!(text_of(&folder), changed);
    let (code, said) = review(&folder, &["--outcome", "changed"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_slip_of_the_keyboard_is_answered() {
    let folder = book(POLICY);
    let output = policybook(folder.path(), &["review", "POL-01", "--by", "Ann"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("did you mean `POL-001`?"), "{}", talk(&output));
    let (code, said) = review(&folder, &["--outcome", "unchangd"]);
    assert_eq!(code, Some(2));
    for part in ["did you mean `unchanged`?", "unchanged, changed, change-needed, retire"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    review(&folder, &[]);
    let once = text_of(&folder);
    let (code, said) = review(&folder, &[]);
    assert_eq!((code, text_of(&folder)), (Some(2), once), "{said}");
    assert!(said.contains("is on record already"), "{said}");
}

#[test]
fn a_list_that_cannot_be_added_to_is_left_as_it_is() {
    for list in ["reviews: last spring\n", "reviews: ~\n"] {
        let old = POLICY.replace("owner:", &format!("{list}owner:"));
        let folder = book(&old);
        let (code, said) = review(&folder, &[]);
        assert_eq!(code, Some(2), "{said}");
        assert_eq!(text_of(&folder), old);
    }
}
