//! How the entries of a clause or theme are graded, as auditors grade.
//!
//! One lapse is a minor nonconformity. A breakdown is a major one: nothing at
//! all is there, or so many lapses stand in one area that it does not work. What
//! conforms and could be better is an opportunity for improvement. The grade is
//! an indication; its evidence stands beside it.

use serde::Serialize;

use super::Views;
use crate::book::{BoundDocument, CoverageState};
use crate::model::{Control, ControlKind, ControlRef, Framework, Implementation, SatisfiedBy, Status};

/// A grade, the better the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Conforms.
    Conforms,
    /// Conforms, and could be better.
    Opportunity,
    /// A lapse.
    Minor,
    /// A breakdown.
    Major,
}

/// One reason for a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The weight of this one reason.
    pub grade: Grade,
    /// Name of the rule that says so.
    pub rule: &'static str,
    /// The entry that it is about.
    pub control: String,
    /// What is.
    pub text: String,
}

/// Lapses in one area from which on the area counts as broken down, when they
/// are also at least this share (one in …) of its entries.
const LAPSES_MAX: usize = 3;
const LAPSE_SHARE: usize = 3;

/// Returns the grade of an area of `entries` entries, from its evidence.
pub(super) fn grade_area(entries: usize, satisfied: usize, evidence: &[Evidence]) -> Grade {
    let lapses = evidence.iter().filter(|reason| reason.grade == Grade::Minor).count();
    if entries > 0 && satisfied == 0 {
        return Grade::Major;
    }
    if lapses >= LAPSES_MAX && lapses * LAPSE_SHARE >= entries {
        return Grade::Major;
    }
    evidence.iter().map(|reason| reason.grade).max().unwrap_or(Grade::Conforms)
}

/// Returns the evidence about one entry, and whether it is satisfied; nothing
/// when it is not asked for.
pub(super) fn grade_entry(
    views: &Views<'_>,
    framework: &Framework,
    control: &Control,
) -> Option<(bool, Vec<Evidence>)> {
    let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
    if control.is_informative {
        return None;
    }
    let mut evidence = Vec::new();
    let mut add = |grade: Grade, rule: &'static str, text: String| {
        evidence.push(Evidence { grade, rule, control: control.id.clone(), text });
    };
    let decision = views.book.statement.as_ref().and_then(|statement| statement.decisions.get(&target));
    let is_decided_on = control.kind == ControlKind::Control
        && views.book.statement.as_ref().is_some_and(|statement| statement.framework == framework.id);
    if is_decided_on && decision.is_none_or(|decision| decision.is_applicable.is_none()) {
        add(Grade::Minor, "control-without-decision", "the statement of applicability does not decide on it".into());
    }
    match views.book.coverage(&target, views.today) {
        CoverageState::Excluded => {
            if decision.is_some_and(|decision| decision.justification.is_none()) {
                add(Grade::Minor, "exclusion-without-justification", "it is excluded without a justification".into());
            }
            return Some((true, evidence));
        }
        CoverageState::Uncovered => {
            add(Grade::Minor, "uncovered-control", "no live document claims it".into());
            return Some((false, evidence));
        }
        CoverageState::DraftOnly => {
            add(Grade::Minor, "weak-coverage", "only documents that are not approved claim it".into());
            return Some((false, evidence));
        }
        CoverageState::Covered => {}
    }
    grade_documents(views, &target, &mut add);
    let unfinished =
        decision.and_then(|decision| decision.status).filter(|status| *status != Implementation::Implemented);
    if let Some(status) = unfinished {
        let grade = if status == Implementation::NotStarted { Grade::Minor } else { Grade::Opportunity };
        add(grade, "unfinished-control", format!("the statement of applicability calls it {status}"));
    }
    Some((true, evidence))
}

/// Looks at the approved documents that claim an entry: when the review of every
/// one is overdue the entry is lapsed, when one is due soon it could be better.
fn grade_documents(views: &Views<'_>, target: &ControlRef, add: &mut dyn FnMut(Grade, &'static str, String)) {
    let documents = views.book.satisfactions(target).iter().map(|s| &views.book.documents[s.document]);
    let approved: Vec<&BoundDocument> = documents.filter(|bound| bound.is_approved(views.today)).collect();
    if approved.iter().all(|bound| bound.leaf.is_overdue(views.today)) {
        let ids: Vec<String> = approved.iter().map(|bound| bound.document().id.to_string()).collect();
        add(Grade::Minor, "review-overdue", format!("the review of {} is overdue", ids.join(", ")));
        return;
    }
    let window_days = i32::from(views.config.reviews.due_soon_days);
    for bound in approved {
        let document = bound.document();
        let days_left = bound.leaf.next_review(views.today).map(|due| due.days_since(views.today));
        if let Some(days) = days_left.filter(|days| (0..=window_days).contains(days)) {
            add(Grade::Opportunity, "review-due-soon", format!("the review of {} is due in {days} days", document.id));
        }
    }
}

/// Returns the evidence for documented information that is called for and not approved.
pub(super) fn documented_evidence(views: &Views<'_>, framework: &Framework, group: &str) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for item in &framework.documented_information {
        let is_in_group = framework.control(&item.control).is_some_and(|control| control.group == group);
        let target = ControlRef { framework: framework.id.clone(), control: item.control.clone() };
        if !is_in_group || (item.is_when_applicable && !views.book.is_applicable(&target)) {
            continue;
        }
        let is_there = match item.satisfied_by {
            SatisfiedBy::Statement => views.book.statement.as_ref().is_some_and(|s| s.framework == framework.id),
            SatisfiedBy::Document => {
                let mut documents =
                    views.book.satisfactions(&target).iter().map(|s| views.book.documents[s.document].document());
                documents.any(|document| document.status != Status::Retired)
            }
        };
        if !is_there {
            let text = format!("documented information is missing: {}", item.title);
            let rule = "missing-documented-information";
            evidence.push(Evidence { grade: Grade::Minor, rule, control: item.control.clone(), text });
        }
    }
    evidence
}
