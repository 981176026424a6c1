//! The statement of applicability.

use serde::Serialize;

use super::Views;
use super::common::text_of;
use super::coverage::{ControlRow, control_row};
use super::site::PageHead;
use crate::model::{Address, Control, ControlKind, ControlRef, Decision, Framework, Implementation, Reason};

/// The statement's page.
#[derive(Debug, Clone, Serialize)]
pub struct SoaView {
    /// The page's frame.
    pub page: PageHead,
    /// Title of the framework.
    pub framework: String,
    /// Id of the framework.
    pub framework_id: String,
    /// Version label.
    pub version: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<String>,
    /// What it is about.
    pub scope: Option<String>,
    /// Every control of the framework in its order, then other necessary controls.
    pub rows: Vec<SoaRow>,
    /// How many controls are applicable.
    pub applicable: usize,
    /// How many are excluded.
    pub excluded: usize,
    /// How many are not decided.
    pub undecided: usize,
    /// How many applicable ones are fully implemented.
    pub implemented: usize,
}

/// One control with its decision.
#[derive(Debug, Clone, Serialize)]
pub struct SoaRow {
    /// The control, with who claims it.
    pub control: ControlRow,
    /// Short title of its framework, when it is not the statement's.
    pub framework: Option<String>,
    /// Title of its group.
    pub group: Option<String>,
    /// Whether it is applicable; absent when nothing is decided.
    pub applicable: Option<bool>,
    /// Why it is included.
    pub reasons: Vec<&'static str>,
    /// The decision in words.
    pub justification: Option<String>,
    /// How far it is implemented.
    pub status: Option<&'static str>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where evidence is kept.
    pub evidence: Vec<String>,
    /// Risks that it treats.
    pub risks: Vec<String>,
}

/// Returns the statement's page, if the book has one.
pub fn soa_view(views: &Views<'_>) -> Option<SoaView> {
    let statement = views.book.statement.as_ref()?;
    let framework = views.book.framework(&statement.framework)?;
    let decision = |framework: &Framework, control: &Control| {
        let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
        statement.decisions.get(&target)
    };
    let own = framework.of_kind(ControlKind::Control).filter(|control| !control.is_informative);
    let mut rows: Vec<SoaRow> =
        own.map(|control| soa_row(views, framework, control, decision(framework, control))).collect();
    for (target, decision) in statement.decisions.iter().filter(|(target, _)| target.framework != framework.id) {
        let other = views.book.framework(&target.framework);
        if let Some((other, control)) = other.and_then(|f| Some((f, f.control(&target.control)?))) {
            let mut row = soa_row(views, other, control, Some(decision));
            row.framework = Some(other.short_title.clone());
            rows.push(row);
        }
    }
    let count = |is_counted: &dyn Fn(&SoaRow) -> bool| rows.iter().filter(|row| is_counted(row)).count();
    Some(SoaView {
        page: PageHead::new(views, "Statement of applicability", "soa", &Address::of(["soa"])),
        framework: framework.title.clone(),
        framework_id: framework.id.clone(),
        version: statement.version.clone(),
        approved_by: statement.approved_by.clone(),
        approved_on: text_of(statement.approved_on),
        scope: statement.scope.clone(),
        applicable: count(&|row| row.applicable == Some(true)),
        excluded: count(&|row| row.applicable == Some(false)),
        undecided: count(&|row| row.applicable.is_none()),
        implemented: count(&|row| {
            row.applicable == Some(true) && row.status == Some(Implementation::Implemented.as_str())
        }),
        rows,
    })
}

/// Returns the row of one control.
pub(super) fn soa_row(
    views: &Views<'_>,
    framework: &Framework,
    control: &Control,
    decision: Option<&Decision>,
) -> SoaRow {
    let text = |value: fn(&Decision) -> &Option<String>| decision.and_then(|decision| value(decision).clone());
    SoaRow {
        control: control_row(views, framework, control),
        framework: None,
        group: framework.groups.iter().find(|group| group.id == control.group).map(|group| group.title.clone()),
        applicable: decision.and_then(|decision| decision.is_applicable),
        reasons: decision
            .iter()
            .flat_map(|decision| &decision.reasons)
            .map(|reason: &Reason| reason.as_str())
            .collect(),
        justification: text(|decision| &decision.justification),
        status: decision.and_then(|decision| decision.status).map(Implementation::as_str),
        owner: text(|decision| &decision.owner),
        evidence: decision.map(|decision| decision.evidence.clone()).unwrap_or_default(),
        risks: decision.map(|decision| decision.risks.clone()).unwrap_or_default(),
    }
}
