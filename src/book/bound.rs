//! The book as bound: what every check, page and data file looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::coverage_state::CoverageState;
use super::snapshot::ReleaseRecord;
use crate::diagnostic::Place;
use crate::history::{HistoryState, Revision, WorkState};
use crate::load::Leaf;
use crate::model::{
    Address, CommitId, ControlKind, ControlRef, Date, Declared, Document, Framework, Mapping, Statement, Status,
};
use crate::release::Release;
use crate::source::{BookPath, Span};
use crate::version::{Approval, Life};

/// Where a link of a text leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// Another document, by its index in [`Book::documents`], or a section of it.
    Document(usize, Option<String>),
    /// A page that the site makes itself.
    Page {
        /// Its address.
        address: Address,
        /// What a link without text of its own shows.
        title: String,
    },
    /// A section of the same page.
    Section(String),
    /// A file of the book that is published with it.
    Asset(BookPath),
    /// Another site, or an address for mail or telephone.
    External(String),
    /// Nowhere: a finding says why. The text is shown without a link.
    Broken,
}

/// One document of the book.
#[derive(Debug)]
pub struct BoundDocument {
    /// What was read.
    pub leaf: Arc<Leaf>,
    /// The address of its page.
    pub address: Address,
    /// Whether it has a page there; not when another page has the address.
    pub has_page: bool,
    /// Addresses that lead to it, from `aliases`.
    pub aliases: Vec<Address>,
    /// Where each link of its page leads, in their order.
    pub targets: Vec<LinkTarget>,
    /// Its claims that name an existing entry, by framework id and control id.
    pub claims: Vec<(ControlRef, Option<String>)>,
    /// Its revisions, newest first.
    pub revisions: Vec<Revision>,
    /// What the texts of its past say; empty without a history.
    pub life: Arc<Life>,
    /// What its text says of itself now, in the words of its past; nothing without
    /// a history.
    pub declared: Option<Arc<Declared>>,
    /// The addresses of its versions, in their order; nothing for one whose address
    /// another page has.
    pub version_addresses: Vec<Option<Address>>,
    /// Whether `revisions` are all that there are.
    pub is_history_complete: bool,
    /// How its file differs from the last commit; unknown without git.
    pub work_state: Option<WorkState>,
}

impl BoundDocument {
    /// Returns what its front matter says.
    pub fn document(&self) -> &Document {
        &self.leaf.document
    }

    /// Returns whether this very text counts as approved on `today`: its approval
    /// is complete, and names no other text.
    pub fn is_approved(&self, today: Date) -> bool {
        self.document().is_approved(today) && !self.is_changed_since_approval()
    }

    /// Returns whether the text is not the one that was approved: its approval names
    /// another fingerprint, or git has another text at the commit that brought it.
    pub fn is_changed_since_approval(&self) -> bool {
        self.leaf.is_changed_since_approval() || self.lost_approval().is_some()
    }

    /// Returns the approval that git knows to be another text's.
    pub fn lost_approval(&self) -> Option<&Approval> {
        self.life.lost_approval(self.declared.as_ref()?)
    }

    /// Returns where the document claims `control`, or the beginning of its file.
    pub fn claim_place(&self, control: &ControlRef) -> Place {
        let claim = self.document().claims.iter().find(|claim| claim.target.control == control.control);
        Place::new(&self.leaf.file, claim.map_or_else(Span::default, |claim| claim.at))
    }
}

/// Through which entry of another framework coverage was derived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Derivation {
    /// The entry that is claimed.
    pub from: ControlRef,
    /// Whether the mapping is common guidance rather than official.
    pub is_guidance: bool,
}

/// A document, or a section of it, that claims an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Satisfaction {
    /// The document's index in [`Book::documents`].
    pub document: usize,
    /// The section; absent when the document as a whole claims it.
    pub anchor: Option<String>,
}

