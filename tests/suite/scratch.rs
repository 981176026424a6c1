//! A book on disk that a test may do anything to, with a repository when it asks
//! for one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use git2::{ObjectType, Repository};
use tempfile::TempDir;

use crate::harness::{TODAY, policybook, talk};

/// A book in a folder of its own; beside it is room for sites.
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// Makes a book of one page.
    pub fn new() -> Self {
        let book = Self { folder: TempDir::new().unwrap() };
        book.write("book.toml", "[book]\ntitle = \"Book\"\n");
        book.write("content/index.md", "# Welcome\n\nHello.\n");
        book
    }

    /// Returns the folder around the book.
    pub fn around(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the book's folder.
    pub fn root(&self) -> PathBuf {
        self.around().join("book")
    }

    /// Returns where the site stands.
    pub fn site(&self) -> PathBuf {
        self.root().join("site")
    }

    /// Writes a file of the book.
    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Takes a file of the book away.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    /// Runs `build` with more words; it must come to an end.
    pub fn build(&self, args: &[&str]) -> Output {
        let (root, args) = (self.root(), args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let _ = sender.send(policybook(&root, &[&["build", "--date", TODAY], args.as_slice()].concat()));
        });
        receiver.recv_timeout(Duration::from_secs(30)).expect("the build comes to an end")
    }

    /// Makes the book hostile after a first build, and asserts that the next one
    /// is refused with `code` and `words`, and that the old site is as it was.
    pub fn refuses(hostile: impl FnOnce(&Scratch), code: i32, words: &[&str]) -> String {
        let book = Scratch::new();
        let before = book.published();
        hostile(&book);
        let output = book.build(&[]);
        refused(&output, code, words);
        assert!(files(&book.site()) == before, "the old site has changed");
        assert!(!names(&book.root()).iter().any(|name| name.contains("building")), "a half site was left");
        talk(&output)
    }

    /// Builds the site, which must succeed, and returns its files.
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let output = self.build(&[]);
        assert!(output.status.success(), "{}", talk(&output));
        files(&self.site())
    }

    /// Makes a repository of the book and commits all of it.
    pub fn repository(&self) -> Repository {
        let repository = Repository::init(self.root()).unwrap();
        repository.set_head("refs/heads/main").unwrap();
        self.commit(&repository, "Ann Author <ann@example.org>", "One.");
        repository
    }

    /// Commits all files of the book; `author` and `summary` are taken as they
    /// stand, which no git would do.
    pub fn commit(&self, repository: &Repository, author: &str, summary: &str) {
        let mut index = repository.index().unwrap();
        index.add_all(["book.toml", "content", "controls"], git2::IndexAddOption::FORCE, None).unwrap();
        index.write().unwrap();
        let tree = index.write_tree().unwrap();
        let parent = repository.head().ok().and_then(|head| head.target());
        let parent = parent.map_or(String::new(), |id| format!("parent {id}\n"));
        let when = "1700000000 +0000";
        let text = format!("tree {tree}\n{parent}author {author} {when}\ncommitter {author} {when}\n\n{summary}\n");
        let id = repository.odb().unwrap().write(ObjectType::Commit, text.as_bytes()).unwrap();
        let branch = repository.find_reference("HEAD").unwrap().symbolic_target().unwrap().unwrap().to_owned();
        repository.reference(&branch, id, true, "").unwrap();
    }
}

/// Returns every file below `folder` with its bytes, by path; of a link its target.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            let below = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_symlink() {
                found.insert(below, fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes());
            } else {
                found.insert(below, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Returns the names in a folder, hidden ones too.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Asserts that a run said what is wrong, with the exit status `code`, and did not panic.
pub fn refused(output: &Output, code: i32, words: &[&str]) {
    let talk = talk(output);
    assert_eq!(output.status.code(), Some(code), "{talk}");
    assert!(!talk.contains("panicked"), "{talk}");
    for word in words {
        assert!(talk.contains(word), "`{word}` is not in:\n{talk}");
    }
}

/// Says that a test, or the rest of it, cannot be done here.
#[allow(clippy::print_stdout, reason = "the runner shows what a test prints")]
pub fn skipped(why: &str) {
    println!("skipped: {why}");
}
