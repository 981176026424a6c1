//! A book opened by a command: its folder, settings, files and history.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::args::{Common, FailOn};
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::checks::INCOMPLETE_HISTORY;
use crate::config::{Config, read_config};
use crate::diagnostic::{Findings, Settled, Severity, print_text};
use crate::disk::{Folder, ReadRequest, find_book};
use crate::git;
use crate::history::{
    self, BlobId, Chronicle, HistoryState, Log, NoTexts, Revision, Tag, TaggedTree, Texts, WorkState,
};
use crate::load::{Memo, is_document_path, version_label};
use crate::model::Date;
use crate::pipeline::{self, Input, Past, Prepared};
use crate::release::{self, Release};
use crate::source::{BookPath, Digest, SourceFile, SourceState, SourceTree};

/// Most revisions whose version labels a run reads.
const LABELLED_REVISIONS_MAX: usize = 20_000;

/// A book on disk with its settings.
pub(super) struct Session {
    pub(super) folder: Folder,
    pub(super) config: Config,
    pub(super) today: Date,
    config_findings: Findings,
    book_toml: SourceFile,
}

impl Session {
    /// Finds and opens the book that `common` means.
    pub(super) fn open(common: &Common) -> Result<Self, Failure> {
        let root = find(common)?;
        Self::open_at(&root, today(common)?)
    }

