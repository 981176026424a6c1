//! The page of one version of a document, and the versions as its page lists them.

use serde::Serialize;

use super::Views;
use super::asked::is_asked;
use super::claims::{ClaimRow, ContentsEntry, claim_rows, contents_entry};
use super::common::{href, text_of};
use super::control_block::{ControlBlock, control_block};
use super::past_text::PastText;
use super::revisions::{RevisionRow, visible};
use super::site::PageHead;
use crate::book::BoundDocument;
use crate::history::WorkState;
use crate::model::{Address, ChangeClass, Status};
use crate::signature::Principals;
use crate::version::{Approval, Evidence, Version, Witness};

/// A version as a list names it.
#[derive(Debug, Clone, Serialize)]
pub struct VersionRow {
    /// Its label.
    pub label: String,
    /// The path of its page from the root; nothing when its text is not shown.
    pub href: Option<String>,
    /// Whether the text of the document's own page is this one.
    pub is_this: bool,
    /// Its status, as its text declares it.
    pub status: &'static str,
    /// Whether its text differs from the one that was approved.
    pub is_changed_since_approval: bool,
    /// Approver, as declared.
    pub approved_by: Option<String>,
    /// Day of approval, as declared.
    pub approved_on: Option<String>,
    /// First day in force; nothing when it never was.
    pub in_force_from: Option<String>,
    /// First day on which it was not in force any more.
    pub in_force_until: Option<String>,
    /// Whether it is in force on the day of the build.
    pub is_in_force: bool,
    /// The path of the page with what changed since the version before it; nothing
    /// when one of the two has no page.
    pub changes_href: Option<String>,
    /// What changed, as the author says.
    pub summary: Option<String>,
    /// Whether readers must know, as the author says.
    pub is_material: bool,
}

/// What the page of a version shows besides its text and what the text says.
#[derive(Debug, Clone, Serialize)]
pub struct VersionFrame {
    /// The document's id today.
    pub id: String,
    /// The version itself.
    pub version: VersionRow,
    /// The path of the document's page from the root.
    pub document_href: String,
    /// The version after it, unless there is none.
    pub replaced_by: Option<VersionRow>,
    /// The version before it, unless there is none.
    pub replaces: Option<VersionRow>,
    /// The revisions that made it, newest first.
    pub revisions: Vec<RevisionRow>,
    /// Those of them that changed the text after its approval, newest first.
    pub changed_by: Vec<RevisionRow>,
    /// What git shows of its approval: nothing when it has none or cannot be read.
    pub evidence: Vec<WitnessRow>,
}

/// The page of one version. Besides its frame it holds nothing but what is made of
/// the version's text, of the book's addresses and of the order in which today and
/// the days in the text come: [`past_key`](super::past_key) relies on that.
#[derive(Debug, Clone, Serialize)]
pub struct VersionView {
    /// The page's frame.
    pub page: PageHead,
    /// What does not come from its text.
    #[serde(flatten)]
    pub frame: VersionFrame,
    /// The version's own title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// The control block of its text.
    pub control: ControlBlock,
    /// Its text, as HTML.
    pub body: String,
    /// Its sections.
    pub contents: Vec<ContentsEntry>,
    /// What it claimed.
    pub claims: Vec<ClaimRow>,
    /// The path of its file then, from the book's folder.
    pub source: String,
}

/// A commit that stands behind an approval.
#[derive(Debug, Clone, Serialize)]
pub struct WitnessRow {
    /// Its first ten digits.
    pub short: String,
    /// Its date; unknown when git's is absurd.
    pub date: Option<String>,
    /// Whether it joined branches.
    pub is_merge: bool,
    /// Who wrote it.
    pub author: String,
    /// Who made the commit, when that is somebody else.
    pub committer: Option<String>,
    /// Who its message says approved.
    pub approved_by: Vec<String>,
    /// Who its message says reviewed.
    pub reviewed_by: Vec<String>,
    /// Whether its signature is good.
    pub is_signed: bool,
    /// What its signature proves, in words.
    pub signature: String,
}

/// Returns whether the text of a version is on the site: unless it was never
/// approved and the site shows no drafts, and its document has a page.
pub fn is_shown(views: &Views<'_>, version: &Version) -> bool {
    let is_draft = matches!(version.declared.status, Status::Draft | Status::InReview);
    views.config.shows_drafts || !is_draft
}

/// Returns the address of the changes from the version at `index + 1` to the one
/// at `index`, when the texts of both are on the site.
pub fn changes_address(views: &Views<'_>, bound: &BoundDocument, index: usize) -> Option<Address> {
    address_between(views, bound, index + 1, index)
}

/// Returns the address of all changes on one page from the version at `index` to the one that is
/// asked for, when others lie between them: who acknowledged that one has missed more than one
/// change. Documents that ask for nothing have no such pages.
pub fn changes_since_address(views: &Views<'_>, bound: &BoundDocument, index: usize) -> Option<Address> {
    let newest = bound.life.versions.first()?;
    let is_current = bound.document().version.as_ref() == Some(&newest.label);
    (index > 1 && is_current && is_asked(views, bound)).then(|| address_between(views, bound, index, 0))?
}

fn address_between(views: &Views<'_>, bound: &BoundDocument, before: usize, after: usize) -> Option<Address> {
    let name = |index: usize| {
        let address = bound.version_addresses.get(index)?.as_ref()?;
        address.as_str().trim_end_matches('/').rsplit('/').next()
    };
    let is_on_site = |index: usize| bound.life.versions.get(index).is_some_and(|version| is_shown(views, version));
    if !is_on_site(before) || !is_on_site(after) {
        return None;
    }
    let pair = format!("{}..{}", name(before)?, name(after)?);
    Some(Address::of([bound.address.as_str(), "changes", pair.as_str()]))
}

