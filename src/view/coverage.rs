//! The coverage of a framework, and the cards that sum it up.

use serde::Serialize;

use super::Views;
use super::common::{DocumentLink, href};
use super::site::PageHead;
use crate::book::CoverageState;
use crate::model::{Address, Control, ControlKind, ControlRef, Framework};

/// A framework's page.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworkView {
    /// The page's frame.
    pub page: PageHead,
    /// The framework's id.
    pub id: String,
    /// Its full title.
    pub title: String,
    /// What has to be said about the source of its titles.
    pub notice: Option<String>,
    /// The day for which states are given.
    pub date: String,
    /// Whether its every entry has to be satisfied.
    pub is_complete: bool,
    /// Counts over all entries that are asked for.
    pub counts: StateCounts,
    /// Its groups with their entries.
    pub groups: Vec<GroupView>,
    /// The path of the page of its attributes from the root, if it has any.
    pub attributes_href: Option<String>,
}

/// A group of a framework.
#[derive(Debug, Clone, Serialize)]
pub struct GroupView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Counts over its entries that are asked for.
    pub counts: StateCounts,
    /// Its entries.
    pub controls: Vec<ControlRow>,
}

/// How many entries are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct StateCounts {
    /// All of them.
    pub total: usize,
    /// Claimed by an approved document.
    pub covered: usize,
    /// Claimed only by documents that are not approved.
    pub draft_only: usize,
    /// Claimed by none.
    pub uncovered: usize,
    /// Excluded by the statement of applicability.
    pub excluded: usize,
    /// Of those that are not covered: entries for which coverage can be derived
    /// from claims on another framework.
    pub derived: usize,
}

/// One entry in a table.
#[derive(Debug, Clone, Serialize)]
pub struct ControlRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `requirement` or `control`.
    pub kind: &'static str,
    /// Whether it is only informative, and not counted.
    pub is_informative: bool,
    /// The path of its page from the root.
    pub href: String,
    /// `covered`, `draft-only`, `uncovered` or `excluded`.
    pub state: &'static str,
    /// Who claims it.
    pub documents: Vec<DocumentLink>,
    /// Claimed entries of other frameworks from which coverage can be derived.
    pub derived_from: Vec<DerivedRow>,
}

/// A claimed entry of another framework.
#[derive(Debug, Clone, Serialize)]
pub struct DerivedRow {
    /// Short title of its framework.
    pub framework: String,
    /// Id of its framework.
    pub framework_id: String,
    /// Its id.
    pub control: String,
    /// The path of its page from the root; absent when the site does not show its framework.
    pub href: Option<String>,
    /// Whether the correspondence is guidance rather than official.
    pub is_guidance: bool,
}

/// A framework in a few figures.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworkCard {
    /// Its id.
    pub id: String,
    /// Its short title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
    /// Its counts.
    pub counts: StateCounts,
    /// Covered entries in percent of those that are not excluded, rounded down.
    pub percent: usize,
}

impl StateCounts {
    /// Counts one entry.
    pub fn add(&mut self, state: CoverageState, is_derived: bool) {
        self.total += 1;
        self.derived += usize::from(is_derived && state != CoverageState::Covered && state != CoverageState::Excluded);
        match state {
            CoverageState::Covered => self.covered += 1,
            CoverageState::DraftOnly => self.draft_only += 1,
            CoverageState::Uncovered => self.uncovered += 1,
            CoverageState::Excluded => self.excluded += 1,
        }
    }

    fn percent(self) -> usize {
        (self.covered * 100).checked_div(self.total - self.excluded).unwrap_or(100)
    }
}

/// The last part of the address of the page of a framework's attributes.
const ATTRIBUTES: &str = "attributes";

/// Returns where the page of a framework's attributes stands; nothing when its entries
/// have none, or when one of them has that address itself.
pub fn attributes_address(framework: &Framework) -> Option<Address> {
    let has_some = framework.controls.iter().any(|control| !control.attributes.is_empty());
    let is_taken = framework.controls.iter().any(|control| control.slug.eq_ignore_ascii_case(ATTRIBUTES));
    (has_some && !is_taken).then(|| Address::of([framework.address().as_str(), ATTRIBUTES]))
}

