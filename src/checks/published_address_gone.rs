//! An address that the last publication had and that leads nowhere now.

use std::collections::BTreeSet;

use super::Input;
use crate::diagnostic::{Finding, Findings, Rule, Severity};
use crate::model::Address;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "published-address-gone",
    severity: Severity::Error,
    summary: "an address that was published leads nowhere any more",
};

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let Some(published) = input.published else { return };
    let documents = input.book.documents.iter().filter(|bound| bound.has_page);
    let addresses: BTreeSet<&str> = documents
        .flat_map(|bound| std::iter::once(&bound.address).chain(&bound.aliases))
        .map(Address::as_str)
        .collect();
    for gone in published.documents.iter().filter(|document| !addresses.contains(document.address.as_str())) {
        let address = format!("/{}", gone.address);
        let finding = Finding::new(&RULE, format!("`{address}`, where `{}` was published, leads nowhere now", gone.id));
        match input.book.document(&gone.id) {
            Some(bound) => findings.add(
                finding
                    .at(input.field_place(bound, "aliases"))
                    .document(&gone.id)
                    .hint(format!("add it to the front matter: `aliases: [{address}]`")),
            ),
            None => findings.add(finding.hint(format!(
                "bring the document back with `status: retired`, or give `aliases: [{address}]` to the one that takes its place"
            ))),
        }
    }
}
