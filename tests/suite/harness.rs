//! The only place of the tests that calls the program's own interface: books as
//! literals in, findings and sites out.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use policybook::artifact::{MemorySink, Published, PublishedDocument, PublishedVersion, SitePath};
use policybook::book::Records;
use policybook::config::{Config, read_config};
use policybook::diagnostic::{Findings, Settled};
use policybook::history::{HistoryState, WorkState};
use policybook::load::Memo;
use policybook::model::{CommitId, Date};
use policybook::pipeline::{self, Input, Past, Prepared};
use policybook::source::{AssetSource, BookPath, SourceFile, SourceTree};

use crate::literal_past::LiteralPast;

/// The day on which every test asks, unless it names another.
pub const TODAY: &str = "2026-11-23";

/// A book as a literal, with what git would know of it.
#[derive(Clone, Default)]
pub struct BookCase {
    files: BTreeMap<String, String>,
    state: Option<HistoryState>,
    is_detached: bool,
    work: BTreeMap<String, WorkState>,
    today: Option<String>,
    past: LiteralPast,
    published: Option<Published>,
}

impl BookCase {
    /// Adds or replaces a file.
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Sets what git says of the history.
    pub fn history(mut self, state: HistoryState) -> Self {
        self.state = Some(state);
        self
    }

    /// Leaves the branch out.
    pub fn detached(mut self) -> Self {
        self.is_detached = true;
        self
    }

    /// Says how a file differs from the last commit.
    pub fn work(mut self, path: &str, state: WorkState) -> Self {
        self.work.insert(path.to_owned(), state);
        self
    }

    /// Commits a file as it was once. Commits follow each other; `title` is
    /// `DATE AUTHOR`, and behind a semicolon lines of the message.
    pub fn committed(mut self, path: &str, title: &str, text: &str) -> Self {
        self.past.commit(path, title, text);
        self
    }

    /// Adds what the last publication promised: a page of the document `id`.
    pub fn published_page(mut self, id: &str, address: &str) -> Self {
        let document = PublishedDocument { address: address.to_owned(), id: id.to_owned() };
        self.published.get_or_insert_default().documents.push(document);
        self
    }

    /// Adds what the last publication promised: an approved version.
    pub fn published_version(mut self, id: &str, label: &str, words: &str) -> Self {
        let version = PublishedVersion { id: id.to_owned(), label: label.to_owned(), words: words.to_owned() };
        self.published.get_or_insert_default().versions.push(version);
        self
    }

    /// Sets today.
    pub fn on(mut self, day: &str) -> Self {
        self.today = Some(day.to_owned());
        self
    }

    /// Checks the book.
    pub fn check(&self) -> Settled {
        let (config, tree, findings) = self.read();
        self.prepare(&config, &tree, findings).settled
    }

    /// Checks the book and makes its site in memory, whatever was found.
    pub fn run(&self) -> (Settled, BTreeMap<String, String>) {
        let (config, tree, findings) = self.read();
        let prepared = self.prepare(&config, &tree, findings);
        let sink = MemorySink::default();
        pipeline::write(&prepared, &config, self.today(), &FilesOf(&tree), None, &sink).expect("the site can be made");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let files = sink.into_files();
        let site = files.iter().map(|(path, bytes): (&SitePath, &Arc<[u8]>)| (path.as_str().to_owned(), text(bytes)));
        (prepared.settled, site.collect())
    }

    fn today(&self) -> Date {
        self.today.as_deref().unwrap_or(TODAY).parse().expect("a date")
    }

    fn read(&self) -> (Config, SourceTree, Findings) {
        let mut tree = SourceTree::default();
        for (path, text) in &self.files {
            tree.insert(SourceFile::text_file(BookPath::new(path).expect("a path of a book"), text));
        }
        let book_toml = BookPath::new("book.toml").expect("a path");
        if tree.get(&book_toml).is_none() {
            tree.insert(SourceFile::text_file(book_toml.clone(), ""));
        }
        let mut findings = Findings::default();
        let file = Arc::clone(tree.get(&book_toml).expect("it was just inserted"));
        let config = read_config(&file, &pipeline::all_rules(), self.today(), &mut findings);
        (config, tree, findings)
    }

    fn prepare(&self, config: &Config, tree: &SourceTree, findings: Findings) -> Prepared {
        let memo = Memo::default();
        let assets = FilesOf(tree);
        let input = Input {
            tree,
            assets: &assets,
            config,
            findings,
            today: self.today(),
            as_at: None,
            published: self.published.as_ref(),
            memo: &memo,
        };
        pipeline::prepare(input, || self.past(config))
    }

    fn past(&self, config: &Config) -> Past {
        let state = self.state.clone().unwrap_or(HistoryState::Complete);
        let has_commits = matches!(state, HistoryState::Complete | HistoryState::Shallow { .. });
        let mut chronicle = self.past.chronicle();
        if chronicle.head.is_none() {
            chronicle.head = has_commits.then(|| CommitId::new("0123456789abcdef0123456789abcdef01234567"));
        }
        chronicle.branch = (has_commits && !self.is_detached).then(|| "main".to_owned());
        chronicle.state = state;
        let path = |path: &String| BookPath::new(path).expect("a path of a book");
        let mut work: BTreeMap<BookPath, WorkState> =
            self.work.iter().map(|(name, state)| (path(name), *state)).collect();
        for (name, text) in &self.files {
            if let Some(committed) = self.past.last(name) {
                let state = if committed == text { WorkState::Clean } else { WorkState::Modified };
                work.entry(path(name)).or_insert(state);
            }
        }
        let records = Arc::new(Records::new(true));
        let lives = pipeline::lives(&chronicle, &self.past, &records, &self.past, "", config, self.today());
        let store = Arc::new(self.past.clone());
        Past {
            chronicle,
            work,
            work_of: BTreeMap::new(),
            lives,
            releases: Vec::new(),
            release_records: Vec::new(),
            folder: String::new(),
            store,
            records,
        }
    }
}

/// The bytes of the files of a literal.
struct FilesOf<'a>(&'a SourceTree);

impl AssetSource for FilesOf<'_> {
    fn read(&self, path: &BookPath) -> io::Result<Vec<u8>> {
        let file = self.0.get(path).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(file.text().as_bytes().to_vec())
    }
}

/// Returns findings as the pages of cases write them: a line
/// `severity rule path:line:column message`, then `  help: hint`.
pub fn findings_text(settled: &Settled) -> String {
    let mut out = String::new();
    for finding in &settled.findings {
        let place = finding.place.as_ref().map_or_else(
            || "book".to_owned(),
            |place| format!("{}:{}:{}", place.path, place.start.line, place.start.column),
        );
        out.push_str(&format!("{} {} {place} {}\n", finding.severity, finding.rule.name, finding.message));
        if let Some(hint) = &finding.hint {
            out.push_str(&format!("  help: {hint}\n"));
        }
    }
    out
}

/// Returns the folder of this repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in `folder` with a plain environment.
pub fn policybook(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_policybook"))
        .args(args)
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("RUST_BACKTRACE")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts")
}

/// Returns what a run said on stderr.
pub fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns what a run printed on stdout.
pub fn data(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Returns whether expectations are to be written anew (`UPDATE_EXPECT=1`).
pub fn updates_expectations() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}
