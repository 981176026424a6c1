//! The sections of a text, and what it claims.

use serde::Serialize;

use super::Views;
use super::common::href;
use crate::markdown::{Heading, Page};
use crate::model::ControlRef;

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

/// Returns the entry of a heading.
pub(super) fn contents_entry(heading: &Heading) -> ContentsEntry {
    ContentsEntry { level: heading.level, text: heading.text.clone(), anchor: heading.anchor.clone() }
}

/// Returns what a text claims, with the sections that do unless they are withheld.
pub(super) fn claim_rows(
    views: &Views<'_>,
    page: &Page,
    claims: &[(ControlRef, Option<String>)],
    is_withheld: bool,
) -> Vec<ClaimRow> {
    let mut rows: Vec<(ControlRef, ClaimRow)> = Vec::new();
    for (target, anchor) in claims {
        let framework = views.book.framework(&target.framework);
        let Some((framework, control)) = framework.and_then(|f| Some((f, f.control(&target.control)?))) else {
            continue;
        };
        let heading = anchor.as_ref().and_then(|a| page.headings.iter().find(|h| h.anchor == *a));
        let section = heading.filter(|_| !is_withheld).map(contents_entry);
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
