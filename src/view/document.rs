//! The page of one document.

use serde::Serialize;

use super::Views;
use super::common::{FindingRow, href, text_of};
use super::site::PageHead;
use crate::book::{BoundDocument, LinkTarget};
use crate::history::{HistoryState, Revision, RevisionKind, WorkState};
use crate::markdown::hidden_characters;
use crate::model::{Acknowledge, ControlRef, Date};

/// A document's page.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    /// The page's frame.
    pub page: PageHead,
    /// The document's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// Whether version, approval and review are asked of it.
    pub is_controlled: bool,
    /// Its control block; empty values are `null`.
    pub control: ControlBlock,
    /// Whether the text is left out because it is a draft and the site shows none.
    pub is_withheld: bool,
    /// Its text, as HTML; empty when withheld.
    pub body: String,
    /// Its sections.
    pub contents: Vec<ContentsEntry>,
    /// What it satisfies.
    pub claims: Vec<ClaimRow>,
    /// Documents that link to it.
    pub linked_from: Vec<LinkedFrom>,
    /// What changed in each version, as its author says.
    pub changes: Vec<ChangeRow>,
    /// Reviews on record, newest first.
    pub reviews: Vec<ReviewRow>,
    /// What git knows.
    pub history: HistoryView,
    /// Findings about it.
    pub findings: Vec<FindingRow>,
    /// Where it can be edited.
    pub edit_url: Option<String>,
    /// Its file, from the book's folder.
    pub source: String,
}

/// What stands at the head of a controlled document.
#[derive(Debug, Clone, Serialize)]
pub struct ControlBlock {
    /// Version label.
    pub version: Option<String>,
    /// Status.
    pub status: &'static str,
    /// Whether the approval is complete on the day of the build.
    pub is_approved: bool,
    /// Whether the approval on record names another text.
    pub is_changed_since_approval: bool,
    /// Owner.
    pub owner: Option<String>,
    /// Approver, as declared.
    pub approved_by: Option<String>,
    /// Day of approval, as declared.
    pub approved_on: Option<String>,
    /// First day in force.
    pub effective_from: Option<String>,
    /// Day of the last review.
    pub last_reviewed: Option<String>,
    /// Day by which the next review is due.
    pub next_review: Option<String>,
    /// Review cycle, in words.
    pub review_every: String,
    /// Classification.
    pub classification: Option<String>,
    /// Audience.
    pub audience: Vec<String>,
    /// How readers have to acknowledge, in words.
    pub acknowledge: Option<String>,
    /// Documents that it replaces.
    pub supersedes: Vec<String>,
    /// SHA-256 of its normative text, 64 hexadecimal digits.
    pub fingerprint: String,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsEntry {
    /// Level, 2 or 3.
    pub level: u8,
    /// Heading.
    pub text: String,
    /// Its anchor.
    pub anchor: String,
}

/// One entry that the document claims, with the sections that do.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimRow {
    /// Short title of the framework.
    pub framework: String,
    /// The entry's id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
    /// Sections that claim it; empty when only the document as a whole does.
    pub sections: Vec<ContentsEntry>,
}

/// What changed in a version.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    /// Version label.
    pub version: String,
    /// One line.
    pub summary: String,
    /// Whether readers must know.
    pub is_material: bool,
}

/// A review on record.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewRow {
    /// Its day.
    pub on: String,
    /// Who reviewed.
    pub by: Option<String>,
    /// The outcome.
    pub outcome: Option<&'static str>,
    /// Whether the record names the text as it stands now; unknown without a fingerprint.
    pub is_of_this_text: Option<bool>,
}

/// What git knows of a document.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryView {
    /// Whether all revisions are known.
    pub is_complete: bool,
    /// Why nothing, or not everything, is known; absent when all is.
    pub remark: Option<&'static str>,
    /// Whether the working file differs from the last commit.
    pub work_state: Option<&'static str>,
    /// Revisions, newest first.
    pub revisions: Vec<RevisionRow>,
}

/// A document that links to the one shown. It is less than a
/// [`DocumentLink`](super::DocumentLink), because a page may have hundreds.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedFrom {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the site's root, percent-encoded.
    pub href: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
}

