//! What `book.toml` means, with every default filled in.

use std::collections::BTreeMap;

use globset::{GlobMatcher, GlobSet};

use super::acknowledge::AcknowledgeSettings;
use super::host::HostSettings;
use crate::diagnostic::Levels;
use crate::model::{Date, DocumentType, Period, Status, Zone};
use crate::source::{BookPath, Span};

/// The settings of a book.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[book]`.
    pub book: BookSettings,
    /// `[organisation]` and `[variables]`: the values that a text may name.
    pub variables: BTreeMap<String, String>,
    /// `[build] dest-dir`: the folder of the site, below the book's folder or absolute.
    pub dest_dir: String,
    /// `[build] drafts`: whether the texts of drafts are on the site.
    pub shows_drafts: bool,
    /// `[site]`.
    pub site: SiteSettings,
    /// `[frameworks] use`: the frameworks to show, when the book names them.
    pub frameworks_used: Option<Vec<(String, Span)>>,
    /// `[frameworks] complete`: frameworks whose every entry must be satisfied.
    pub frameworks_complete: Vec<(String, Span)>,
    /// `[documents]`.
    pub documents: DocumentSettings,
    /// `[reviews]`.
    pub reviews: ReviewSettings,
    /// `[acknowledge]`.
    pub acknowledge: AcknowledgeSettings,
    /// `[host]`.
    pub host: HostSettings,
    /// `[approvals]`.
    pub approvals: ApprovalSettings,
    /// `[history]`.
    pub history: HistorySettings,
    /// `[releases] tags`: a pattern of tag names.
    pub release_tags: GlobMatcher,
    /// `[checks]`: severities and allowances, as they count today.
    pub levels: Levels,
    /// `[[checks.allow]]`: what stands in the file, for the findings about it.
    pub allowances: Vec<AllowanceEntry>,
}

/// `[book]`.
#[derive(Debug, Clone)]
pub struct BookSettings {
    /// The title of the site.
    pub title: String,
    /// Who keeps the book.
    pub authors: Vec<String>,
    /// One sentence about it.
    pub description: Option<String>,
    /// Language of the texts, as a BCP 47 tag.
    pub language: String,
    /// Where its days begin.
    pub time_zone: Zone,
    /// Folder of the documents, below the book's folder; empty for the book's folder itself.
    pub src: String,
}

/// `[site]`.
#[derive(Debug, Clone, Default)]
pub struct SiteSettings {
    /// The address that the site will have, with a trailing `/`.
    pub base_url: Option<String>,
    /// Where a document can be edited, with `{path}` for its path.
    pub edit_url: Option<String>,
    /// A picture file of the book.
    pub logo: Option<BookPath>,
}

/// `[documents]`.
#[derive(Debug, Clone)]
pub struct DocumentSettings {
    /// Paths below `src` that are no documents.
    pub exclude: GlobSet,
    /// `[[documents.defaults]]`, in order; a later one that matches wins.
    pub defaults: Vec<DocumentDefaults>,
    /// `[documents.fields]`: from our name of a field to the book's own key.
    pub fields: BTreeMap<&'static str, String>,
    /// `[documents] ignore-fields`: keys of front matter that belong to other tools.
    pub ignored_fields: Vec<String>,
    /// `[documents] link-roots`: what root-relative links begin with on the
    /// site that the texts were written for.
    pub link_roots: Vec<String>,
}

/// Values for documents that do not say themselves.
#[derive(Debug, Clone)]
pub struct DocumentDefaults {
    /// Which documents: a pattern of paths below `src`.
    pub path: GlobMatcher,
    /// Their type.
    pub document_type: Option<DocumentType>,
    /// Their status.
    pub status: Option<Status>,
    /// Their version.
    pub version: Option<String>,
    /// Their owner.
    pub owner: Option<String>,
    /// Their classification.
    pub classification: Option<String>,
    /// Their review cycle.
    pub review_every: Option<Period>,
    /// Their audience.
    pub audience: Vec<String>,
    /// Their language.
    pub language: Option<String>,
}

/// `[reviews]`.
#[derive(Debug, Clone, Copy)]
pub struct ReviewSettings {
    /// The cycle of a document that names none.
    pub cycle: Period,
    /// How long before its day a review is called due soon.
    pub due_soon_days: u16,
}

/// `[approvals]`.
#[derive(Debug, Clone, Default)]
pub struct ApprovalSettings {
    /// What git must show of every approval.
    pub require: Vec<RequiredEvidence>,
    /// The file of allowed signers: a path from the book's folder, or an absolute one.
    pub allowed_signers: Option<String>,
    /// Where `book.toml` names it.
    pub allowed_signers_at: Span,
}

/// What git must show of an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequiredEvidence {
    /// A good signature.
    Signed,
    /// A merge by somebody else than the author of the change.
    Merge,
    /// An `Approved-by:` line that names the approver.
    Trailer,
}

/// `[history]`.
#[derive(Debug, Clone, Copy)]
pub struct HistorySettings {
    /// Whether git is asked at all.
    pub is_enabled: bool,
    /// Whether the texts of the past are read: without them there are no versions, no
    /// evidence of approvals and no pages of releases.
    pub reads_texts: bool,
    /// Whether e-mail addresses of authors are shown.
    pub shows_emails: bool,
}

/// One `[[checks.allow]]` as it stands in the file.
#[derive(Debug, Clone)]
pub struct AllowanceEntry {
    /// Name of the rule.
    pub rule: String,
    /// Why the findings are accepted.
    pub reason: String,
    /// The last day on which they are.
    pub until: Date,
    /// Where the entry stands.
    pub at: Span,
}

/// The names of front matter fields, as policybook writes them.
pub const FRONT_MATTER_FIELDS: [&str; 25] = [
    "id",
    "title",
    "type",
    "version",
    "status",
    "owner",
    "approved_by",
    "approved_on",
    "approved_fingerprint",
    "effective_from",
    "review_every",
    "next_review",
    "last_reviewed",
    "reviews",
    "classification",
    "satisfies",
    "audience",
    "acknowledge",
    "supersedes",
    "aliases",
    "changes",
    "language",
    "description",
    "tags",
    "major_version",
];

impl Config {
    /// Returns the settings of a book whose `book.toml` is empty.
    pub fn standard() -> Self {
        let tags = globset::Glob::new("v*").expect("`v*` is a valid pattern").compile_matcher();
        Self {
            book: BookSettings {
                title: "Policies".into(),
                authors: Vec::new(),
                description: None,
                language: "en".into(),
                time_zone: Zone::default(),
                src: "content".into(),
            },
            variables: BTreeMap::new(),
            dest_dir: "site".into(),
            shows_drafts: false,
            site: SiteSettings::default(),
            frameworks_used: None,
            frameworks_complete: Vec::new(),
            documents: DocumentSettings {
                exclude: GlobSet::empty(),
                defaults: Vec::new(),
                fields: BTreeMap::new(),
                ignored_fields: Vec::new(),
                link_roots: Vec::new(),
            },
            reviews: ReviewSettings { cycle: Period::months(12), due_soon_days: 30 },
            acknowledge: AcknowledgeSettings::default(),
            host: HostSettings::default(),
            approvals: ApprovalSettings::default(),
            history: HistorySettings { is_enabled: true, reads_texts: true, shows_emails: false },
            release_tags: tags,
            levels: Levels::default(),
            allowances: Vec::new(),
        }
    }
}
