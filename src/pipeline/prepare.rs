//! From files and commits to a checked book.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::artifact::Published;
use crate::book::{self, Almanac, AlmanacSources, Archive, Book, Records, ReleaseRecord};
use crate::checks;
use crate::config::Config;
use crate::diagnostic::{Findings, Settled};
use crate::history::{Chronicle, NoTexts, Texts, WorkState};
use crate::load::{self, Memo};
use crate::model::Date;
use crate::release::Release;
use crate::search::SearchIndex;
use crate::source::{AssetSource, BookPath, Digest, SourceTree};
use crate::theme::{Theme, builtin_theme};
use crate::version::Life;
use crate::view::{FindingIndex, SearchEntries, Views, site_view};

/// What git knows, as far as it was asked.
#[derive(Clone)]
pub struct Past {
    /// The revisions of each document.
    pub chronicle: Chronicle,
    /// How each file differs from the last commit.
    pub work: BTreeMap<BookPath, WorkState>,
    /// The digests of the files of which `work` tells, for a preview that asks again;
    /// empty when nobody will.
    pub work_of: BTreeMap<BookPath, Digest>,
    /// What the texts of each document's past say.
    pub lives: BTreeMap<BookPath, Arc<Life>>,
    /// The releases, oldest first.
    pub releases: Vec<Release>,
    /// What is known of each of them, in their order.
    pub release_records: Vec<ReleaseRecord>,
    /// The book's folder from the top of the repository; empty at the top.
    pub folder: String,
    /// The texts behind the revisions.
    pub store: Arc<dyn Texts + Send>,
    /// What they say, as far as it was read.
    pub records: Arc<Records>,
}

/// Everything that a run starts from.
pub struct Input<'a> {
    /// The files of the book.
    pub tree: &'a SourceTree,
    /// The bytes of the others.
    pub assets: &'a dyn AssetSource,
    /// The settings, and what reading them found.
    pub config: &'a Config,
    /// Findings from before: the settings, the folder.
    pub findings: Findings,
    /// Today.
    pub today: Date,
    /// The day of the past that is shown, when that is not today's book.
    pub as_at: Option<Date>,
    /// What the last publication promised, when there was one.
    pub published: Option<&'a Published>,
    /// Parsed documents of an earlier run with the same settings.
    pub memo: &'a Memo,
}

/// A checked book, ready to be shown.
pub struct Prepared {
    /// The book.
    pub book: Book,
    /// What was found, with the severities of the book's settings.
    pub settled: Settled,
    /// The theme.
    pub theme: Theme,
    /// The texts behind the revisions.
    pub store: Arc<dyn Texts + Send>,
    /// The book's folder from the top of the repository; empty at the top.
    pub folder: String,
    records: Arc<Records>,
    almanac: OnceLock<Almanac>,
    search: OnceLock<SearchIndex>,
}

impl Prepared {
    /// Returns what the texts of the past say, as far as it was read.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// Returns what was in force on each day until `today`; read from git when it is
    /// asked for the first time, with the settings and the day of then.
    pub fn almanac(&self, config: &Config, today: Date) -> &Almanac {
        self.almanac.get_or_init(|| {
            Almanac::read(&AlmanacSources {
                state: &self.book.history,
                head: self.book.head.as_ref(),
                texts: self.store.as_ref(),
                records: &self.records,
                folder: &self.folder,
                config,
                today,
            })
        })
    }

    /// Returns the index of the search over `entries`, which are of this book; made when it
    /// is asked for the first time.
    pub fn search(&self, entries: &SearchEntries<'_>) -> &SearchIndex {
        self.search.get_or_init(|| SearchIndex::of(entries))
    }
}

/// Reads, binds and checks a book. `past` runs beside the reading, since git and
/// the files do not depend on each other.
pub fn prepare(input: Input<'_>, past: impl FnOnce() -> Past + Send) -> Prepared {
    let Input { tree, assets, config, mut findings, today, as_at, published, memo } = input;
    let read = || {
        let mut found = Findings::default();
        let manuscript = load::manuscript(tree, &load::builtin_controls(), config, memo, &mut found);
        let theme = Theme::load(&builtin_theme(), tree, assets, &config.book.language, &mut found);
        (manuscript, theme, found)
    };
    let (past, (manuscript, mut theme, found)) = rayon::join(past, read);
    findings.append(found);
    let known = book::Past {
        chronicle: &past.chronicle,
        work: &past.work,
        lives: &past.lives,
        releases: &past.releases,
        release_records: &past.release_records,
    };
    let mut book = book::bind(&manuscript, known, tree, config, &mut findings);
    book.read_picture_sizes(assets);
    checks::run(&checks::Input { book: &book, tree, config, published, today }, &mut findings);
    let settled = config.levels.settle(findings);
    let by_document = FindingIndex::default();
    let archive = Archive::new(&NoTexts, "", config, today);
    let views = Views { book: &book, config, settled: &settled, by_document: &by_document, archive: &archive, today };
    let site = site_view(&views, as_at);
    theme.set_site(&site, &site.lasting());
    Prepared {
        settled,
        book,
        theme,
        store: past.store,
        records: past.records,
        folder: past.folder,
        almanac: OnceLock::new(),
        search: OnceLock::new(),
    }
}