/// Returns the versions of a document, newest first.
pub(super) fn version_rows(views: &Views<'_>, bound: &BoundDocument) -> Vec<VersionRow> {
    (0..bound.life.versions.len()).map(|index| version_row(views, bound, index)).collect()
}

/// Returns the version with this place among those of `bound`.
pub(super) fn version_row(views: &Views<'_>, bound: &BoundDocument, index: usize) -> VersionRow {
    let version = &bound.life.versions[index];
    let declared = &version.declared;
    let change = bound.document().changes.iter().find(|change| change.version == version.label);
    let address = bound.version_addresses.get(index).and_then(Option::as_ref);
    let is_current = index == 0 && bound.work_state == Some(WorkState::Clean);
    let newest_text = bound.life.states.first().and_then(|state| state.text);
    VersionRow {
        label: version.label.clone(),
        href: address.filter(|_| is_shown(views, version)).map(href),
        is_this: is_current && newest_text == Some(version.text),
        status: declared.status.as_str(),
        is_changed_since_approval: is_changed(version),
        approved_by: declared.approved_by.clone(),
        approved_on: text_of(declared.approved_on),
        in_force_from: text_of(version.in_force_from),
        in_force_until: text_of(version.in_force_until),
        is_in_force: version.in_force_from.is_some_and(|from| from <= views.today)
            && version.in_force_until.is_none_or(|until| views.today < until),
        changes_href: changes_address(views, bound, index).as_ref().map(href),
        summary: change.map(|change| change.summary.clone()),
        is_material: change.is_some_and(|change| change.class == Some(ChangeClass::Major)),
    }
}

fn is_changed(version: &Version) -> bool {
    version.approval.as_ref().is_some_and(Approval::is_lost)
}

/// Returns what the page of the version with this place shows besides its text.
pub(super) fn version_frame(
    views: &Views<'_>,
    bound: &BoundDocument,
    index: usize,
    revisions: &[RevisionRow],
) -> VersionFrame {
    let version = &bound.life.versions[index];
    let pick = |places: &[usize]| places.iter().filter_map(|&row| revisions.get(row).cloned()).collect();
    VersionFrame {
        id: bound.document().id.to_string(),
        version: version_row(views, bound, index),
        document_href: href(&bound.address),
        replaced_by: index.checked_sub(1).map(|newer| version_row(views, bound, newer)),
        replaces: (index + 1 < bound.life.versions.len()).then(|| version_row(views, bound, index + 1)),
        revisions: pick(&version.rows),
        changed_by: version.approval.as_ref().map(|approval| pick(&approval.changed_by)).unwrap_or_default(),
        evidence: witness_rows(views, version),
    }
}

/// Returns the page of the version with this place among those of `bound`, whose
/// text is `text`; `revisions` are all of the document.
pub fn version_view(
    views: &Views<'_>,
    bound: &BoundDocument,
    index: usize,
    text: &PastText,
    revisions: &[RevisionRow],
) -> Option<VersionView> {
    let leaf = &text.leaf;
    let version = bound.life.versions.get(index)?;
    let address = bound.version_addresses.get(index)?.as_ref()?;
    let document = &leaf.document;
    let is_changed = is_changed(version) || leaf.is_changed_since_approval();
    let mut page = PageHead::new(views, document.title.clone(), "documents", address);
    page.is_document = true;
    if let Some(language) = &document.language {
        page.language.clone_from(language);
    }
    let headings = leaf.page.headings.iter().filter(|heading| heading.level <= 3);
    Some(VersionView {
        page,
        frame: version_frame(views, bound, index, revisions),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        control: control_block(leaf, document.is_approved(views.today) && !is_changed, is_changed, views.today),
        body: text.body.clone(),
        contents: headings.map(contents_entry).collect(),
        claims: claim_rows(views, &leaf.page, &text.claims, false),
        source: leaf.file.path().to_string(),
    })
}

/// Returns what git shows of the approval that the text declares as it stands now.
pub(super) fn current_evidence(views: &Views<'_>, bound: &BoundDocument) -> Vec<WitnessRow> {
    let now = bound.declared.as_ref().filter(|now| now.is_approved());
    let version = bound.life.versions.first().filter(|version| {
        let approval = version.approval.as_ref();
        approval.is_some_and(|approval| now.is_some_and(|now| now.has_approval_of(&approval.approved)))
    });
    version.map(|version| witness_rows(views, version)).unwrap_or_default()
}

fn witness_rows(views: &Views<'_>, version: &Version) -> Vec<WitnessRow> {
    let evidence = version.approval.as_ref().and_then(|approval| approval.evidence.as_ref());
    let principals = match views.config.history.shows_emails {
        true => Principals::Shown,
        false => Principals::Hidden,
    };
    // Lines of a message name people with their addresses.
    let name = |text: &String| match views.config.history.shows_emails {
        true => visible(text),
        false => visible(text.split('<').next().unwrap_or_default().trim()),
    };
    let row = |witness: &Witness| WitnessRow {
        short: witness.commit.short().to_owned(),
        date: text_of(witness.date),
        is_merge: witness.is_merge,
        author: visible(&witness.author.name),
        committer: (witness.committer.name != witness.author.name).then(|| visible(&witness.committer.name)),
        approved_by: witness.approved_by.iter().map(name).collect(),
        reviewed_by: witness.reviewed_by.iter().map(name).collect(),
        is_signed: witness.signature.is_good(),
        signature: witness.signature.phrase(principals),
    };
    evidence.into_iter().flat_map(Evidence::witnesses).map(row).collect()
}
