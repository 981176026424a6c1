//! Everything of a book, parsed and typed, nothing linked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::applicability::read_statement;
use super::declared::{declared_of, declared_version, digests};
use super::document::read_document;
use super::framework::read_framework;
use super::front_matter::{FRONT_MATTER_RULES, Named, read_named};
use super::mapping::read_mapping;
use super::names::{is_document_path, is_odd_part, may_hold_parts, unpublishable};
use super::rules::{
    DUPLICATE_ANCHOR, FAULTY_FRONT_MATTER, HIDDEN_CHARACTER, MISSING_REFERENCE, OVER_LIMIT, RAW_HTML, UNKNOWN_VARIABLE,
    UNREADABLE_FILE,
};
use super::split::split;
use crate::config::Config;
use crate::diagnostic::{Finding, Findings, Place, nearest};
use crate::fields::{Reading, Value};
use crate::markdown::{self, Limit, Page, TitleHeading};
use crate::model::{
    Claim, ControlRef, Date, Document, Framework, Mapping, Renewal, Review, ReviewBasis, Statement, Status,
};
use crate::source::{BookPath, Digest, Digester, SourceFile, SourceState, SourceTree, Span};

/// One document of the manuscript.
#[derive(Debug)]
pub struct Leaf {
    /// What its front matter says, with the claims of its sections. A claim
    /// whose framework is empty named none.
    pub document: Document,
    /// Its body, rendered but for its links.
    pub page: Page,
    /// The file.
    pub file: Arc<SourceFile>,
    /// The digest of its normative text.
    pub fingerprint: Digest,
    /// The same without the values of variables, as
    /// [`Declared::words`](crate::model::Declared::words).
    pub words: Digest,
}

impl Leaf {
    /// Returns whether the approval on record names another text.
    pub fn is_changed_since_approval(&self) -> bool {
        let document = &self.document;
        let approved = document.approved_fingerprint;
        document.status == Status::Approved && approved.is_some_and(|approved| approved != self.fingerprint)
    }

    /// Returns from what its next review is reckoned, seen from `today`.
    pub fn review_basis(&self, today: Date) -> Option<ReviewBasis<'_>> {
        self.document.review_basis(self.fingerprint, today)
    }

    /// Returns the day by which it must be reviewed, seen from `today`.
    pub fn next_review(&self, today: Date) -> Option<Date> {
        self.document.next_review(self.fingerprint, today)
    }

    /// Returns whether its review is overdue on `today`: the day itself still counts as in time.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.next_review(today).is_some_and(|due| due < today)
    }

    /// Returns the latest review that was held, when it does not start the cycle
    /// anew; and why it does not.
    pub fn void_review(&self, today: Date) -> Option<(&Review, Renewal)> {
        self.document.void_review(self.fingerprint, today)
    }
}

/// A book as read.
#[derive(Debug, Default)]
pub struct Manuscript {
    /// Documents, ordered by path.
    pub leaves: Vec<Arc<Leaf>>,
    /// Frameworks, ordered by id; the book's own replace built-in ones of the same file name.
    pub frameworks: Vec<Framework>,
    /// Mappings, ordered by path.
    pub mappings: Vec<Mapping>,
    /// The statement of applicability, if the book has one.
    pub statement: Option<Statement>,
    /// Paths of the book's own framework files.
    pub own_frameworks: Vec<BookPath>,
}

type Remembered = BTreeMap<BookPath, (Digest, Arc<Leaf>, Findings)>;

/// Parsed documents by path and digest, so that a preview parses again only
/// what changed. It holds for one [`Config`]; use a new one for another. The
/// default remembers nothing, for a run that is the only one.
#[derive(Debug, Default)]
pub struct Memo {
    leaves: Option<Mutex<Remembered>>,
    is_of_records: bool,
}

impl Memo {
    /// Returns an empty memo that remembers.
    pub fn keeping() -> Self {
        Self { leaves: Some(Mutex::default()), is_of_records: false }
    }

