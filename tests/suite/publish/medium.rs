//! E4 and E5: a place that cannot be written to, that is full, or that belongs to
//! somebody else.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::talk;
use crate::scratch::{Scratch, files, names, refused, skipped};

/// A mounted file system; it is taken away at the end of the test.
struct Mounted(PathBuf);

impl Mounted {
    /// Mounts a file system of `options` in memory; nothing when this user may not.
    fn new(folder: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let status = Command::new("mount").args(["-t", "tmpfs", "-o", options, "policybook-test"]).arg(folder).output();
        let is_mounted = status.is_ok_and(|output| output.status.success());
        if !is_mounted {
            skipped("this user cannot mount a file system");
        }
        is_mounted.then(|| Self(folder.to_owned()))
    }

    fn remount(&self, options: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn e4_a_full_disk_keeps_the_old_site() {
    let book = Scratch::new();
    let Some(medium) = Mounted::new(&book.around().join("medium"), "size=1m") else { return };
    let dest = medium.0.join("site");
    let words = ["--dest-dir", dest.to_str().unwrap()];
    let output = book.build(&words);
    assert!(output.status.success(), "{}", talk(&output));
    let old = files(&dest);
    for number in 0..8 {
        book.write(
            format!("content/p{number}.md"),
            format!("# P{number}\n\n{}", "Prose and more prose. ".repeat(10_000)),
        );
    }
    refused(&book.build(&words), 3, &["No space left on device"]);
    assert!(files(&dest) == old, "the old site has changed");
    assert_eq!(names(&medium.0), ["site"], "a half site fills the disk");
    // It recovers by itself.
    medium.remount("size=20m");
    let output = book.build(&words);
    assert!(output.status.success(), "{}", talk(&output));
}

#[test]
fn e4_a_disk_without_room_for_more_files_keeps_the_old_site() {
    let book = Scratch::new();
    let Some(medium) = Mounted::new(&book.around().join("medium"), "nr_inodes=90") else { return };
    let dest = medium.0.join("site");
    let words = ["--dest-dir", dest.to_str().unwrap()];
    assert!(book.build(&words).status.success());
    let old = files(&dest);
    for number in 0..100 {
        book.write(format!("content/p{number}.md"), "# P\n");
    }
    refused(&book.build(&words), 3, &["No space left on device"]);
    assert!(files(&dest) == old, "the old site has changed");
    assert_eq!(names(&medium.0), ["site"]);
}

#[test]
fn e5_a_medium_that_is_read_only_is_named() {
    let book = Scratch::new();
    let Some(medium) = Mounted::new(&book.around().join("medium"), "size=2m") else { return };
    let dest = medium.0.join("site");
    let words = ["--dest-dir", dest.to_str().unwrap()];
    assert!(book.build(&words).status.success());
    let old = files(&dest);
    medium.remount("ro");
    book.write("content/a.md", "# A\n");
    refused(&book.build(&words), 3, &["Read-only file system", "medium"]);
    assert!(files(&dest) == old);
    let deep = medium.0.join("not/yet/there");
    refused(&book.build(&["--dest-dir", deep.to_str().unwrap()]), 3, &["Read-only file system", "not"]);
}

#[test]
fn e5_a_destination_that_is_a_mounted_folder_is_named() {
    let book = Scratch::new();
    let dest = book.around().join("volume");
    let Some(_medium) = Mounted::new(&dest, "size=2m") else { return };
    let output = book.build(&["--dest-dir", dest.to_str().unwrap()]);
    refused(&output, 3, &["is a mount point", "a folder below it"]);
    assert_eq!(names(&dest), [""; 0]);
    assert_eq!(names(book.around()), ["book", "volume"]);
}

#[test]
fn e5_a_destination_that_is_something_else_is_left_alone() {
    let book = Scratch::new();
    let around = book.around().to_owned();
    fs::write(around.join("file"), "mine").unwrap();
    fs::create_dir(around.join("photos")).unwrap();
    fs::write(around.join("photos/one.jpg"), "mine").unwrap();
    fs::create_dir_all(around.join("alike/data")).unwrap();
    fs::write(around.join("alike/data/manifest.json"), "{\"schema\": \"somebody-elses/1\"}").unwrap();
    symlink(around.join("photos"), around.join("link")).unwrap();
    symlink(around.join("nowhere"), around.join("dangling")).unwrap();
    let before = (names(&around), files(&around));
    for dest in ["file", "photos", "alike", "link", "dangling"] {
        let output = book.build(&["--dest-dir", around.join(dest).to_str().unwrap()]);
        refused(&output, 2, &[dest, "holds no site of policybook"]);
    }
    for dest in ["file/site", "book/book.toml/site"] {
        let output = book.build(&["--dest-dir", around.join(dest).to_str().unwrap()]);
        refused(&output, 3, &["error: "]);
    }
    for dest in ["", "book", "book/content", "book/content/site", "."] {
        let output = book.build(&["--dest-dir", around.join(dest).to_str().unwrap()]);
        refused(&output, 2, &["error: "]);
    }
    assert!((names(&around), files(&around)) == before, "something has changed");
}

#[test]
fn e5_a_book_that_cannot_be_listed_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let book = Scratch::new();
    book.write("content/secret/a.md", "# A\n");
    let open = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for folder in [book.around().to_owned(), book.root(), book.root().join("content")] {
        open(&folder, 0o777);
    }
    open(&book.root().join("content/secret"), 0o000);
    let mut command = Command::new(env!("CARGO_BIN_EXE_policybook"));
    command.args(["build", "--date", "2026-11-23"]).current_dir(book.root());
    if belongs_to_root(&book) {
        command.uid(65_534).gid(65_534);
    }
    let Ok(output) = command.output() else {
        skipped("the program cannot be run as another user");
        return;
    };
    open(&book.root().join("content/secret"), 0o755);
    refused(&output, 3, &["content/secret", "Permission denied"]);
    assert!(!book.site().exists());
}

fn belongs_to_root(book: &Scratch) -> bool {
    std::os::unix::fs::MetadataExt::uid(&fs::metadata(book.root()).unwrap()) == 0
}
