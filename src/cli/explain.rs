//! `explain`: the page of a rule, which is also its test and its manual.

use rust_embed::RustEmbed;

use super::args::ExplainArgs;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::diagnostic::{Rule, nearest};
use crate::pipeline::all_rules;

#[derive(RustEmbed)]
#[folder = "tests/cases/check/"]
struct Pages;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs, terminal: Terminal) -> Result<Outcome, Failure> {
    let rules = all_rules();
    let Some(name) = &args.rule else {
        terminal.data(&list(&rules))?;
        return Ok(Outcome::Clean);
    };
    let wanted = name.trim().to_lowercase().replace([' ', '_'], "-");
    let Some(rule) = rules.iter().find(|rule| rule.name == wanted) else {
        let hint = match nearest(&wanted, rules.iter().map(|rule| rule.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`policybook explain` lists all rules".to_owned(),
        };
        return Err(Failure::usage(format!("there is no rule `{name}`; {hint}")));
    };
    let page = Pages::get(&format!("{}.md", rule.name));
    let text = match &page {
        Some(page) => String::from_utf8_lossy(&page.data).into_owned(),
        None => format!("# {}\n\n{}.\n", rule.name, rule.summary),
    };
    terminal.data(&format!("{}\n\nSeverity by default: {}.\n", text.trim_end(), rule.severity))?;
    Ok(Outcome::Clean)
}

fn list(rules: &[&'static Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    rules
        .iter()
        .map(|rule| format!("{:<7}  {:<width$}  {}\n", rule.severity.as_str(), rule.name, rule.summary))
        .collect()
}
