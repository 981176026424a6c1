//! What git knows of a book, asked once for a run.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::session::{Session, is_read_as_text};
use super::witnesses::GitWitnesses;
use crate::book::{Records, ReleaseRecord};
use crate::config::{Config, read_config};
use crate::diagnostic::Findings;
use crate::git;
use crate::history::{self, BlobId, Chronicle, HistoryState, Log, NoTexts, Tag, TaggedTree, Texts, WorkState};
use crate::load::{Memo, is_document_path};
use crate::pipeline::{Past, lives, snapshot};
use crate::release::{self, Release};
use crate::source::{BookPath, SourceFile, SourceState, SourceTree};

/// The mark of this program: two of one version may read a text in two ways.
pub(super) const PROGRAM: &str = env!("POLICYBOOK_SOURCES");
/// What is remembered of the texts of the past.
const RECORDS: &str = "records.jsonl";

impl Session {
    /// Asks git about the book.
    pub(super) fn past(&self, tree: &SourceTree) -> Past {
        if !self.config.history.is_enabled {
            let log = Log::empty(HistoryState::NoRepository);
            return Past {
                chronicle: history::chronicle(log, &NoTexts),
                work: BTreeMap::new(),
                work_of: BTreeMap::new(),
                lives: BTreeMap::new(),
                releases: Vec::new(),
                release_records: Vec::new(),
                folder: String::new(),
                store: Arc::new(NoTexts),
                records: Arc::new(Records::new(false)),
            };
        }
        let from = self.then.as_ref().map(|then| then.commit.clone());
        let request = git::Request { source: self.config.book.src.clone(), from, ..git::Request::default() };
        let git::Reading { log, store } = git::read(self.folder.path(), &request);
        let tagged = self.tagged(&log);
        let folder = log.folder.clone();
        let known = Arc::new(self.records());
        let witnesses = GitWitnesses::new(&store, &log, self);
        let past = || {
            let chronicle = history::chronicle(log, &store);
            let work = self.work_states(tree, &chronicle, &store);
            let lives = match self.config.history.reads_texts {
                true => lives(&chronicle, &store, &known, &witnesses, &folder, &self.config, self.today),
                false => BTreeMap::new(),
            };
            (chronicle, work, lives)
        };
        let records = |releases: Vec<Release>| {
            let records = match self.config.history.reads_texts {
                true => self.release_records(&releases, &folder, &store, &witnesses),
                false => Vec::new(),
            };
            (releases, records)
        };
        let ((chronicle, work, lives), (releases, release_records)) =
            rayon::join(past, || records(self.releases(tagged, &folder, &store)));
        store.rest();
        Past {
            chronicle,
            work,
            work_of: BTreeMap::new(),
            lives,
            releases,
            release_records,
            folder,
            store: Arc::new(store),
            records: known,
        }
    }

    /// Returns what is known of the texts of the past before any is read. Only a build
    /// believes what an earlier one remembered: every other answer is from git alone.
    fn records(&self) -> Records {
        if !self.makes_site {
            return Records::new(false);
        }
        let known = self.cache.as_ref().and_then(|cache| cache.read(RECORDS)).unwrap_or_default();
        Records::remembering(std::str::from_utf8(&known).unwrap_or_default(), PROGRAM, &self.config.book.src)
    }

    /// Remembers what is known of the texts of the past. A folder that cannot be written
    /// only makes the next build slower.
    pub(super) fn remember(&self, records: &Records) {
        if let Some(cache) = self.cache.as_ref().filter(|_| records.has_news()) {
            let _ = cache.write_with(RECORDS, |to| records.write(PROGRAM, to));
        }
    }

    /// Returns a past that is known already, with the present state of the files.
    pub(super) fn past_with(&self, tree: &SourceTree, past: Past) -> Past {
        // Git's digest of a file is slow, and of most files nothing changed.
        let is_known = |file: &&Arc<SourceFile>| past.work_of.get(file.path()) == Some(&file.digest());
        let mut others = SourceTree::default();
        tree.files().filter(|file| !is_known(file)).for_each(|file| others.insert_shared(Arc::clone(file)));
        let mut work = self.work_states(&others, &past.chronicle, past.store.as_ref());
        let known = tree.files().filter(is_known).map(|file| file.path());
        work.extend(known.filter_map(|path| Some((path.clone(), *past.work.get(path)?))));
        let work_of = tree.files().map(|file| (file.path().clone(), file.digest())).collect();
        Past { work, work_of, ..past }
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

    /// Reads the book at each release, as it was set up then. The releases follow each
    /// other, so that a text that stayed the same is read once.
    fn release_records(
        &self,
        releases: &[Release],
        folder: &str,
        store: &git::Store,
        witnesses: &GitWitnesses<'_>,
    ) -> Vec<ReleaseRecord> {
        let mut settings: Option<(Option<BlobId>, Config, Memo)> = None;
        let mut before = git::PastTree::default();
        let mut records = Vec::new();
        for release in releases {
            let commit = &release.tag.commit;
            let path = if folder.is_empty() { "book.toml".to_owned() } else { format!("{folder}/book.toml") };
            let blob = store.file_at(commit, &path);
            if settings.as_ref().is_none_or(|(known, ..)| *known != blob) {
                settings = Some((blob, self.settings_of(blob, store), Memo::of_records()));
                before = git::PastTree::default();
            }
            let snapshot = settings.as_ref().and_then(|(_, config, memo)| {
                let is_text = |path: &BookPath| is_document_path(path, config) || is_read_as_text(path);
                before = store.source_tree(commit, folder, &before, &is_text)?;
                Some(snapshot(&before.tree, config, release.tag.date.unwrap_or(self.today), memo))
            });
            records.push(ReleaseRecord { snapshot: snapshot.map(Arc::new), witness: witnesses.tag(&release.tag) });
        }
        records
    }

    /// Returns the settings of another time; today's when there were none.
    fn settings_of(&self, blob: Option<BlobId>, store: &git::Store) -> Config {
        let text = blob.and_then(|blob| store.text(blob)).and_then(|bytes| String::from_utf8(bytes).ok());
        match (text, BookPath::new("book.toml")) {
            (Some(text), Ok(path)) => {
                let file = SourceFile::text_file(path, &text);
                read_config(&file, &[], self.today, &mut Findings::default())
            }
            _ => self.config.clone(),
        }
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
        // Of a commit, every file is as it was committed.
        if self.then.is_some() {
            return states;
        }
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
