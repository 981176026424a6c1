//! B4: a repository of another user is not trusted.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::process::Command;

use crate::harness::{TODAY, data, talk};
use crate::scratch::{Scratch, files, refused, skipped};

#[test]
fn b4_a_repository_of_another_user_is_named_with_what_to_do() {
    let book = Scratch::new();
    drop(book.repository());
    let before = book.published();
    if std::fs::metadata(book.root()).unwrap().uid() != 0 {
        skipped("only root can give a file to another user");
        return;
    }
    for path in ["", ".git"] {
        chown(book.root().join(path), Some(65_534), Some(65_534)).unwrap();
    }
    let root = book.root().canonicalize().unwrap();
    let fix = format!("git config --global --add safe.directory {}", root.display());
    let output = book.build(&[]);
    refused(&output, 3, &["belongs to another user; if you trust it, run:", &fix]);
    assert!(files(&book.site()) == before, "the old site has changed");

    // What the message says is what helps.
    let home = tempfile::TempDir::new().unwrap();
    let config = home.path().join(".gitconfig");
    std::fs::write(&config, format!("[safe]\n\tdirectory = {}\n", root.display())).unwrap();
    let trusting = Command::new(env!("CARGO_BIN_EXE_policybook"))
        .args(["build", "--date", TODAY])
        .current_dir(book.root())
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(trusting.status.success(), "{}{}", data(&trusting), talk(&trusting));
}

#[test]
fn b4_a_bare_repository_inside_of_the_content_is_no_history() {
    let book = Scratch::new();
    let expected = book.published();
    git2::Repository::init_bare(book.root().join("content/evil")).unwrap();
    let site = book.published();
    assert!(site == expected);
}
