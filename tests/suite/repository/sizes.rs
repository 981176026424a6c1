//! B7: histories that were made to exhaust us. `benches/README.md` has the
//! figures for a hundred thousand commits.

use std::fs;
use std::process::Command;

use crate::scratch::Scratch;

const MEGABYTE: usize = 1 << 20;

/// Runs a line of shell in the book's folder, and returns what it said on stderr.
fn shell(book: &Scratch, line: &str) -> String {
    let mut command = Command::new("/bin/sh");
    command.current_dir(book.root()).args(["-c", line]).env("RAYON_NUM_THREADS", "2");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{line}: {talk}");
    talk
}

#[test]
fn b7_a_text_that_unpacks_to_more_than_any_document_is_not_unpacked() {
    let commit = "git add -A && git -c user.name=Ann -c user.email=ann@example.org commit -qm";
    let book = Scratch::new();
    shell(&book, "git init -q .");
    // 450 MB of one letter are packed into less than one.
    fs::write(book.root().join("content/bomb.md"), vec![b'a'; 450 * MEGABYTE]).unwrap();
    shell(&book, &format!("{commit} 'Place the bomb.'"));
    book.write("content/bomb.md", "# Harmless\n");
    shell(&book, &format!("{commit} 'Take it away.' && git gc -q"));
    let program = env!("CARGO_BIN_EXE_policybook");
    // A program that may have 400 MB would come to a bad end if it unpacked the text.
    shell(&book, &format!("ulimit -v 400000; {program} build -q --date 2026-01-01"));
    let history = fs::read_to_string(book.site().join("data/history.json")).unwrap();
    assert!(history.contains("Place the bomb.") && history.contains("Take it away."), "{history}");
}