    /// Returns an empty memo that remembers what texts say of themselves and claim,
    /// and lets the texts go: for books of which no page is made.
    pub fn of_records() -> Self {
        Self { leaves: Some(Mutex::default()), is_of_records: true }
    }

    fn lock(&self) -> Option<MutexGuard<'_, Remembered>> {
        self.leaves.as_ref().map(|leaves| leaves.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads all of `tree`; `builtin` holds the frameworks that come with the program.
///
/// Adds findings of this room's [`RULES`](super::RULES) and goes on after each.
pub fn manuscript(
    tree: &SourceTree,
    builtin: &SourceTree,
    config: &Config,
    memo: &Memo,
    findings: &mut Findings,
) -> Manuscript {
    for name in tree.odd_names().iter().filter(|name| is_odd_part(name, config)) {
        let finding = Finding::new(&UNREADABLE_FILE, format!("the name `{name}` cannot be published"));
        findings.add(finding.hint("rename it: UTF-8 without control characters, backslashes and colons"));
    }
    for (path, reason) in tree.unread_folders().filter(|(path, _)| may_hold_parts(path, config)) {
        let finding = Finding::new(&UNREADABLE_FILE, format!("the folder `{path}` was not read: {reason}"))
            .at(Place::whole(path));
        findings.add(finding.hint("put the files themselves there, or name it in `[documents] exclude`"));
    }
    let files: Vec<&Arc<SourceFile>> = tree.files().filter(|file| is_document_path(file.path(), config)).collect();
    let read: Vec<(Option<Arc<Leaf>>, Findings)> =
        files.par_iter().map(|file| remembered_leaf(file, config, memo)).collect();
    let mut manuscript = Manuscript::default();
    for (leaf, found) in read {
        manuscript.leaves.extend(leaf);
        findings.append(found);
    }
    read_controls(tree, builtin, &mut manuscript, findings);
    manuscript
}

fn remembered_leaf(file: &Arc<SourceFile>, config: &Config, memo: &Memo) -> (Option<Arc<Leaf>>, Findings) {
    let mut findings = Findings::default();
    if let SourceState::Unreadable(reason) = file.state() {
        findings.add(unreadable(file, reason));
        return (None, findings);
    }
    if let Some(reason) = unpublishable(file.path().as_str()) {
        findings.add(unreadable(file, &reason));
        return (None, findings);
    }
    if let Some(remembered) = memo.lock()
        && let Some((digest, leaf, found)) = remembered.get(file.path())
        && *digest == file.digest()
    {
        return (Some(Arc::clone(leaf)), found.clone());
    }
    let leaf = Arc::new(match memo.is_of_records {
        true => record_leaf(file, config),
        false => read_leaf(file, config, &mut findings),
    });
    if let Some(mut remembered) = memo.lock() {
        remembered.insert(file.path().clone(), (file.digest(), Arc::clone(&leaf), findings.clone()));
    }
    (Some(leaf), findings)
}

/// Reads a single document as [`manuscript`] does, without its findings.
pub fn read_one(file: SourceFile, config: &Config) -> Leaf {
    read_leaf(&Arc::new(file), config, &mut Findings::default())
}

/// Reads what a document says of itself and claims, and lets its text go.
fn record_leaf(file: &SourceFile, config: &Config) -> Leaf {
    let (declared, document, body) = declared_of(file.text(), file.path(), config);
    let known = Arc::new(SourceFile::text_file(file.path().clone(), ""));
    if says_all(&document, body) {
        // Nothing of the record asks for the fingerprint.
        return Leaf {
            document,
            page: Page::default(),
            file: known,
            fingerprint: declared.words,
            words: declared.words,
        };
    }
    let leaf = read_one(SourceFile::text_file(file.path().clone(), file.text()), config);
    Leaf { page: leaf.page.headings_only(), file: known, ..leaf }
}

/// Returns whether the front matter alone says what is on record, so that the body need
/// not be parsed, which is most of the work: its headings claim nothing and give no
/// title, and no approval or review names a fingerprint.
pub(super) fn says_all(document: &Document, body: &str) -> bool {
    let has_title = document.marks.contains_key("title") || !document.is_controlled();
    let names_fingerprint =
        document.approved_fingerprint.is_some() || document.reviews.iter().any(|review| review.fingerprint.is_some());
    has_title && !names_fingerprint && !body.contains("satisfies")
}

fn unreadable(file: &SourceFile, reason: &str) -> Finding {
    Finding::new(&UNREADABLE_FILE, format!("`{}` cannot be published: {reason}", file.path()))
        .at(Place::whole(file.path()))
        .hint("mend, rename or move the file, or name it in `[documents] exclude`")
}

fn read_leaf(file: &Arc<SourceFile>, config: &Config, findings: &mut Findings) -> Leaf {
    let reading = Reading::new(file, FRONT_MATTER_RULES);
    let parts = split(file.text());
    if let Some((span, message, hint)) = parts.fault {
        reading.add(Finding::new(&FAULTY_FRONT_MATTER, message).at(reading.place(span)).hint(hint));
    }
    let named = match &parts.front_matter {
        Some(front_matter) => read_named(front_matter, file, config, &reading),
        None => Named { entries: Vec::new(), marks: BTreeMap::new(), is_well_formed: parts.fault.is_none() },
    };
    let body = &file.text()[parts.body_start..];
    let title = named.entries.iter().find(|(key, _)| key.text == "title").and_then(|(_, node)| match &node.value {
        Value::Scalar(scalar) => Some(scalar.text.trim()),
        Value::Null | Value::List(_) | Value::Table(_) => None,
    });
    let title = title.map_or(TitleHeading::Take, TitleHeading::TakeIf);
    let options = markdown::Options { title, ..markdown::Options::new(&config.variables) };
    let mut page = markdown::parse(body, parts.body_start, &options);
    // No page or data file shows the bare words: kept for ten thousand documents
    // they would be a fifth of the memory of a run.
    page.plain_text = String::new();
    page.shrink_to_fit();
    let mut document = read_document(&named, file.path(), page.first_heading.as_deref(), config, &reading);
    document.claims.extend(section_claims(&page));
    let fingerprint = fingerprint(&document, body, &page, config);
    findings.append(reading.finish());
    page_findings(&page, &document, file, config, findings);
    let (words, _) = digests(&document, declared_version(&document).as_deref(), body);
    Leaf { document, page, file: Arc::clone(file), fingerprint, words }
}

fn section_claims(page: &Page) -> Vec<Claim> {
    let mut claims = Vec::new();
    for heading in &page.headings {
        for (id, at) in &heading.satisfies {
            let (framework, control) = id.split_once(':').unwrap_or(("", id));
            claims.push(Claim {
                target: ControlRef { framework: framework.to_owned(), control: control.to_owned() },
                anchor: Some(heading.anchor.clone()),
                at: *at,
            });
        }
    }
    claims
}

/// Returns the digest of what was approved: id, version, language, title, the
/// values of the variables that the text names, and the text with LF line ends
/// and without blank lines around it. Dates, owners and theme are not in it.
fn fingerprint(document: &Document, body: &str, page: &Page, config: &Config) -> Digest {
    let mut digester = Digester::default();
    digester.part("policybook-text/1", b"");
    digester.part("id", document.id.as_str().as_bytes());
    digester.part("version", document.version.as_deref().unwrap_or_default().as_bytes());
    digester.part("language", document.language.as_deref().unwrap_or(&config.book.language).as_bytes());
    digester.part("title", document.title.as_bytes());
    for name in &page.variables_used {
        let value = config.variables.get(name).map(String::as_str).unwrap_or_default();
        digester.part(&format!("variable {name}"), value.as_bytes());
    }
    digester.part("text", body.replace("\r\n", "\n").trim().as_bytes());
    digester.finish()
}

fn page_findings(page: &Page, document: &Document, file: &SourceFile, config: &Config, findings: &mut Findings) {
    let id = document.id.as_str();
    let place = |span: Span| Place::new(file, span);
    for (span, html) in &page.raw_html {
        let html = html.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = html.chars().take(60).collect();
        let ellipsis = if shown.len() < html.len() { "…" } else { "" };
        let finding = Finding::new(&RAW_HTML, format!("`{shown}{ellipsis}` is HTML and is shown as text"));
        findings.add(finding.at(place(*span)).document(id).hint("write it in Markdown, or put it into a code span"));
    }
    for (name, span) in &page.unknown_variables {
        let hint = match nearest(name, config.variables.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("set it in `book.toml`: `[variables]` and `{name} = \"…\"`"),
        };
        let finding = Finding::new(&UNKNOWN_VARIABLE, format!("the variable `{name}` is not set"));
        findings.add(finding.at(place(*span)).document(id).hint(hint));
    }
    for (character, span) in &page.hidden_characters {
        let message = format!("the invisible character U+{:04X} stands here", u32::from(*character));
        let finding = Finding::new(&HIDDEN_CHARACTER, message);
        findings
            .add(finding.at(place(*span)).document(id).hint("delete it: readers cannot see what it does to the text"));
    }
    for (limit, span) in &page.over_limits {
        let finding = Finding::new(&OVER_LIMIT, limit.as_str());
        findings.add(finding.at(place(*span)).document(id).hint(limit_hint(*limit)));
    }
    for (anchor, span, first) in &page.duplicate_anchors {
        let finding = Finding::new(&DUPLICATE_ANCHOR, format!("the anchor `{anchor}` is declared a second time"))
            .related(place(*first), "declared here first");
        findings.add(finding.at(place(*span)).document(id).hint("give this heading another anchor"));
    }
    for (anchor, span) in &page.refused_anchors {
        let finding = Finding::new(&DUPLICATE_ANCHOR, format!("`{anchor}` cannot be the anchor of a heading"));
        let hint = "use letters, digits, `-`, `_` and `.`, and do not begin with `pb-` or `fn-`";
        findings.add(finding.at(place(*span)).document(id).hint(hint));
    }
    for (label, span) in &page.missing_references {
        let finding = Finding::new(&MISSING_REFERENCE, format!("`[{label}]` is defined nowhere in this document"));
        let hint = match label.starts_with('^') {
            true => format!("add the footnote: `[{label}]: …`"),
            false => {
                format!("add its definition: `[{label}]: …`, or put a backslash before brackets that are meant as such")
            }
        };
        findings.add(finding.at(place(*span)).document(id).hint(hint));
    }
}

/// Returns what mends a text that is over `limit`.
fn limit_hint(limit: Limit) -> &'static str {
    match limit {
        Limit::Nesting => "write it with fewer levels",
        Limit::TableColumns | Limit::TableCells => "split the table, or link to a spreadsheet",
        Limit::Remarks => "mend those that are listed; the others are listed then",
        Limit::Size | Limit::Headings | Limit::Links | Limit::Footnotes | Limit::Output => "split the document",
    }
}

fn read_controls(tree: &SourceTree, builtin: &SourceTree, manuscript: &mut Manuscript, findings: &mut Findings) {
    let mut files: BTreeMap<BookPath, Arc<SourceFile>> = BTreeMap::new();
    for file in builtin.below("controls") {
        files.insert(file.path().clone(), Arc::clone(file));
    }
    for file in tree.below("controls").filter(|file| file.path().extension() == "toml") {
        let is_same = files.get(file.path()).is_some_and(|known| known.digest() == file.digest());
        if !is_same && file.path().folder() == "controls" && file.path().stem() != "applicability" {
            manuscript.own_frameworks.push(file.path().clone());
        }
        files.insert(file.path().clone(), Arc::clone(file));
    }
    for file in files.values() {
        if let SourceState::Unreadable(reason) = file.state() {
            findings.add(unreadable(file, reason));
        } else if file.path().folder() == "controls/mappings" {
            manuscript.mappings.extend(read_mapping(file, findings));
        } else if file.path().as_str() == "controls/applicability.toml" {
            manuscript.statement = read_statement(file, findings);
        } else if file.path().folder() == "controls" {
            manuscript.frameworks.extend(read_framework(file, findings));
        }
    }
}