    /// Opens the book in the folder `root`.
    pub(super) fn open_at(root: &Path, today: Date) -> Result<Self, Failure> {
        let folder = Folder::open(root).map_err(|error| Failure::impossible(format!("{}: {error}", root.display())))?;
        let book_toml = folder.read_text(&book_toml_path());
        let mut config_findings = Findings::default();
        let config = read_config(&book_toml, &pipeline::all_rules(), today, &mut config_findings);
        Ok(Self { folder, config, today, config_findings, book_toml })
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

    /// Reads all files of the book.
    pub(super) fn read_tree(&self) -> Result<SourceTree, Failure> {
        let is_text = |path: &BookPath| is_document_path(path, &self.config) || is_read_as_text(path);
        let skip = vec![self.config.dest_dir.trim_matches('/').to_owned(), "site".to_owned()];
        let request = ReadRequest { skip, is_text: &is_text };
        let tree = self.folder.read_tree(&request);
        tree.map_err(|error| Failure::impossible(format!("{}: {error}", self.folder.path().display())))
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
        Input {
            tree,
            assets: &self.folder,
            config: &self.config,
            findings: self.config_findings.clone(),
            today: self.today,
            memo,
        }
    }

    /// Returns the digest of `book.toml`.
    pub(super) fn settings_digest(&self) -> Digest {
        self.book_toml.digest()
    }

    /// Asks git about the book.
    pub(super) fn past(&self, tree: &SourceTree) -> Past {
        if !self.config.history.is_enabled {
            let log = Log::empty(HistoryState::NoRepository);
            return Past {
                chronicle: history::chronicle(log, &NoTexts),
                work: BTreeMap::new(),
                labels: BTreeMap::new(),
                releases: Vec::new(),
                store: Arc::new(NoTexts),
            };
        }
        let request = git::Request { source: self.config.book.src.clone() };
        let git::Reading { log, store } = git::read(self.folder.path(), &request);
        let tagged = self.tagged(&log);
        let folder = log.folder.clone();
        let past = || {
            let chronicle = history::chronicle(log, &store);
            let work = self.work_states(tree, &chronicle, &store);
            let labels = self.version_labels(&chronicle, &store);
            (chronicle, work, labels)
        };
        let ((chronicle, work, labels), releases) = rayon::join(past, || self.releases(tagged, &folder, &store));
        store.rest();
        Past { chronicle, work, labels, releases, store: Arc::new(store) }
    }

    /// Returns a past that is known already, with the present state of the files.
    pub(super) fn past_with(&self, tree: &SourceTree, past: Past) -> Past {
        let work = self.work_states(tree, &past.chronicle, past.store.as_ref());
        Past { work, ..past }
    }

    /// Returns the tags that are releases.
    fn tagged(&self, log: &Log) -> Vec<Tag> {
        // What a cut-off history says of its releases would be wrong, not only less.
        if log.state != HistoryState::Complete {
            return Vec::new();
        }
        let is_release = |tag: &&Tag| self.config.release_tags.is_match(&tag.name);
        log.tags.iter().filter(is_release).cloned().collect()
    }

    fn releases(&self, tagged: Vec<Tag>, folder: &str, store: &git::Store) -> Vec<Release> {
        let tree = |tag: Tag| Some(TaggedTree { files: store.files(&tag.commit, folder)?, tag });
        let is_document = |path: &BookPath| is_document_path(path, &self.config);
        release::releases(tagged.into_iter().filter_map(tree).collect(), &is_document)
    }

    /// Reads the version labels of historic texts, document by document: the
    /// texts of one are stored as differences from each other. Beyond a number of
    /// revisions none are read, since inflating a hundred thousand texts would
    /// take longer than the rest of a build; the label of a document's newest
    /// text is in its front matter all the same.
    fn version_labels(&self, chronicle: &Chronicle, texts: &dyn Texts) -> BTreeMap<BlobId, String> {
        let revisions: usize = chronicle.revisions.values().map(Vec::len).sum();
        if revisions > LABELLED_REVISIONS_MAX {
            return BTreeMap::new();
        }
        let label = |blob: BlobId| {
            let bytes = texts.text(blob)?;
            Some((blob, version_label(std::str::from_utf8(&bytes).ok()?, &self.config)?))
        };
        let documents: Vec<&Vec<Revision>> = chronicle.revisions.values().collect();
        let labels = documents
            .into_par_iter()
            .flat_map_iter(|rows| rows.iter().filter_map(|revision| revision.blob).filter_map(label));
        labels.collect::<Vec<_>>().into_iter().collect()
    }

    fn work_states(
        &self,
        tree: &SourceTree,
        chronicle: &Chronicle,
        texts: &dyn Texts,
    ) -> BTreeMap<BookPath, WorkState> {
        if chronicle.head.is_none() {
            return BTreeMap::new();
        }
        let readable = tree.files().filter(|file| matches!(file.state(), SourceState::Text(_)));
        let (documents, others): (Vec<_>, Vec<_>) =
            readable.partition(|file| is_document_path(file.path(), &self.config));
        let mut states = history::work_states(&chronicle.documents, &bytes_of(&documents), texts);
        // The git library must not be asked about a store that is damaged.
        if !matches!(chronicle.state, HistoryState::Complete | HistoryState::Shallow { .. }) {
            return states;
        }
        // Settings, controls and theme make the site as much as the documents do.
        let committed = git::head_texts(self.folder.path(), others.iter().map(|file| file.path()));
        states.extend(history::work_states(&committed, &bytes_of(&others), texts));
        states
    }
}

fn bytes_of<'a>(files: &[&'a Arc<SourceFile>]) -> BTreeMap<BookPath, &'a [u8]> {
    files.iter().map(|file| (file.path().clone(), file.text().as_bytes())).collect()
}

/// Returns the day that a command takes for today: `--date`, else
/// `SOURCE_DATE_EPOCH` (reproducible-builds.org), else the calendar's.
pub(super) fn today(common: &Common) -> Result<Date, Failure> {
    if let Some(date) = common.date {
        return Ok(date);
    }
    if let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") {
        let date = epoch.trim().parse::<i64>().ok().and_then(|seconds| Date::from_unix(seconds, 0));
        return date.ok_or_else(|| Failure::usage(format!("SOURCE_DATE_EPOCH is `{epoch}`, not seconds since 1970")));
    }
    let now = jiff::Zoned::now().date();
    Date::new(now.year(), now.month(), now.day()).ok_or_else(|| Failure::impossible("the system's clock shows no date"))
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

/// Files besides documents whose text a run needs.
fn is_read_as_text(path: &BookPath) -> bool {
    let text = path.as_str();
    let ending = path.extension();
    text == "book.toml"
        || (text.starts_with("controls/") && ending == "toml")
        || (text.starts_with("theme/") && matches!(ending, "html" | "css" | "js"))
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