/// One revision.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionRow {
    /// The commit's id.
    pub commit: String,
    /// Its first ten digits.
    pub short: String,
    /// The author's date; unknown when git's is absurd.
    pub date: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// The first line of the message.
    pub summary: String,
    /// The file's path at that commit, from the top of the repository.
    pub path: String,
    /// The path before, when the commit moved the file.
    pub renamed_from: Option<String>,
    /// The version label of its text; unknown when it was not read.
    pub version: Option<String>,
    /// `added`, `modified`, `renamed`, `deleted` or `merged`.
    pub kind: &'static str,
}

/// Returns the page of `bound`; `linked_from` are the indices of documents that link to it.
pub fn document_view(views: &Views<'_>, bound: &BoundDocument, linked_from: &[usize]) -> DocumentView {
    let document = bound.document();
    let id = document.id.to_string();
    let is_withheld = views.is_withheld(bound);
    let shown_findings = if is_withheld { &[] } else { views.by_document.of(&id) };
    let headings = bound.leaf.page.headings.iter().filter(|heading| heading.level <= 3);
    let changes = document.changes.iter().map(|change| ChangeRow {
        version: change.version.clone(),
        summary: change.summary.clone(),
        is_material: change.is_material,
    });
    DocumentView {
        page: PageHead::of_document(views, bound),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        is_controlled: document.is_controlled(),
        control: control_block(views, bound),
        body: if is_withheld { String::new() } else { views.body(bound, &bound.address) },
        contents: if is_withheld { Vec::new() } else { headings.map(contents_entry).collect() },
        is_withheld,
        claims: claim_rows(views, bound),
        linked_from: linked_from.iter().map(|&index| linked(&views.book.documents[index])).collect(),
        changes: changes.collect(),
        reviews: review_rows(bound),
        history: history_view(views, bound),
        findings: shown_findings.iter().map(|finding| FindingRow::of(finding)).collect(),
        edit_url: views
            .config
            .site
            .edit_url
            .as_ref()
            .map(|url| url.replace("{path}", &crate::source::encode_path(bound.leaf.file.path().as_str()))),
        source: bound.leaf.file.path().to_string(),
        id,
    }
}

fn linked(bound: &BoundDocument) -> LinkedFrom {
    let document = bound.document();
    LinkedFrom {
        id: document.id.to_string(),
        title: document.title.clone(),
        href: href(&bound.address),
        document_type: document.document_type.as_str(),
    }
}

fn contents_entry(heading: &crate::markdown::Heading) -> ContentsEntry {
    ContentsEntry { level: heading.level, text: heading.text.clone(), anchor: heading.anchor.clone() }
}

fn control_block(views: &Views<'_>, bound: &BoundDocument) -> ControlBlock {
    let document = bound.document();
    ControlBlock {
        version: document.version.clone(),
        status: document.status.as_str(),
        is_approved: bound.is_approved(views.today),
        is_changed_since_approval: bound.is_changed_since_approval(),
        owner: document.owner.clone(),
        approved_by: document.approved_by.clone(),
        approved_on: text_of(document.approved_on),
        effective_from: text_of(document.in_force_from()),
        last_reviewed: text_of(document.last_review()),
        next_review: text_of(document.next_review()),
        review_every: document.review_every.to_string(),
        classification: document.classification.clone(),
        audience: document.audience.clone(),
        acknowledge: match document.acknowledge {
            Acknowledge::No => None,
            Acknowledge::Yes => Some("asked for".to_owned()),
            Acknowledge::Within(period) => Some(format!("asked for within {period}")),
        },
        supersedes: document.supersedes.clone(),
        fingerprint: bound.leaf.fingerprint.to_hex(),
    }
}

