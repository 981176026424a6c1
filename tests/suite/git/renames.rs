//! Which rows belong to a document, across renames, branches and merges.

use git2::Oid;
use policybook::history::HistoryState;

use super::repo::{Repo, edited, path, text, told};

#[test]
fn a_chain_of_renames_is_followed() {
    let (repo, a) = (Repo::new(), text("access"));
    let (b, c) = (edited(&a, "two"), edited(&edited(&a, "two"), "four"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    let two = repo.commit(&[one], "two", &[("content/a.md", &b)]);
    let three = repo.commit(&[two], "three", &[("content/b.md", &b)]);
    let four = repo.commit(&[three], "four", &[("content/deep/c.md", &c)]);
    repo.commit(&[four], "unrelated", &[("content/deep/c.md", &c), ("content/z.md", "z\n")]);
    let expected = [
        "four: renamed from content/b.md content/deep/c.md",
        "three: renamed from content/a.md content/b.md",
        "two: modified content/a.md",
        "one: added content/a.md",
    ];
    let chronicle = repo.chronicle();
    assert_eq!(told(&chronicle, "content/deep/c.md"), expected);
    assert_eq!(chronicle.state, HistoryState::Complete);
    assert!(chronicle.is_complete(&path("content/deep/c.md")));
}

#[test]
fn a_copy_is_not_followed() {
    let (repo, a) = (Repo::new(), text("access"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    repo.commit(&[one], "two", &[("content/a.md", &a), ("content/b.md", &a)]);
    let chronicle = repo.chronicle();
    assert_eq!(told(&chronicle, "content/a.md"), ["one: added content/a.md"]);
    assert_eq!(told(&chronicle, "content/b.md"), ["two: added content/b.md"]);
}

#[test]
fn less_than_half_alike_is_no_rename() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    repo.commit(&[one], "two", &[("content/b.md", &b)]);
    assert_eq!(told(&repo.chronicle(), "content/b.md"), ["two: added content/b.md"]);
}

#[test]
fn a_document_may_come_from_outside_the_content() {
    let (repo, a) = (Repo::new(), text("access"));
    let one = repo.commit(&[], "one", &[("docs/old.md", &a), ("src/main.c", "x")]);
    let two = repo.commit(&[one], "two", &[("docs/a.md", &a), ("src/main.c", "y")]);
    repo.commit(&[two], "three", &[("content/a.md", &edited(&a, "three")), ("src/main.c", "y")]);
    let expected = [
        "three: renamed from docs/a.md content/a.md",
        "two: renamed from docs/old.md docs/a.md",
        "one: added docs/old.md",
    ];
    assert_eq!(told(&repo.chronicle(), "content/a.md"), expected);
}

#[test]
fn a_change_beside_a_rename_belongs_to_the_renamed_document() {
    let (repo, a) = (Repo::new(), text("access"));
    let b = edited(&a, "side");
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    let side = repo.commit(&[one], "side", &[("content/a.md", &b)]);
    let rename = repo.commit(&[one], "rename", &[("content/new.md", &a)]);
    repo.commit(&[rename, side], "merge", &[("content/new.md", &b)]);
    let expected =
        ["rename: renamed from content/a.md content/new.md", "side: modified content/a.md", "one: added content/a.md"];
    assert_eq!(told(&repo.chronicle(), "content/new.md"), expected);
}

#[test]
fn a_rename_on_both_branches_keeps_one_history() {
    let (repo, a) = (Repo::new(), text("access"));
    let b = edited(&a, "more");
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    let left = repo.commit(&[one], "left", &[("content/b.md", &a)]);
    let right = repo.commit(&[one], "right", &[("content/b.md", &a)]);
    let more = repo.commit(&[right], "more", &[("content/b.md", &b)]);
    repo.commit(&[left, more], "merge", &[("content/b.md", &b)]);
    let expected = [
        "more: modified content/b.md",
        "right: renamed from content/a.md content/b.md",
        "left: renamed from content/a.md content/b.md",
        "one: added content/a.md",
    ];
    assert_eq!(told(&repo.chronicle(), "content/b.md"), expected);
}

#[test]
fn a_merge_that_moves_a_file_is_followed_without_a_row() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/old/a.md", &a)]);
    let moved = repo.commit(&[one], "moved", &[("content/new/a.md", &a)]);
    let added = repo.commit(&[one], "added", &[("content/old/a.md", &a), ("content/old/b.md", &b)]);
    repo.commit(&[moved, added], "merge", &[("content/new/a.md", &a), ("content/new/b.md", &b)]);
    assert_eq!(told(&repo.chronicle(), "content/new/b.md"), ["added: added content/old/b.md"]);
}

#[test]
fn two_files_that_are_swapped_through_a_third_name_keep_their_histories() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a), ("content/b.md", &b)]);
    let two = repo.commit(&[one], "two", &[("content/t.md", &a), ("content/b.md", &b)]);
    let three = repo.commit(&[two], "three", &[("content/t.md", &a), ("content/a.md", &b)]);
    repo.commit(&[three], "four", &[("content/b.md", &a), ("content/a.md", &b)]);
    let chronicle = repo.chronicle();
    let of_a = ["three: renamed from content/b.md content/a.md", "one: added content/b.md"];
    assert_eq!(told(&chronicle, "content/a.md"), of_a);
    let of_b = [
        "four: renamed from content/t.md content/b.md",
        "two: renamed from content/a.md content/t.md",
        "one: added content/a.md",
    ];
    assert_eq!(told(&chronicle, "content/b.md"), of_b);
}

