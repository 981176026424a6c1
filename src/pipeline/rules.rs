//! All rules of all rooms.

use crate::diagnostic::Rule;
use crate::{book, checks, config, load, theme};

/// Returns every rule that a run may raise, by name.
pub fn all_rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = Vec::new();
    rules.extend(config::RULES);
    rules.extend(load::RULES);
    rules.extend(book::RULES);
    rules.extend(theme::RULES);
    rules.extend(checks::CHECKS.iter().map(|check| check.rule));
    rules.sort_by_key(|rule| rule.name);
    rules
}