fn claim_rows(views: &Views<'_>, bound: &BoundDocument) -> Vec<ClaimRow> {
    let mut rows: Vec<(ControlRef, ClaimRow)> = Vec::new();
    for (target, anchor) in &bound.claims {
        let framework = views.book.framework(&target.framework);
        let Some((framework, control)) = framework.and_then(|f| Some((f, f.control(&target.control)?))) else {
            continue;
        };
        let heading = anchor.as_ref().and_then(|a| bound.leaf.page.headings.iter().find(|h| h.anchor == *a));
        let section = heading.filter(|_| !views.is_withheld(bound)).map(contents_entry);
        if let Some((_, row)) = rows.iter_mut().find(|(known, _)| known == target) {
            row.sections.extend(section);
            continue;
        }
        let row = ClaimRow {
            framework: framework.short_title.clone(),
            control: control.id.clone(),
            title: control.title.clone(),
            href: href(&framework.control_address(control)),
            sections: section.into_iter().collect(),
        };
        rows.push((target.clone(), row));
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn review_rows(bound: &BoundDocument) -> Vec<ReviewRow> {
    let mut reviews: Vec<_> = bound.document().reviews.iter().collect();
    reviews.sort_by_key(|review| std::cmp::Reverse(review.on));
    let row = |review: &&crate::model::Review| ReviewRow {
        on: review.on.to_string(),
        by: review.by.clone(),
        outcome: review.outcome.map(crate::model::ReviewOutcome::as_str),
        is_of_this_text: review.fingerprint.map(|fingerprint| fingerprint == bound.leaf.fingerprint),
    };
    reviews.iter().map(row).collect()
}

fn history_view(views: &Views<'_>, bound: &BoundDocument) -> HistoryView {
    let remark = match &views.book.history {
        HistoryState::Complete if bound.work_state == Some(WorkState::Untracked) => {
            Some("This file is not in git yet.")
        }
        HistoryState::Complete if !bound.is_history_complete => Some("Earlier revisions are unknown."),
        HistoryState::Complete => None,
        HistoryState::Shallow { .. } if bound.is_history_complete => None,
        HistoryState::Shallow { .. } => {
            Some("This site was built from a shallow clone: earlier revisions are unknown.")
        }
        HistoryState::MissingObject(_) => Some("A part of the repository could not be read: revisions are unknown."),
        HistoryState::NoRepository => Some("This book is in no git repository: its history is unknown."),
        HistoryState::NoCommits => Some("Nothing is committed yet: there is no history."),
        HistoryState::ForeignOwner(_) | HistoryState::Unreadable(_) => {
            Some("The repository could not be read: the history is unknown.")
        }
    };
    HistoryView {
        is_complete: bound.is_history_complete,
        remark,
        work_state: bound.work_state.and_then(|state| match state {
            WorkState::Clean => None,
            WorkState::Modified => Some("modified"),
            WorkState::Untracked => Some("untracked"),
        }),
        revisions: revision_rows(views, bound),
    }
}

/// Returns the revisions of `bound`, newest first.
pub fn revision_rows(views: &Views<'_>, bound: &BoundDocument) -> Vec<RevisionRow> {
    bound
        .revisions
        .iter()
        .zip(&bound.labels)
        .map(|(revision, label)| revision_row(views, revision, label.as_ref()))
        .collect()
}

fn revision_row(views: &Views<'_>, revision: &Revision, label: Option<&String>) -> RevisionRow {
    let (kind, renamed_from) = match &revision.kind {
        RevisionKind::Added => ("added", None),
        RevisionKind::Modified => ("modified", None),
        RevisionKind::Renamed { from } => ("renamed", Some(from.as_str().to_owned())),
        RevisionKind::Deleted => ("deleted", None),
        RevisionKind::Merged => ("merged", None),
    };
    let by = &revision.by;
    let author = match (&by.author.email, views.config.history.shows_emails) {
        (Some(email), true) => format!("{} <{email}>", by.author.name),
        _ => visible(&by.author.name),
    };
    RevisionRow {
        commit: by.commit.to_string(),
        short: by.commit.short().to_owned(),
        date: by.date.map(|date: Date| date.to_string()),
        author,
        summary: visible(&by.summary),
        path: revision.path.as_str().to_owned(),
        renamed_from,
        version: label.cloned(),
        kind,
    }
}

/// Returns a text of git with what nobody can see made visible: names and messages
/// come from anybody who ever wrote a commit.
pub(super) fn visible(text: &str) -> String {
    let hidden: Vec<char> = hidden_characters(text).map(|(_, character)| character).collect();
    if hidden.is_empty() {
        return text.to_owned();
    }
    text.replace(|c: char| hidden.contains(&c), "\u{FFFD}")
}

/// Returns, for each document, which documents link to it: indices, ascending, each once.
pub fn backlinks(views: &Views<'_>) -> Vec<Vec<usize>> {
    let documents = &views.book.documents;
    let mut backlinks = vec![Vec::new(); documents.len()];
    for (from, bound) in documents.iter().enumerate() {
        for target in &bound.targets {
            if let LinkTarget::Document(to, _) = target
                && *to != from
                && backlinks[*to].last() != Some(&from)
            {
                backlinks[*to].push(from);
            }
        }
    }
    backlinks
}
