//! Documented information that the framework calls for and no document holds.

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::model::{ControlRef, SatisfiedBy, Status};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "missing-documented-information",
    severity: Severity::Error,
    summary: "no document claims an entry for which documented information is called for",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let book = input.book;
    for framework in book.frameworks.iter().filter(|framework| book.complete.contains(&framework.id)) {
        for item in &framework.documented_information {
            let target = ControlRef { framework: framework.id.clone(), control: item.control.clone() };
            if item.is_when_applicable && !book.is_applicable(&target) {
                continue;
            }
            let is_there = match item.satisfied_by {
                SatisfiedBy::Statement => {
                    book.statement.as_ref().is_some_and(|statement| statement.framework == framework.id)
                }
                SatisfiedBy::Document => book
                    .satisfactions(&target)
                    .iter()
                    .any(|satisfaction| book.documents[satisfaction.document].document().status != Status::Retired),
            };
            if is_there {
                continue;
            }
            let hint = match item.satisfied_by {
                SatisfiedBy::Statement => "decide on the controls in `controls/applicability.toml`".to_owned(),
                SatisfiedBy::Document => format!(
                    "write it, and claim `{}` in its front matter or at the section: `## Heading {{satisfies=\"{target}\"}}`",
                    item.control
                ),
            };
            let message = format!("{} calls for documented information that is missing: {}", item.control, item.title);
            let mut finding = Finding::new(&RULE, message).hint(hint);
            finding.place = match input.tree.get(&framework.path) {
                Some(file) => Some(Place::new(file, item.at)),
                None => input
                    .statement_place(book.statement.as_ref().map_or_else(Default::default, |statement| statement.at)),
            };
            findings.add(finding);
        }
    }
}
