//! The pages of releases: the book as it stood at a tag, and what changed since
//! the release before.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Views;
use super::common::{href, text_of};
use super::revisions::visible;
use super::site::PageHead;
use super::snapshot_changes::{DecisionChange, EntryRow, covered_changes, decision_changes, decision_words, entry_row};
use super::version::is_shown;
use crate::book::{BoundDocument, CoverageState, ReleaseRecord, Snapshot, SnapshotDecision, SnapshotDocument};
use crate::model::Address;
use crate::release::Release;
use crate::signature::Principals;
use crate::version::Version;

/// All releases.
#[derive(Debug, Clone, Serialize)]
pub struct ReleasesView {
    /// The page's frame.
    pub page: PageHead,
    /// The releases, newest first.
    pub releases: Vec<ReleaseRow>,
}

/// A release as a list names it.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseRow {
    /// Its name: the tag.
    pub name: String,
    /// The path of its page from the root.
    pub href: String,
    /// The tag's date; unknown when git's is absurd.
    pub date: Option<String>,
    /// The first ten digits of its commit.
    pub commit: String,
    /// Whether its commit led to the one that the site was built from.
    pub is_on_branch: bool,
    /// The first line of its message.
    pub summary: Option<String>,
    /// How many documents the book had.
    pub documents: usize,
    /// How many were added, changed, removed and renamed since the release before.
    pub added: usize,
    /// As above.
    pub changed: usize,
    /// As above.
    pub removed: usize,
    /// As above.
    pub renamed: usize,
}

/// The page of one release.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseView {
    /// The page's frame.
    pub page: PageHead,
    /// The release.
    pub release: ReleaseRow,
    /// Its whole message, paragraph by paragraph.
    pub message: Vec<String>,
    /// Who made the tag; nothing for a plain one.
    pub tagger: Option<String>,
    /// Whether the tag's signature is good.
    pub is_signed: bool,
    /// What its signature proves, in words; nothing for a plain tag.
    pub signature: Option<String>,
    /// Whether the tag was made under another name or for another commit.
    pub is_misplaced: bool,
    /// The release before it.
    pub before: Option<ReleaseRow>,
    /// The release after it.
    pub after: Option<ReleaseRow>,
    /// Whether the book at the tag could be read.
    pub is_readable: bool,
    /// Documents that came since the release before.
    pub added: Vec<ReleaseDocument>,
    /// Documents whose text changed.
    pub changed: Vec<ReleaseDocument>,
    /// Documents that went: their paths then.
    pub removed: Vec<String>,
    /// Documents that moved: paths before and after.
    pub renamed: Vec<(String, String)>,
    /// Entries that became covered.
    pub controls_gained: Vec<EntryRow>,
    /// Entries that were covered before and are no longer.
    pub controls_lost: Vec<EntryRow>,
    /// Decisions of the statement that changed.
    pub decisions_changed: Vec<DecisionChange>,
    /// The register as it stood.
    pub documents: Vec<ReleaseDocument>,
    /// Coverage as it stood.
    pub frameworks: Vec<ReleaseFramework>,
    /// The statement of applicability as it stood.
    pub statement: Option<ReleaseStatement>,
}

/// A document of a release.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseDocument {
    /// Its id then.
    pub id: String,
    /// Its title then.
    pub title: String,
    /// The path of the page that holds its text, from the root; nothing when the
    /// site has none.
    pub href: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// The label of its version.
    pub version: Option<String>,
    /// Its status.
    pub status: &'static str,
    /// Whether its approval was complete.
    pub is_approved: bool,
    /// Who answered for it.
    pub owner: Option<String>,
    /// Who approved it, as declared.
    pub approved_by: Option<String>,
    /// When, as declared.
    pub approved_on: Option<String>,
}

/// A framework in a release.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseFramework {
    /// Its short title.
    pub title: String,
    /// How many entries it had.
    pub total: usize,
    /// How many were covered.
    pub covered: usize,
    /// Its entries.
    pub entries: Vec<EntryRow>,
}

/// The statement of applicability in a release.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseStatement {
    /// Its framework.
    pub framework: String,
    /// Its version.
    pub version: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<String>,
    /// Its decisions.
    pub rows: Vec<ReleaseDecision>,
}

/// One decision.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseDecision {
    /// The control's id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// What was decided, in words.
    pub decision: String,
    /// Why.
    pub justification: Option<String>,
}

/// Returns the list of releases, if the book has any.
pub fn releases_view(views: &Views<'_>) -> Option<ReleasesView> {
    let rows: Vec<ReleaseRow> = views.book.releases.iter().rev().map(release_row).collect();
    let page = PageHead::new(views, "Releases", "releases", &Address::of(["releases"]));
    (!views.book.release_records.is_empty()).then_some(ReleasesView { page, releases: rows })
}

fn release_row(release: &Release) -> ReleaseRow {
    let message = release.tag.message.as_deref();
    ReleaseRow {
        name: visible(&release.tag.name),
        href: href(&release.address),
        date: text_of(release.tag.date),
        commit: release.tag.commit.short().to_owned(),
        is_on_branch: release.tag.is_on_branch,
        summary: message.and_then(|message| message.lines().next()).map(visible),
        documents: release.documents,
        added: release.added.len(),
        changed: release.changed.len(),
        removed: release.removed.len(),
        renamed: release.renamed.len(),
    }
}

