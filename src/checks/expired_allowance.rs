//! An allowance in `book.toml` whose last day has passed.

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::source::BookPath;

/// The rule.
pub(super) static RULE: Rule =
    Rule { name: "expired-allowance", severity: Severity::Warning, summary: "an allowance in `book.toml` has ended" };

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let file = BookPath::new("book.toml").ok().and_then(|path| input.tree.get(&path));
    for allowance in input.config.allowances.iter().filter(|allowance| allowance.until < input.today) {
        let message =
            format!("the allowance for `{}` ended on {} ({})", allowance.rule, allowance.until, allowance.reason);
        let finding = Finding::new(&RULE, message).hint("mend what it allowed, or decide anew and give it another end");
        findings.add(match file {
            Some(file) => finding.at(Place::new(file, allowance.at)),
            None => finding,
        });
    }
}
