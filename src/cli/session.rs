//! A book opened by a command: its folder, settings, files and history.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{Common, FailOn};
use super::clock::today;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::artifact::{Manifest, Published};
use crate::checks::{INCOMPLETE_HISTORY, check_outside_signers};
use crate::config::{Config, read_config};
use crate::diagnostic::{Findings, Settled, Severity, print_text};
use crate::disk::{Cache, Folder, ReadRequest, find_book, read_manifest};
use crate::git::{PastTree, Store};
use crate::history::Texts as _;
use crate::load::{Memo, is_document_path};
use crate::model::{CommitId, Date, Zone};
use crate::pipeline::{self, Input, Past, Prepared};
use crate::source::{AssetSource, BookPath, Digest, SourceFile, SourceState, SourceTree};

/// A book on disk with its settings.
pub(super) struct Session {
    pub(super) folder: Folder,
    pub(super) config: Config,
    pub(super) today: Date,
    /// What the last publication promised, when a command asks for that.
    pub(super) published: Option<Published>,
    /// The commit that is meant instead of the folder's files, if one is.
    pub(super) then: Option<Then>,
    /// What earlier builds remembered, when that may be used.
    pub(super) cache: Option<Cache>,
    /// Whether a whole site is made, for which everything is asked of the past.
    pub(super) makes_site: bool,
    /// The day of the past that is meant instead of today, if one is.
    pub(super) as_at: Option<Date>,
    config_findings: Findings,
    book_toml: SourceFile,
}

impl Session {
    /// Finds and opens the book that `common` means.
    pub(super) fn open(common: &Common) -> Result<Self, Failure> {
        Self::open_by(&find(common)?, common)
    }

    /// Opens the book in the folder `root`, on the day that a command takes for today where the
    /// book is.
    pub(super) fn open_by(root: &Path, common: &Common) -> Result<Self, Failure> {
        // The settings, of which the zone is one, can say until which day something holds.
        let session = Self::open_at(root, today(common, &Zone::default())?)?;
        let day = today(common, &session.config.book.time_zone)?;
        if day == session.today { Ok(session) } else { Self::open_at(root, day) }
    }

    /// Opens the book in the folder `root`.
    pub(super) fn open_at(root: &Path, today: Date) -> Result<Self, Failure> {
        let folder = Folder::open(root).map_err(|error| Failure::impossible(format!("{}: {error}", root.display())))?;
        let book_toml = folder.read_text(&book_toml_path());
        let mut config_findings = Findings::default();
        let config = read_config(&book_toml, &pipeline::all_rules(), today, &mut config_findings);
        Ok(Self {
            folder,
            config,
            today,
            published: None,
            then: None,
            cache: None,
            makes_site: false,
            as_at: None,
            config_findings,
            book_toml,
        })
    }