#[test]
fn two_files_that_are_swapped_in_one_commit_are_two_changes() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a), ("content/b.md", &b)]);
    repo.commit(&[one], "swap", &[("content/a.md", &b), ("content/b.md", &a)]);
    assert_eq!(told(&repo.chronicle(), "content/a.md"), ["swap: modified content/a.md", "one: added content/a.md"]);
}

#[test]
fn a_path_that_is_used_again_starts_a_new_history() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    let two = repo.commit(&[one], "two", &[("content/moved.md", &a)]);
    repo.commit(&[two], "three", &[("content/moved.md", &a), ("content/a.md", &b)]);
    let chronicle = repo.chronicle();
    assert_eq!(told(&chronicle, "content/a.md"), ["three: added content/a.md"]);
    let moved = ["two: renamed from content/a.md content/moved.md", "one: added content/a.md"];
    assert_eq!(told(&chronicle, "content/moved.md"), moved);
}

#[test]
fn a_file_that_is_renamed_onto_a_deleted_path_brings_its_own_history() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a), ("content/b.md", &b)]);
    let two = repo.commit(&[one], "two", &[("content/b.md", &b)]);
    repo.commit(&[two], "three", &[("content/a.md", &b)]);
    let expected = ["three: renamed from content/b.md content/a.md", "one: added content/b.md"];
    assert_eq!(told(&repo.chronicle(), "content/a.md"), expected);
}

#[test]
fn a_file_that_was_deleted_and_created_again_keeps_its_past() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a), ("content/k.md", "k\n")]);
    let two = repo.commit(&[one], "two", &[("content/k.md", "k\n")]);
    repo.commit(&[two], "three", &[("content/a.md", &b), ("content/k.md", "k\n")]);
    let expected = ["three: added content/a.md", "two: deleted content/a.md", "one: added content/a.md"];
    assert_eq!(told(&repo.chronicle(), "content/a.md"), expected);
}

#[test]
fn of_several_alike_the_best_is_the_rename() {
    let (repo, a) = (Repo::new(), text("access"));
    let near = edited(&a, "x");
    let far: String = a.lines().take(8).map(|line| format!("{line}\n")).collect();
    let one = repo.commit(&[], "one", &[("content/far.md", &far), ("content/near.md", &near)]);
    repo.commit(&[one], "two", &[("content/new.md", &a)]);
    let expected = ["two: renamed from content/near.md content/new.md", "one: added content/near.md"];
    assert_eq!(told(&repo.chronicle(), "content/new.md"), expected);
}

#[test]
fn thousands_of_moved_files_are_paired_by_text_alone() {
    let repo = Repo::new();
    let files = |folder: &str| -> Vec<(String, String)> {
        let changed = (0..1_500).map(|n| (format!("content/{folder}/{n}.md"), format!("Document {n} of {folder}.\n")));
        let kept = (0..100).map(|n| (format!("content/{folder}/kept{n}.md"), text(&n.to_string())));
        changed.chain(kept).collect()
    };
    let commit = |parents: &[Oid], summary: &str, files: &[(String, String)]| {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        repo.commit(parents, summary, &files)
    };
    let one = commit(&[], "one", &files("old"));
    commit(&[one], "two", &files("new"));
    let chronicle = repo.chronicle();
    let expected = ["two: renamed from content/old/kept7.md content/new/kept7.md", "one: added content/old/kept7.md"];
    assert_eq!(told(&chronicle, "content/new/kept7.md"), expected);
    assert_eq!(told(&chronicle, "content/new/7.md"), ["two: added content/new/7.md"]);
    assert_eq!(chronicle.revisions.len(), 1_600);
}

