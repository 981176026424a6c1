//! A repository that git itself writes.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use policybook::git::{self, Request};
use policybook::history::CommitEvidence;
use policybook::model::CommitId;
use tempfile::TempDir;

/// The instant of all commits.
const AT: i64 = 1_700_000_000;

/// The committer of all commits.
const ANN: &str = "ann@example.org";

/// A repository in a folder of its own.
pub struct Signing {
    folder: TempDir,
}

impl Signing {
    /// Makes an empty repository.
    pub fn new() -> Self {
        let signing = Self { folder: TempDir::new().unwrap() };
        signing.git(&["init", "--quiet", "--initial-branch", "main"]);
        for (name, value) in [("user.name", "Ann Author"), ("user.email", ANN)] {
            signing.git(&["config", name, value]);
        }
        signing
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str, args: &[&str], input: &[u8]) -> Output {
        let repository = self.path("book");
        fs::create_dir_all(&repository).unwrap();
        let date = format!("{AT} +0100");
        let mut child = Command::new(program)
            .args(args)
            .current_dir(repository)
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("TZ", "UTC")
            .env("LC_ALL", "C")
            .env_remove("SSH_AUTH_SOCK")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
        // A program that does not read its input closes it.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Runs a program, which must succeed, and returns what it printed.
    pub fn run(&self, program: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
        let output = self.command(program, args, input);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {args:?}: {errors}");
        output.stdout
    }

    /// Runs git, which must succeed, and returns what it printed.
    pub fn git(&self, args: &[&str]) -> String {
        String::from_utf8(self.run("git", args, b"")).unwrap().trim_end().to_owned()
    }

    /// Commits nothing but a message, which is taken as it stands.
    pub fn commit(&self, message: &str) -> CommitId {
        self.run("git", &["commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-F", "-"], message.as_bytes());
        CommitId::new(self.git(&["rev-parse", "HEAD"]))
    }

    /// Returns the bytes of an object.
    pub fn object(&self, kind: &str, id: &str) -> Vec<u8> {
        self.run("git", &["cat-file", kind, id], b"")
    }

    /// Writes an object as it stands, and returns its id.
    pub fn write(&self, kind: &str, bytes: &[u8]) -> String {
        let id = self.run("git", &["hash-object", "-t", kind, "-w", "--literally", "--stdin"], bytes);
        String::from_utf8(id).unwrap().trim_end().to_owned()
    }

    /// Returns what a commit says of itself.
    pub fn evidence(&self, commit: &CommitId) -> Option<CommitEvidence> {
        git::read(&self.path("book"), &Request::default()).store.commit_evidence(commit)
    }
}