    /// Returns the book of another commit, as it was set up then, and its files. Where
    /// it had no `book.toml`, today's settings hold.
    pub(super) fn at_commit(&self, then: Then) -> Result<(Self, SourceTree), Failure> {
        let folder = Folder::open(self.folder.path());
        let folder =
            folder.map_err(|error| Failure::impossible(format!("{}: {error}", self.folder.path().display())))?;
        let text = then.read(&book_toml_path()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let book_toml =
            text.map_or_else(|| self.book_toml.clone(), |text| SourceFile::text_file(book_toml_path(), &text));
        let mut config_findings = Findings::default();
        let config = read_config(&book_toml, &pipeline::all_rules(), self.today, &mut config_findings);
        let is_text = |path: &BookPath| is_text(path, &config);
        let files = then.store.source_tree(&then.commit, &then.folder, &PastTree::default(), &is_text);
        let gone = || Failure::impossible(format!("git cannot give the files of commit {}", then.commit.short()));
        let mut tree = files.ok_or_else(gone)?.tree;
        // What a folder is read without does not count here either.
        let is_skipped =
            |path: &BookPath| skipped(&config).iter().any(|folder| !folder.is_empty() && path.below(folder).is_some());
        let paths = tree.files().map(|file| file.path().clone());
        for path in paths.filter(is_skipped).collect::<Vec<_>>() {
            tree.remove(&path);
        }
        tree.insert(book_toml.clone());
        let session = Self {
            folder,
            config,
            today: self.today,
            published: None,
            then: Some(then),
            cache: None,
            makes_site: self.makes_site,
            as_at: None,
            config_findings,
            book_toml,
        };
        Ok((session, tree))
    }

    /// Fails when `book.toml` itself is at fault, with every fault of it.
    pub(super) fn require_config(&self, terminal: Terminal) -> Result<(), Failure> {
        let settled = self.config.levels.settle(self.config_findings.clone());
        if !settled.reaches(Severity::Error) {
            return Ok(());
        }
        let mut tree = SourceTree::default();
        tree.insert(self.book_toml.clone());
        terminal.insist(print_text(&settled, &tree, terminal.talk_colours()).trim_end());
        let faults = settled.counts.errors;
        let plural = if faults == 1 { "fault" } else { "faults" };
        Err(Failure::usage(format!("`book.toml` has {faults} {plural}")))
    }

    /// Fails when the folder of the documents is not there: an empty site must not
    /// take the place of a full one.
    pub(super) fn require_source(&self) -> Result<(), Failure> {
        let src = &self.config.book.src;
        match BookPath::new(src) {
            Ok(path) if !self.folder.has_folder(&path) => Err(Failure::usage(format!(
                "`{src}` is not a folder in {}; create it, or name the folder of the documents in `[book] src` \
                 (symbolic links are not followed)",
                self.folder.path().display()
            ))),
            _ => Ok(()),
        }
    }

    /// Returns the folder that the site is written to.
    pub(super) fn dest_dir(&self, wanted: Option<&PathBuf>) -> PathBuf {
        match wanted {
            Some(folder) => folder.clone(),
            None => self.folder.path().join(&self.config.dest_dir),
        }
    }

    /// Reads what the last publication promised: of the site at `published` or its
    /// manifest alone, else of the site that stands at `dest`, if there is one.
    pub(super) fn read_published(&mut self, published: Option<&Path>, dest: &Path) -> Result<(), Failure> {
        let manifest = match published {
            None => read_manifest(dest),
            Some(path) if path.is_dir() => Some(read_manifest(path).ok_or_else(|| no_manifest(path))?),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
                Some(Manifest::from_json(&text).ok_or_else(|| no_manifest(path))?)
            }
        };
        self.published = manifest.and_then(|manifest| manifest.published);
        Ok(())
    }

    /// Reads all files of the book.
    pub(super) fn read_tree(&self) -> Result<SourceTree, Failure> {
        let signers = self.config.approvals.allowed_signers.as_deref().and_then(|path| BookPath::new(path).ok());
        let is_text = |path: &BookPath| is_text(path, &self.config);
        let request = ReadRequest { skip: skipped(&self.config), is_text: &is_text };
        let tree = self.folder.read_tree(&request);
        let mut tree =
            tree.map_err(|error| Failure::impossible(format!("{}: {error}", self.folder.path().display())))?;
        // In a hidden folder, which holds no other part of a book.
        if let Some(path) = signers.filter(|path| tree.get(path).is_none()) {
            let file = self.folder.read_text(&path);
            if matches!(file.state(), SourceState::Text(_)) {
                tree.insert(file);
            }
        }
        Ok(tree)
    }

    /// Reads, binds and checks the book.
    pub(super) fn prepare(&self, tree: &SourceTree, memo: &Memo) -> Prepared {
        pipeline::prepare(self.input(tree, memo), || self.past(tree))
    }

    /// As [`Session::prepare`], with a past that is known already.
    pub(super) fn prepare_with(&self, tree: &SourceTree, memo: &Memo, past: Past) -> Prepared {
        pipeline::prepare(self.input(tree, memo), || past)
    }