/// Returns the page of the release with this place among those of the book.
pub fn release_view(views: &Views<'_>, index: usize) -> Option<ReleaseView> {
    let book = views.book;
    let (release, record) = (book.releases.get(index)?, book.release_records.get(index)?);
    let row = |index: usize| book.releases.get(index).map(release_row);
    let nothing = Snapshot::default();
    let now = record.snapshot.as_deref().unwrap_or(&nothing);
    let earlier = index.checked_sub(1).and_then(|before| book.release_records[before].snapshot.as_deref());
    let before = earlier.unwrap_or(&nothing);
    let texts = Texts::new(views);
    let documents: Vec<ReleaseDocument> = now.documents.iter().map(|document| texts.row(document)).collect();
    let at = |paths: &[crate::source::BookPath]| -> Vec<ReleaseDocument> {
        let found = paths.iter().filter_map(|path| now.documents.iter().position(|document| document.path == *path));
        found.map(|position| documents[position].clone()).collect()
    };
    let (controls_gained, controls_lost) = covered_changes(before, now);
    let message = release.tag.message.as_deref().unwrap_or_default();
    let page = PageHead::new(views, format!("Release {}", visible(&release.tag.name)), "releases", &release.address);
    Some(ReleaseView {
        page,
        release: row(index)?,
        message: message.split("\n\n").map(visible).filter(|part| !part.trim().is_empty()).collect(),
        tagger: record.witness.as_ref().map(|witness| visible(&witness.tagger.name)),
        is_signed: record.witness.as_ref().is_some_and(|witness| witness.signature.is_good() && witness.is_in_place),
        signature: signature(views, record),
        is_misplaced: record.witness.as_ref().is_some_and(|witness| !witness.is_in_place),
        before: index.checked_sub(1).and_then(row),
        after: row(index + 1),
        is_readable: record.snapshot.is_some(),
        added: at(&release.added),
        changed: at(&release.changed),
        removed: release.removed.iter().map(ToString::to_string).collect(),
        renamed: release.renamed.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect(),
        controls_gained: if earlier.is_some() { controls_gained } else { Vec::new() },
        controls_lost,
        decisions_changed: if earlier.is_some() { decision_changes(before, now) } else { Vec::new() },
        frameworks: now.frameworks.iter().map(framework).collect(),
        statement: now.statement.as_ref().map(|statement| ReleaseStatement {
            framework: statement.framework.clone(),
            version: statement.version.clone(),
            approved_by: statement.approved_by.clone(),
            approved_on: text_of(statement.approved_on),
            rows: statement.rows.iter().map(decision).collect(),
        }),
        documents,
    })
}

fn signature(views: &Views<'_>, record: &ReleaseRecord) -> Option<String> {
    let principals = match views.config.history.shows_emails {
        true => Principals::Shown,
        false => Principals::Hidden,
    };
    record.witness.as_ref().map(|witness| witness.signature.phrase(principals))
}

/// A version, and the path of its page if it has one.
type Kept<'a> = (&'a Version, Option<String>);

/// Where the texts of documents can be read: versions by id and label.
struct Texts<'a> {
    versions: BTreeMap<(&'a str, &'a str), Vec<Kept<'a>>>,
}

impl<'a> Texts<'a> {
    fn new(views: &Views<'a>) -> Self {
        let mut versions: BTreeMap<(&str, &str), Vec<_>> = BTreeMap::new();
        let add = |bound: &'a BoundDocument, versions: &mut BTreeMap<_, Vec<_>>| {
            for (version, address) in bound.life.versions.iter().zip(&bound.version_addresses) {
                let page = address.as_ref().filter(|_| is_shown(views, version)).map(href);
                let key = (version.declared.id.as_str(), version.label.as_str());
                versions.entry(key).or_default().push((version, page));
            }
        };
        views.book.documents.iter().for_each(|bound| add(bound, &mut versions));
        Self { versions }
    }

    fn row(&self, document: &SnapshotDocument) -> ReleaseDocument {
        let label = document.version.as_deref().unwrap_or_default();
        let known = self.versions.get(&(document.id.as_str(), label));
        // A page with the same label may hold a later text: only the very text counts.
        let found = known.into_iter().flatten().find(|(version, _)| {
            let declared = &version.declared;
            declared.words == document.words
        });
        ReleaseDocument {
            id: document.id.clone(),
            title: document.title.clone(),
            href: found.and_then(|(_, page)| page.clone()),
            document_type: document.document_type.as_str(),
            version: document.version.clone(),
            status: document.status.as_str(),
            is_approved: document.is_approved,
            owner: document.owner.clone(),
            approved_by: document.approved_by.clone(),
            approved_on: text_of(document.approved_on),
        }
    }
}

fn framework(framework: &crate::book::SnapshotFramework) -> ReleaseFramework {
    let entries: Vec<EntryRow> = framework.entries.iter().map(|found| entry_row(framework, found)).collect();
    ReleaseFramework {
        title: framework.title.clone(),
        total: framework.entries.iter().filter(|entry| entry.state != CoverageState::Excluded).count(),
        covered: framework.entries.iter().filter(|entry| entry.state == CoverageState::Covered).count(),
        entries,
    }
}

fn decision(row: &SnapshotDecision) -> ReleaseDecision {
    ReleaseDecision {
        control: row.control.clone(),
        title: row.title.clone(),
        decision: decision_words(row),
        justification: row.justification.clone(),
    }
}