/// A bound book.
#[derive(Debug)]
pub struct Book {
    /// Documents, ordered by path.
    pub documents: Vec<BoundDocument>,
    /// Frameworks that the site shows: named in `book.toml`, or else those that
    /// are claimed, decided on or the book's own. Ordered as named, else by id.
    pub frameworks: Vec<Framework>,
    /// Ids of the frameworks whose every entry must be satisfied.
    pub complete: BTreeSet<String>,
    /// Mappings between shown frameworks.
    pub mappings: Vec<Mapping>,
    /// The statement of applicability, its framework's id resolved.
    pub statement: Option<Statement>,
    /// Who claims what, by entry.
    pub satisfactions: BTreeMap<ControlRef, Vec<Satisfaction>>,
    /// Through which claimed entries coverage may be derived, by entry.
    pub derivations: BTreeMap<ControlRef, Vec<Derivation>>,
    /// Files that are published because a text needs them.
    pub assets: BTreeSet<BookPath>,
    /// Width and height in pixels of the pictures among them, as far as they were read.
    pub picture_sizes: BTreeMap<BookPath, (u32, u32)>,
    /// Settings, controls and theme files that differ from the last commit.
    pub changed_inputs: BTreeMap<BookPath, WorkState>,
    /// The releases, oldest first.
    pub releases: Vec<Release>,
    /// What is known of each of them, in their order.
    pub release_records: Vec<ReleaseRecord>,
    /// What is known of the history.
    pub history: HistoryState,
    /// The commit that the working folder is on.
    pub head: Option<CommitId>,
    /// The branch, when there is one.
    pub branch: Option<String>,
    /// Documents by id.
    pub(super) by_id: BTreeMap<String, usize>,
    /// The frameworks that a claim without one means, the likeliest first.
    pub(super) preferred: Vec<String>,
    /// Documents by path.
    pub(super) by_path: BTreeMap<BookPath, usize>,
    /// Documents by the paths that they had once.
    pub(super) former_paths: BTreeMap<BookPath, usize>,
}

impl Book {
    /// Returns the document with this id.
    pub fn document(&self, id: &str) -> Option<&BoundDocument> {
        self.by_id.get(id).map(|&index| &self.documents[index])
    }

    /// Returns the framework with this id.
    pub fn framework(&self, id: &str) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.id == id)
    }

    /// Returns who claims `control`, in the order of the documents.
    pub fn satisfactions(&self, control: &ControlRef) -> &[Satisfaction] {
        self.satisfactions.get(control).map_or(&[], Vec::as_slice)
    }

    /// Returns how `control` stands on `today`. Derived coverage does not count,
    /// nor does a retired document.
    pub fn coverage(&self, control: &ControlRef, today: Date) -> CoverageState {
        let is_excluded = self
            .statement
            .as_ref()
            .and_then(|statement| statement.decisions.get(control))
            .is_some_and(|decision| decision.is_applicable == Some(false));
        if is_excluded && !self.is_requirement(control) {
            return CoverageState::Excluded;
        }
        let mut state = CoverageState::Uncovered;
        for satisfaction in self.satisfactions(control) {
            let bound = &self.documents[satisfaction.document];
            if bound.is_approved(today) {
                return CoverageState::Covered;
            }
            if bound.document().status != Status::Retired {
                state = CoverageState::DraftOnly;
            }
        }
        state
    }

    /// Returns whether the control has to be satisfied: decided to be applicable,
    /// or of a framework that the statement does not decide on.
    pub fn is_applicable(&self, control: &ControlRef) -> bool {
        let Some(statement) = &self.statement else { return true };
        match statement.decisions.get(control).and_then(|decision| decision.is_applicable) {
            Some(is_applicable) => is_applicable,
            None => statement.framework != control.framework,
        }
    }

    /// Returns whether `control` is a requirement, which nothing can exclude.
    pub fn is_requirement(&self, control: &ControlRef) -> bool {
        self.framework(&control.framework)
            .and_then(|framework| framework.control(&control.control))
            .is_some_and(|entry| entry.kind == ControlKind::Requirement)
    }
}
