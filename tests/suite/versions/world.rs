//! A book in a repository that git itself writes, with fixed dates and people, and
//! what an auditor reads of it: findings, pages, and the history.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{TODAY, data, policybook, talk};

/// The settings of most books here: every text is shown, and notes about who is
/// named where are no matter of theirs.
pub const BOOK: &str = "[book]\ntitle = \"Book\"\n[checks.severity]\napprover-not-in-evidence = \"off\"\n\
                        missing-field = \"off\"\nreview-overdue = \"off\"\nreview-due-soon = \"off\"\n";

/// A repository and the world around it.
pub struct World {
    folder: TempDir,
    /// The date of the next commit.
    day: Cell<&'static str>,
    hour: Cell<u32>,
}

impl World {
    /// Makes a book without documents, and commits it.
    pub fn new() -> Self {
        Self::with(BOOK)
    }

    /// Makes a book with these settings.
    pub fn with(settings: &str) -> Self {
        let world = Self { folder: TempDir::new().unwrap(), day: Cell::new("2024-01-01"), hour: Cell::new(0) };
        fs::create_dir_all(world.root()).unwrap();
        world.git(&["init", "--quiet", "--initial-branch", "main"]);
        world.write("book.toml", settings);
        world.write("content/index.md", "# Welcome\n\nHello.\n");
        world.commit("Begin the book");
        world
    }

    /// Returns the folder around the repository.
    pub fn around(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the folder of the repository and the book.
    pub fn root(&self) -> PathBuf {
        self.around().join("book")
    }

    /// Sets the day of the commits to come.
    pub fn on(&self, day: &'static str) -> &Self {
        self.day.set(day);
        self
    }

    /// Writes a file of the working copy.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn git_output(&self, author: &str, args: &[&str]) -> Output {
        self.hour.set(self.hour.get() + 1);
        let minutes = self.hour.get();
        let date = format!("{}T{:02}:{:02}:00 +0000", self.day.get(), 8 + minutes / 60 % 12, minutes % 60);
        let email = format!("{}@example.org", author.split(' ').next().unwrap().to_lowercase());
        Command::new("git")
            .args(args)
            .current_dir(self.root())
            .env("HOME", self.around())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", author)
            .env("GIT_AUTHOR_EMAIL", &email)
            .env("GIT_COMMITTER_NAME", author)
            .env("GIT_COMMITTER_EMAIL", &email)
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("GIT_MERGE_AUTOEDIT", "no")
            .env("TZ", "UTC")
            .env("LC_ALL", "C")
            .env_remove("SSH_AUTH_SOCK")
            .output()
            .expect("git starts")
    }

    /// Runs git as Ann, which must succeed, and returns what it printed.
    pub fn git(&self, args: &[&str]) -> String {
        self.git_as("Ann Author", args)
    }

    /// Runs git as somebody, which must succeed.
    pub fn git_as(&self, author: &str, args: &[&str]) -> String {
        let output = self.git_output(author, args);
        assert!(output.status.success(), "git {args:?}: {}{}", talk(&output), data(&output));
        data(&output).trim_end().to_owned()
    }

    /// Commits everything as Ann, and returns the first ten digits of the commit.
    pub fn commit(&self, message: &str) -> String {
        self.commit_as("Ann Author", message)
    }

    /// Commits everything as somebody.
    pub fn commit_as(&self, author: &str, message: &str) -> String {
        self.commit_with(author, message, &[])
    }

    /// Commits everything as somebody with more words for git.
    pub fn commit_with(&self, author: &str, message: &str, more: &[&str]) -> String {
        self.git(&["add", "--all", ":!/site"]);
        self.git_as(author, &[&["commit", "--quiet", "--allow-empty", "-m", message], more].concat());
        self.head()
    }