#[test]
fn a_merge_counts_only_with_a_text_of_its_own() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a), ("content/b.md", &b)]);
    let (left_text, right_text) = (edited(&a, "left"), edited(&b, "right"));
    let left = repo.commit(&[one], "left", &[("content/a.md", &left_text), ("content/b.md", &b)]);
    let right = repo.commit(&[one], "right", &[("content/a.md", &a), ("content/b.md", &right_text)]);
    let own = edited(&left_text, "merge");
    repo.commit(&[left, right], "merge", &[("content/a.md", &own), ("content/b.md", &right_text)]);
    let chronicle = repo.chronicle();
    let of_a = ["merge: merged content/a.md", "left: modified content/a.md", "one: added content/a.md"];
    assert_eq!(told(&chronicle, "content/a.md"), of_a);
    assert_eq!(told(&chronicle, "content/b.md"), ["right: modified content/b.md", "one: added content/b.md"]);
}

#[test]
fn a_path_with_three_lives_keeps_them_apart() {
    let (repo, a, b, c) = (Repo::new(), text("access"), text("backup"), text("crypto"));
    let one = repo.commit(&[], "one", &[("content/p.md", &a), ("content/b.md", &b)]);
    let two = repo.commit(&[one], "two", &[("content/b.md", &b)]);
    let three = repo.commit(&[two], "three", &[("content/p.md", &b)]);
    let four = repo.commit(&[three], "four", &[("content/z.md", &b)]);
    repo.commit(&[four], "five", &[("content/z.md", &b), ("content/p.md", &c)]);
    let chronicle = repo.chronicle();
    assert_eq!(told(&chronicle, "content/p.md"), ["five: added content/p.md"]);
    let of_z = [
        "four: renamed from content/p.md content/z.md",
        "three: renamed from content/b.md content/p.md",
        "one: added content/b.md",
    ];
    assert_eq!(told(&chronicle, "content/z.md"), of_z);
}

#[test]
fn a_change_beside_a_rename_does_not_follow_the_next_file_of_that_name() {
    let (repo, a, b) = (Repo::new(), text("access"), text("backup"));
    let changed = edited(&a, "side");
    let one = repo.commit(&[], "one", &[("content/p.md", &a)]);
    let side = repo.commit(&[one], "side", &[("content/p.md", &changed)]);
    let rename = repo.commit(&[one], "rename", &[("content/a.md", &a)]);
    let merge = repo.commit(&[rename, side], "merge", &[("content/a.md", &changed)]);
    let anew = repo.commit(&[merge], "anew", &[("content/a.md", &changed), ("content/p.md", &b)]);
    repo.commit(&[anew], "again", &[("content/a.md", &changed), ("content/b.md", &b)]);
    let chronicle = repo.chronicle();
    let of_a =
        ["rename: renamed from content/p.md content/a.md", "side: modified content/p.md", "one: added content/p.md"];
    assert_eq!(told(&chronicle, "content/a.md"), of_a);
    let of_b = ["again: renamed from content/p.md content/b.md", "anew: added content/p.md"];
    assert_eq!(told(&chronicle, "content/b.md"), of_b);
}

#[test]
fn a_merge_that_joins_two_branches_wrote_nothing() {
    let (repo, a) = (Repo::new(), text("access"));
    let (left_text, right_text) = (edited(&a, "left"), format!("Added above.\n{a}"));
    let one = repo.commit(&[], "one", &[("content/a.md", &a)]);
    let left = repo.commit(&[one], "left", &[("content/a.md", &left_text)]);
    let right = repo.commit(&[one], "right", &[("content/a.md", &right_text)]);
    repo.commit(&[left, right], "merge", &[("content/a.md", &format!("Added above.\n{left_text}"))]);
    let expected = ["right: modified content/a.md", "left: modified content/a.md", "one: added content/a.md"];
    assert_eq!(told(&repo.chronicle(), "content/a.md"), expected);
}
