//! From views to the rows of the data files.

use super::schema::{
    ClaimRow, ControlRow, CountsRow, DecisionRow, DerivedRow, DocumentRow, FrameworkRow, HeadingRow, HistorySummary,
    ReleaseRow, RenameRow, RevisionRow, SatisfactionRow, SearchRow,
};
use crate::book::BoundDocument;
use crate::model::Framework;
use crate::release::Release;
use crate::source::BookPath;
use crate::view::{self, DocumentLink, Views, framework_view, revision_rows};

/// Returns the row of one document.
pub(super) fn document_row(views: &Views<'_>, bound: &BoundDocument) -> DocumentRow {
    let document = bound.document();
    let text = |date: Option<crate::model::Date>| date.map(|date| date.to_string());
    let first = bound.revisions.last().filter(|_| bound.is_history_complete);
    DocumentRow {
        id: document.id.to_string(),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        path: bound.leaf.file.path().to_string(),
        url: bound.address.rooted(),
        version: document.version.clone(),
        status: document.is_controlled().then(|| document.status.as_str()),
        owner: document.owner.clone(),
        approved_by: document.approved_by.clone(),
        approved_on: text(document.approved_on),
        effective_from: text(document.in_force_from()),
        last_reviewed: text(document.last_review(views.today)),
        next_review: text(bound.leaf.next_review(views.today)),
        classification: document.classification.clone(),
        fingerprint: format!("sha256:{}", bound.leaf.fingerprint),
        claims: bound
            .claims
            .iter()
            .map(|(target, anchor)| ClaimRow {
                framework: target.framework.clone(),
                control: target.control.clone(),
                // A withheld text has no sections to point at.
                anchor: anchor.clone().filter(|_| !views.is_withheld(bound)),
            })
            .collect(),
        history: HistorySummary {
            revisions: bound.revisions.len(),
            first: first.and_then(|revision| text(revision.by.date)),
            last: bound.revisions.first().and_then(|revision| text(revision.by.date)),
            complete: bound.is_history_complete,
        },
    }
}

/// Returns the rows of one framework.
pub(super) fn framework_row(views: &Views<'_>, framework: &Framework) -> FrameworkRow {
    let view = framework_view(views, framework);
    let mut controls = Vec::new();
    for group in view.groups {
        for row in group.controls {
            controls.push(ControlRow {
                id: row.id,
                title: row.title,
                kind: row.kind,
                group: group.id.clone(),
                state: row.state,
                documents: row.documents.into_iter().map(satisfaction_row).collect(),
                derived_from: row.derived_from.into_iter().map(derived_row).collect(),
            });
        }
    }
    let counts = view.counts;
    FrameworkRow {
        id: view.id,
        title: view.title,
        controls,
        counts: CountsRow {
            total: counts.total,
            covered: counts.covered,
            draft_only: counts.draft_only,
            uncovered: counts.uncovered,
            excluded: counts.excluded,
        },
    }
}

fn satisfaction_row(link: DocumentLink) -> SatisfactionRow {
    SatisfactionRow { id: link.id, version: link.version, status: link.status, anchor: link.anchor }
}

fn derived_row(row: view::DerivedRow) -> DerivedRow {
    DerivedRow { framework: row.framework_id, control: row.control, guidance: row.is_guidance }
}

/// Returns the row of one decision.
pub(super) fn decision_row(row: view::SoaRow) -> DecisionRow {
    DecisionRow {
        control: row.control.id,
        title: row.control.title,
        applicable: row.applicable,
        reasons: row.reasons,
        justification: row.justification,
        status: row.status,
        owner: row.owner,
        documents: row.control.documents.into_iter().map(satisfaction_row).collect(),
    }
}

/// Returns the revisions of one document, newest first.
pub(super) fn history_rows(views: &Views<'_>, bound: &BoundDocument) -> Vec<RevisionRow> {
    let row = |row: view::RevisionRow| RevisionRow {
        commit: row.commit,
        date: row.date,
        author: row.author,
        summary: row.summary,
        path: row.path,
        version: row.version,
        kind: row.kind,
    };
    revision_rows(views, bound).into_iter().map(row).collect()
}

/// Returns what a search looks through for one document. A withheld text gives
/// nothing away.
pub(super) fn search_row(views: &Views<'_>, bound: &BoundDocument) -> SearchRow {
    let document = bound.document();
    let page = &bound.leaf.page;
    let is_withheld = views.is_withheld(bound);
    let heading =
        |heading: &crate::markdown::Heading| HeadingRow { text: heading.text.clone(), anchor: heading.anchor.clone() };
    let mut controls: Vec<String> = bound.claims.iter().map(|(target, _)| target.to_string()).collect();
    controls.sort();
    controls.dedup();
    let summary = document.description.clone().unwrap_or_else(|| page.summary.clone());
    SearchRow {
        id: document.id.to_string(),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        url: bound.address.rooted(),
        summary: if is_withheld { String::new() } else { summary },
        controls,
        headings: if is_withheld { Vec::new() } else { page.headings.iter().map(heading).collect() },
    }
}

/// Returns the row of one release.
pub(super) fn release_row(release: &Release) -> ReleaseRow {
    let paths = |paths: &[BookPath]| paths.iter().map(BookPath::to_string).collect::<Vec<_>>();
    let rename = |(from, to): &(BookPath, BookPath)| RenameRow { from: from.to_string(), to: to.to_string() };
    ReleaseRow {
        name: release.tag.name.clone(),
        date: release.tag.date.map(|date| date.to_string()),
        commit: release.tag.commit.to_string(),
        message: release.tag.message.clone(),
        on_branch: release.tag.is_on_branch,
        documents: release.documents,
        added: paths(&release.added),
        changed: paths(&release.changed),
        removed: paths(&release.removed),
        renamed: release.renamed.iter().map(rename).collect(),
    }
}