    /// Returns the first ten digits of the commit that is checked out.
    pub fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])[..10].to_owned()
    }

    /// Starts a branch here and goes to it.
    pub fn branch(&self, name: &str) -> &Self {
        self.git(&["switch", "--quiet", "-c", name]);
        self
    }

    /// Goes to a branch.
    pub fn switch(&self, name: &str) -> &Self {
        self.git(&["switch", "--quiet", name]);
        self
    }

    /// Merges a branch as somebody, always by a commit of its own.
    pub fn merge_as(&self, author: &str, branch: &str) -> String {
        let message = format!("Merge {branch}");
        self.git_as(author, &["merge", "--quiet", "--no-ff", "-m", &message, branch]);
        self.head()
    }

    /// Merges a branch without committing yet, whether or not there are conflicts,
    /// so that the merge can hold anything.
    pub fn begin_merge(&self, branch: &str) {
        self.git_output("Ann Author", &["merge", "--quiet", "--no-ff", "--no-commit", branch]);
    }

    /// Makes a key and returns its kind and base64.
    pub fn key(&self, name: &str) -> String {
        let file = self.key_file(name);
        let made = Command::new("ssh-keygen").args(["-q", "-N", "", "-C", name, "-t", "ed25519", "-f", &file]).output();
        assert!(made.expect("ssh-keygen starts").status.success());
        let text = fs::read_to_string(format!("{file}.pub")).unwrap();
        text.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    fn key_file(&self, name: &str) -> String {
        self.around().join(name).display().to_string()
    }

    /// Runs git as somebody who signs with a key.
    pub fn git_signed(&self, author: &str, key: &str, args: &[&str]) -> String {
        let config = format!("user.signingKey={}", self.key_file(key));
        let before = ["-c", "gpg.format=ssh", "-c", &config, "-c", "commit.gpgSign=true"];
        self.git_as(author, &[&before, args].concat());
        self.head()
    }

    /// Commits everything as somebody who signs with a key.
    pub fn commit_signed(&self, author: &str, key: &str, message: &str) -> String {
        self.git(&["add", "--all", ":!/site"]);
        self.git_signed(author, key, &["commit", "--quiet", "--allow-empty", "-m", message])
    }

    /// Runs the program, with nothing but `--date` added.
    pub fn run(&self, args: &[&str]) -> Output {
        let output = policybook(&self.root(), &[args, &["--date", TODAY]].concat());
        assert!(!talk(&output).contains("panicked"), "{}", talk(&output));
        output
    }

    /// Returns the findings as `rule path message`, without those that are notes
    /// about the text itself.
    pub fn findings(&self) -> Vec<String> {
        let output = self.run(&["check", "--format", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", talk(&output)));
        let list = report["findings"].as_array().expect("findings").clone();
        let line = |finding: &Value| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("severity"), text("rule"), text("message"))
        };
        list.iter().map(line).collect()
    }

    /// Returns the findings of one rule.
    pub fn found(&self, rule: &str) -> Vec<String> {
        self.findings().into_iter().filter(|line| line.split(' ').nth(1) == Some(rule)).collect()
    }

    /// Builds the site whatever is found.
    pub fn build(&self) -> &Self {
        let output = self.run(&["build", "--fail-on", "never"]);
        assert!(output.status.success(), "{}", talk(&output));
        self
    }

    /// Returns whether the site has a file.
    pub fn has(&self, path: &str) -> bool {
        self.root().join("site").join(path).exists()
    }

    /// Returns the words of a page as a reader sees them, in one line.
    pub fn page(&self, path: &str) -> String {
        words(&self.source(path))
    }

    /// Returns a file of the site.
    pub fn source(&self, path: &str) -> String {
        let file = self.root().join("site").join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// Returns the versions that a document's page lists: label, approval and time
    /// in force, one line each, newest first.
    pub fn versions(&self, page: &str) -> Vec<String> {
        let source = self.source(page);
        let Some((_, table)) = source.split_once("id=\"pb-versions\"") else { return Vec::new() };
        let table = table.split("</table>").next().unwrap();
        let row = |row: &str| {
            let cells: Vec<String> = row.replace("</th>", "</td>").split("</td>").take(3).map(words).collect();
            cells.join(" | ")
        };
        table.split("<tr>").skip(2).map(row).collect()
    }
}

/// Returns the words of HTML as a reader sees them, in one line.
pub fn words(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => {
                is_tag = false;
                text.push(' ');
            }
            _ if !is_tag => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A policy as a literal: what its front matter says, and its body.
#[derive(Clone)]
pub struct Policy {
    id: &'static str,
    label: String,
    status: &'static str,
    fields: Vec<String>,
    body: String,
}

impl Policy {
    /// A draft of the document `P-1`.
    pub fn draft(label: &str, body: &str) -> Self {
        let body = body.to_owned();
        Self { id: "P-1", label: label.to_owned(), status: "draft", fields: Vec::new(), body }
    }

    /// A text that says that Carla approved it.
    pub fn approved(label: &str, day: &str, body: &str) -> Self {
        let draft = Self { status: "approved", ..Self::draft(label, body) };
        draft.field("approved_by: Carla Chief").field(&format!("approved_on: {day}"))
    }

    /// Adds a line to the front matter.
    pub fn field(mut self, line: &str) -> Self {
        self.fields.push(line.to_owned());
        self
    }

    /// Gives it another id.
    pub fn id(self, id: &'static str) -> Self {
        Self { id, ..self }
    }

    /// Gives it another status.
    pub fn status(self, status: &'static str) -> Self {
        Self { status, ..self }
    }

    /// Returns the file.
    pub fn text(&self) -> String {
        let Self { id, label, status, fields, body } = self;
        let fields: String = fields.iter().map(|line| format!("{line}\n")).collect();
        let label = label.replace('\\', "\\\\").replace('"', "\\\"");
        format!(
            "---\nid: {id}\ntitle: Leave\ntype: policy\nversion: \"{label}\"\nstatus: {status}\nowner: People\n{fields}---\n\n{body}\n"
        )
    }
}

impl AsRef<[u8]> for Policy {
    fn as_ref(&self) -> &[u8] {
        // A literal of a test lives as long as the test.
        self.text().leak().as_bytes()
    }
}
