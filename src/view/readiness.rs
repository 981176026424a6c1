//! Audit readiness per clause and theme.

use serde::Serialize;

use super::Views;
use super::coverage::kind_word;
use super::grades::{Evidence, Grade, documented_evidence, grade_area, grade_entry};
use super::site::PageHead;
use crate::model::{Address, Framework, Group};

/// The readiness page.
#[derive(Debug, Clone, Serialize)]
pub struct ReadinessView {
    /// The page's frame.
    pub page: PageHead,
    /// The day for which the grades are given.
    pub date: String,
    /// Frameworks that must be complete.
    pub frameworks: Vec<FrameworkReadiness>,
}

/// The areas of one framework.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworkReadiness {
    /// Its title.
    pub title: String,
    /// Its areas: clauses and themes.
    pub areas: Vec<AreaView>,
    /// The worst grade among them.
    pub grade: Grade,
}

/// One clause or theme.
#[derive(Debug, Clone, Serialize)]
pub struct AreaView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `requirement` or `control`: what its entries are.
    pub kind: &'static str,
    /// Its grade.
    pub grade: Grade,
    /// How many entries are asked for.
    pub entries: usize,
    /// How many of them are satisfied.
    pub satisfied: usize,
    /// The reasons for the grade, the gravest first.
    pub evidence: Vec<Evidence>,
}

/// Returns the readiness page.
pub fn readiness_view(views: &Views<'_>) -> ReadinessView {
    let complete = views.book.frameworks.iter().filter(|framework| views.book.complete.contains(&framework.id));
    let frameworks = complete.map(|framework| {
        let areas: Vec<AreaView> = groups(framework).iter().filter_map(|group| area(views, framework, group)).collect();
        let grade = areas.iter().map(|area| area.grade).max().unwrap_or(Grade::Conforms);
        FrameworkReadiness { title: framework.title.clone(), areas, grade }
    });
    ReadinessView {
        page: PageHead::new(views, "Audit readiness", "readiness", &Address::of(["readiness"])),
        date: views.today.to_string(),
        frameworks: frameworks.collect(),
    }
}

/// Returns the groups of a framework, and one more when entries belong to none: no
/// entry may escape its grade.
fn groups(framework: &Framework) -> Vec<Group> {
    let mut groups = framework.groups.clone();
    if framework.controls.iter().any(|control| control.group.is_empty()) {
        groups.push(Group { id: String::new(), title: "Without a group".to_owned() });
    }
    groups
}

fn area(views: &Views<'_>, framework: &Framework, group: &Group) -> Option<AreaView> {
    let controls: Vec<_> = framework.controls.iter().filter(|control| control.group == group.id).collect();
    let graded: Vec<(bool, Vec<Evidence>)> =
        controls.iter().filter_map(|control| grade_entry(views, framework, control)).collect();
    let kind = kind_word(controls.first()?.kind);
    let (entries, satisfied) = (graded.len(), graded.iter().filter(|(is_satisfied, _)| *is_satisfied).count());
    let mut evidence: Vec<Evidence> = graded.into_iter().flat_map(|(_, evidence)| evidence).collect();
    evidence.extend(documented_evidence(views, framework, &group.id));
    let grade = grade_area(entries, satisfied, &evidence);
    evidence.sort_by_key(|reason| std::cmp::Reverse(reason.grade));
    Some(AreaView { id: group.id.clone(), title: group.title.clone(), kind, grade, entries, satisfied, evidence })
}