    fn input<'a>(&'a self, tree: &'a SourceTree, memo: &'a Memo) -> Input<'a> {
        let mut findings = self.config_findings.clone();
        if let Some((path, text)) = self.outside_signers() {
            let text = text.as_deref().map_err(ToString::to_string);
            let setting = (&self.book_toml, self.config.approvals.allowed_signers_at);
            check_outside_signers(path, text, setting, &mut findings);
        }
        Input {
            tree,
            assets: self.assets(),
            config: &self.config,
            findings,
            today: self.today,
            as_at: self.as_at,
            published: self.published.as_ref(),
            memo,
        }
    }

    /// Returns where the bytes of the book's files are.
    pub(super) fn assets(&self) -> &dyn AssetSource {
        match &self.then {
            Some(then) => then,
            None => &self.folder,
        }
    }

    /// Returns the path and the text of a list of allowed signers outside of the book.
    pub(super) fn outside_signers(&self) -> Option<(&str, io::Result<String>)> {
        let path = self.config.approvals.allowed_signers.as_deref().filter(|path| Path::new(path).is_absolute())?;
        Some((path, fs::read_to_string(path)))
    }

    /// Returns the digest of `book.toml`.
    pub(super) fn settings_digest(&self) -> Digest {
        self.book_toml.digest()
    }
}

fn no_manifest(path: &Path) -> Failure {
    Failure::usage(format!("{} is no site of policybook and no manifest of one (`data/manifest.json`)", path.display()))
}

/// Folders of sites and of the service, which are no part of a book.
fn skipped(config: &Config) -> Vec<String> {
    [config.dest_dir.as_str(), "site", config.host.data.as_str()].map(|path| path.trim_matches('/').to_owned()).to_vec()
}

/// A commit with its files.
pub(super) struct Then {
    /// The commit.
    pub(super) commit: CommitId,
    /// The book's folder from the top of the repository; empty at the top.
    pub(super) folder: String,
    /// The texts.
    pub(super) store: Arc<Store>,
}

impl AssetSource for Then {
    fn read(&self, path: &BookPath) -> io::Result<Vec<u8>> {
        let full = if self.folder.is_empty() { path.to_string() } else { format!("{}/{path}", self.folder) };
        let blob = self.store.file_at(&self.commit, &full);
        blob.and_then(|blob| self.store.blob(&blob)).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

fn find(common: &Common) -> Result<PathBuf, Failure> {
    match &common.book {
        Some(folder) if folder.join("book.toml").is_file() => Ok(folder.clone()),
        Some(folder) => Err(Failure::usage(format!(
            "{} has no `book.toml`; start a book there with `policybook init {}`",
            folder.display(),
            folder.display()
        ))),
        None => find_book(Path::new(".")).ok_or_else(|| {
            Failure::usage("there is no `book.toml` here or above; start a book with `policybook init`")
        }),
    }
}

fn book_toml_path() -> BookPath {
    BookPath::new("book.toml").expect("a plain name is a path")
}

/// Returns whether the text of a file is read at once.
fn is_text(path: &BookPath, config: &Config) -> bool {
    let signers = config.approvals.allowed_signers.as_deref();
    is_document_path(path, config) || is_read_as_text(path) || Some(path.as_str()) == signers
}

/// Files besides documents whose text a run needs.
pub(super) fn is_read_as_text(path: &BookPath) -> bool {
    let text = path.as_str();
    let ending = path.extension();
    text == "book.toml"
        || (text.starts_with("controls/") && ending == "toml")
        || (text.starts_with("theme/") && matches!(ending, "html" | "xml" | "txt" | "toml" | "css" | "js"))
}

/// Returns how a run with these findings ends.
pub(super) fn outcome(settled: &Settled, fail_on: FailOn) -> Outcome {
    let threshold = match fail_on {
        FailOn::Never => return Outcome::Clean,
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
    };
    let mut grave = settled.findings.iter().filter(|finding| finding.severity >= threshold).peekable();
    if grave.peek().is_none() {
        return Outcome::Clean;
    }
    if grave.all(|finding| *finding.rule == INCOMPLETE_HISTORY) { Outcome::NoHistory } else { Outcome::Findings }
}

/// Returns the counts of findings as a sentence.
pub(super) fn counts_text(settled: &Settled) -> String {
    let counts = settled.counts;
    let part = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut parts = vec![part(counts.errors, "error"), part(counts.warnings, "warning"), part(counts.notes, "note")];
    if counts.allowed > 0 {
        parts.push(format!("{} allowed", counts.allowed));
    }
    parts.join(", ")
}
