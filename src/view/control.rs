//! The page of one requirement or control.

use serde::Serialize;

use super::Views;
use super::common::href;
use super::coverage::{ControlRow, control_row, kind_word};
use super::site::PageHead;
use super::soa::{SoaRow, soa_row};
use crate::model::{Control, ControlRef, Framework};

/// A control's page.
#[derive(Debug, Clone, Serialize)]
pub struct ControlView {
    /// The page's frame.
    pub page: PageHead,
    /// Title of the framework.
    pub framework: String,
    /// The path of the framework's page from the root.
    pub framework_href: String,
    /// `requirement` or `control`.
    pub kind: &'static str,
    /// The entry, with who claims it.
    pub control: ControlRow,
    /// Title of its group.
    pub group: Option<String>,
    /// Something a reader should know.
    pub note: Option<String>,
    /// Attributes with their values.
    pub attributes: Vec<AttributeRow>,
    /// The decision of the statement of applicability.
    pub decision: Option<SoaRow>,
    /// Entries of other frameworks that correspond to it.
    pub related: Vec<RelatedRow>,
    /// The day for which its state is given.
    pub date: String,
}

/// An attribute of a control.
#[derive(Debug, Clone, Serialize)]
pub struct AttributeRow {
    /// Its name in words: `control type`.
    pub name: String,
    /// Its values.
    pub values: Vec<String>,
}

/// A corresponding entry of another framework.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RelatedRow {
    /// Short title of its framework.
    pub framework: String,
    /// Its id.
    pub control: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the root.
    pub href: String,
    /// Whether the correspondence is guidance rather than official.
    pub is_guidance: bool,
}

/// Returns the page of `control`.
pub fn control_view(views: &Views<'_>, framework: &Framework, control: &Control) -> ControlView {
    let target = ControlRef { framework: framework.id.clone(), control: control.id.clone() };
    let address = framework.control_address(control);
    let statement = views.book.statement.as_ref();
    let decision = statement.and_then(|statement| statement.decisions.get(&target));
    ControlView {
        page: PageHead::new(views, format!("{} {}", control.id, control.title), "frameworks", &address),
        framework: framework.title.clone(),
        framework_href: href(&framework.address()),
        kind: kind_word(control.kind),
        control: control_row(views, framework, control),
        group: framework.groups.iter().find(|group| group.id == control.group).map(|group| group.title.clone()),
        note: control.note.clone(),
        attributes: control.attributes.iter().map(attribute_row).collect(),
        decision: decision.map(|decision| soa_row(views, framework, control, Some(decision))),
        related: related(views, &target),
        date: views.today.to_string(),
    }
}

fn attribute_row((name, values): (&String, &Vec<String>)) -> AttributeRow {
    AttributeRow { name: name.replace('-', " "), values: values.clone() }
}

/// Returns what corresponds to `target` in the frameworks that the site shows,
/// read from both ends of every mapping.
fn related(views: &Views<'_>, target: &ControlRef) -> Vec<RelatedRow> {
    let mut rows = Vec::new();
    let mut add = |framework: &str, control: &str, is_guidance: bool| {
        let shown = views.book.framework(framework);
        let Some((framework, control)) = shown.and_then(|f| Some((f, f.control(control)?))) else { return };
        rows.push(RelatedRow {
            framework: framework.short_title.clone(),
            control: control.id.clone(),
            title: control.title.clone(),
            href: href(&framework.control_address(control)),
            is_guidance,
        });
    };
    for mapping in &views.book.mappings {
        if mapping.from == target.framework {
            for to in mapping.pairs.get(&target.control).into_iter().flatten() {
                add(&mapping.to, to, mapping.is_guidance);
            }
        }
        if mapping.to == target.framework {
            for (from, _) in mapping.pairs.iter().filter(|(_, targets)| targets.contains(&target.control)) {
                add(&mapping.from, from, mapping.is_guidance);
            }
        }
    }
    rows.sort();
    rows.dedup();
    rows
}
