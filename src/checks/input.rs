//! What every check sees, and the questions that several of them ask.

use crate::artifact::Published;
use crate::book::{Book, BoundDocument};
use crate::config::Config;
use crate::diagnostic::Place;
use crate::model::{Control, ControlKind, ControlRef, Date, Framework, Renewal, ReviewBasis, ReviewOutcome};
use crate::source::{SourceTree, Span};
use crate::version::Approval;

/// A book on one day.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its files, for places in them.
    pub tree: &'a SourceTree,
    /// Its settings.
    pub config: &'a Config,
    /// What the last publication promised, when there was one.
    pub published: Option<&'a Published>,
    /// The day on which the questions are asked.
    pub today: Date,
}

impl<'a> Input<'a> {
    /// Returns where `field` of the document's front matter stands.
    pub(super) fn field_place(&self, document: &BoundDocument, field: &str) -> Place {
        Place::new(&document.leaf.file, document.document().mark(field))
    }

    /// Returns where the date stands from which the next review is reckoned.
    pub(super) fn review_place(&self, bound: &BoundDocument) -> Place {
        match bound.leaf.review_basis(self.today) {
            Some(ReviewBasis::Given(_)) => self.field_place(bound, "next_review"),
            Some(ReviewBasis::Record(review)) => Place::new(&bound.leaf.file, review.at),
            Some(ReviewBasis::Dated(_)) => self.field_place(bound, "last_reviewed"),
            Some(ReviewBasis::Approval(_)) | None => self.field_place(bound, "approved_on"),
        }
    }

    /// Returns the documents that are approved, with what git knows of that approval:
    /// of the version, and under the record, that stand in the text now.
    pub(super) fn approvals(&self) -> impl Iterator<Item = (&'a BoundDocument, &'a Approval)> {
        self.book.documents.iter().filter_map(|bound| {
            let now = bound.declared.as_ref().filter(|now| now.is_approved() && now.names_approval())?;
            let version = bound.life.versions.first()?;
            let approval = version.approval.as_ref()?;
            let is_now = now.version.as_ref() == Some(&version.label) && now.has_approval_of(&approval.approved);
            is_now.then_some((bound, approval))
        })
    }

    /// Returns why a review that was held did not move the due date, as the end of a
    /// message; nothing when there is none such.
    pub(super) fn void_review(&self, bound: &BoundDocument) -> String {
        let Some((review, renewal)) = bound.leaf.void_review(self.today) else { return String::new() };
        match renewal {
            Renewal::Unfinished(outcome) => {
                format!("; the one of {} came to `{outcome}` and does not count", review.on)
            }
            Renewal::OfAnotherText => format!("; the one of {} was of another text and does not count", review.on),
            Renewal::Counts | Renewal::InFuture => String::new(),
        }
    }

    /// Returns what mends a review that is due.
    pub(super) fn review_hint(&self, bound: &BoundDocument) -> String {
        let document = bound.document();
        let command = format!("policybook review {}", document.id);
        let outcome = bound.leaf.void_review(self.today).and_then(|(review, _)| review.outcome);
        match (document.next_review_override, outcome) {
            (Some(_), _) => {
                format!("review it, record that (`{command}`), and set another `next_review` or take it out")
            }
            (None, Some(ReviewOutcome::ChangeNeeded)) => {
                format!("change the text and have it approved: `policybook approve {}`", document.id)
            }
            (None, Some(ReviewOutcome::Retire)) => {
                format!("set its status to retired, or review it again: `{command}`")
            }
            (None, _) => format!("review it and record that: `{command}`"),
        }
    }

    /// Returns a place in the statement's file.
    pub(super) fn statement_place(&self, span: Span) -> Option<Place> {
        let statement = self.book.statement.as_ref()?;
        Some(match self.tree.get(&statement.path) {
            Some(file) => Place::new(file, span),
            None => Place::whole(&statement.path),
        })
    }

    /// Returns the entries that must be satisfied: all of a framework that must
    /// be complete, but for what is only informative or excluded.
    pub(super) fn demanded(&self) -> impl Iterator<Item = (&'a Framework, &'a Control, ControlRef)> {
        let book = self.book;
        let frameworks = book.frameworks.iter().filter(|framework| book.complete.contains(&framework.id));
        frameworks.flat_map(move |framework| {
            framework.controls.iter().filter(|control| !control.is_informative).filter_map(move |control| {
                let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
                let is_demanded = control.kind == ControlKind::Requirement || book.is_applicable(&target);
                is_demanded.then_some((framework, control, target))
            })
        })
    }

    /// Returns where an entry's decision stands, or where the entry itself does
    /// when its file is in the book.
    pub(super) fn demand_place(&self, framework: &Framework, control: &Control, target: &ControlRef) -> Option<Place> {
        let decision = self.book.statement.as_ref().and_then(|statement| statement.decisions.get(target));
        match decision {
            Some(decision) => self.statement_place(decision.at),
            None => match self.tree.get(&framework.path) {
                Some(file) => Some(Place::new(file, control.at)),
                None => self.statement_place(Span::default()),
            },
        }
    }
}