/// Returns the row of one entry.
pub(super) fn control_row(views: &Views<'_>, framework: &Framework, control: &Control) -> ControlRow {
    let book = views.book;
    let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
    let documents = book
        .satisfactions(&target)
        .iter()
        .map(|satisfaction| views.link(&book.documents[satisfaction.document], satisfaction.anchor.as_deref()));
    let derived = book.derivations.get(&target).into_iter().flatten().map(|derivation| {
        let other = book.framework(&derivation.from.framework);
        let entry = other.and_then(|f| Some((f, f.control(&derivation.from.control)?)));
        DerivedRow {
            framework: other.map_or_else(|| derivation.from.framework.clone(), |f| f.short_title.clone()),
            framework_id: derivation.from.framework.clone(),
            control: derivation.from.control.clone(),
            href: entry.map(|(f, control)| href(&f.control_address(control))),
            is_guidance: derivation.is_guidance,
        }
    });
    ControlRow {
        id: control.id.clone(),
        title: control.title.clone(),
        kind: control.kind.as_str(),
        is_informative: control.is_informative,
        href: href(&framework.control_address(control)),
        state: state_of(views, framework, control),
        documents: documents.collect(),
        derived_from: derived.collect(),
    }
}

/// Returns the state of an entry on the day of the build.
pub(super) fn state_of(views: &Views<'_>, framework: &Framework, control: &Control) -> &'static str {
    let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
    views.book.coverage(&target, views.today).as_str()
}

/// Returns the counts over the entries of `framework` that `is_counted` takes.
pub(super) fn counts(views: &Views<'_>, framework: &Framework, is_counted: impl Fn(&Control) -> bool) -> StateCounts {
    let mut counts = StateCounts::default();
    for control in framework.controls.iter().filter(|control| !control.is_informative && is_counted(control)) {
        let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
        counts.add(views.book.coverage(&target, views.today), views.book.derivations.contains_key(&target));
    }
    counts
}

/// Returns a framework's page.
pub fn framework_view(views: &Views<'_>, framework: &Framework) -> FrameworkView {
    let mut known: Vec<(String, String)> =
        framework.groups.iter().map(|group| (group.id.clone(), group.title.clone())).collect();
    let is_ungrouped = |control: &Control| !known.iter().any(|(id, _)| *id == control.group);
    if framework.controls.iter().any(is_ungrouped) {
        known.push((String::new(), "Other".to_owned()));
    }
    let groups = known.into_iter().map(|(id, title)| {
        let is_in = |control: &&Control| control.group == id;
        GroupView {
            counts: counts(views, framework, |control| control.group == id),
            controls: framework
                .controls
                .iter()
                .filter(is_in)
                .map(|control| control_row(views, framework, control))
                .collect(),
            id,
            title,
        }
    });
    FrameworkView {
        page: PageHead::new(views, framework.title.clone(), "frameworks", &framework.address()),
        id: framework.id.clone(),
        title: framework.title.clone(),
        notice: framework.notice.clone(),
        date: views.today.to_string(),
        is_complete: views.book.complete.contains(&framework.id),
        counts: counts(views, framework, |_| true),
        groups: groups.filter(|group| !group.controls.is_empty()).collect(),
        attributes_href: attributes_address(framework).as_ref().map(href),
    }
}

/// Returns a card for every framework, requirements and controls counted together.
pub fn framework_cards(views: &Views<'_>) -> Vec<FrameworkCard> {
    let card = |framework: &Framework| {
        let counts = counts(views, framework, |_| true);
        FrameworkCard {
            id: framework.id.clone(),
            title: framework.short_title.clone(),
            href: href(&framework.address()),
            counts,
            percent: counts.percent(),
        }
    };
    views.book.frameworks.iter().map(card).collect()
}

/// Returns the word for an entry, for sentences.
pub(super) fn kind_word(kind: ControlKind) -> &'static str {
    match kind {
        ControlKind::Requirement => "requirement",
        ControlKind::Control => "control",
    }
}
