//! The whole of what a change does.

use serde::Serialize;

use super::acknowledge::{Acknowledgement, acknowledgements};
use super::controls::{LostControl, lost};
use super::documents::{DocumentsImpact, documents};
use super::findings::{FindingsImpact, findings};
use super::pairs::Pairs;
use crate::book::Snapshot;
use crate::view::Views;
use crate::view::snapshot_changes::{DecisionChange, EntryRow, covered_changes, decision_changes};

/// What a change does to the book.
#[derive(Debug, Clone, Serialize)]
pub struct Impact {
    /// The name of this shape, with the number of its edition.
    pub schema: &'static str,
    /// What was compared.
    pub base: ImpactBase,
    /// With what.
    pub head: ImpactHead,
    /// What became of the documents.
    pub documents: DocumentsImpact,
    /// What became of coverage.
    pub controls: ControlsImpact,
    /// Decisions of the statement of applicability that changed.
    pub decisions: Vec<DecisionChange>,
    /// What is asked of readers.
    pub acknowledge: Vec<Acknowledgement>,
    /// Findings.
    pub findings: FindingsImpact,
}

/// The book before the change.
#[derive(Debug, Clone, Serialize)]
pub struct ImpactBase {
    /// The branch, tag or commit that was named or found; nothing for the commit that
    /// is checked out.
    pub name: Option<String>,
    /// Its commit.
    pub tip: String,
    /// The newest commit that led to both: the book is read there.
    pub commit: String,
}

/// The book after the change.
#[derive(Debug, Clone, Serialize)]
pub struct ImpactHead {
    /// The commit that is checked out.
    pub commit: String,
    /// The branch, when one is checked out.
    pub branch: Option<String>,
    /// Whether files of the book have changes that are not committed; they are
    /// included.
    pub has_uncommitted: bool,
    /// The day from which both books were looked at.
    pub date: String,
}

/// What became of coverage.
#[derive(Debug, Clone, Serialize)]
pub struct ControlsImpact {
    /// Entries that became covered.
    pub gained: Vec<EntryRow>,
    /// Entries that were covered and are no longer.
    pub lost: Vec<LostControl>,
}

impl Impact {
    /// Compares the book of `before` with that of `after`.
    pub fn of(base: ImpactBase, head: ImpactHead, before: &Views<'_>, after: &Views<'_>) -> Self {
        let (old, new) = (Snapshot::of(before.book, before.today), Snapshot::of(after.book, after.today));
        let pairs = Pairs::new(before, after);
        let (gained, without) = covered_changes(&old, &new);
        Self {
            schema: "policybook-impact/1",
            base,
            head,
            documents: documents(&pairs, before.book, after.book),
            controls: ControlsImpact { gained, lost: lost(without, &pairs, before, after) },
            decisions: decision_changes(&old, &new),
            acknowledge: acknowledgements(&pairs),
            findings: findings(&before.settled.findings, &after.settled.findings),
        }
    }

    /// Returns whether nothing changed.
    pub fn is_empty(&self) -> bool {
        let documents = &self.documents;
        documents.added.is_empty()
            && documents.removed.is_empty()
            && documents.changed.is_empty()
            && documents.moved.is_empty()
            && self.controls.gained.is_empty()
            && self.controls.lost.is_empty()
            && self.decisions.is_empty()
            && self.acknowledge.is_empty()
            && self.findings.new.is_empty()
            && self.findings.gone.is_empty()
    }

    /// Returns the whole as JSON that ends with a line feed.
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("plain rows of text and numbers always serialise");
        format!("{text}\n")
    }
}
