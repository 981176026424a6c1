//! From single values, wherever they come from, to people; and what is wrong with them.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::person::{Member, Roster};
use crate::model::Date;

/// The longest identifier that a sign-in may give, in bytes.
const ID_MAX: usize = 320;

/// What an export says about one person, unchecked.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) line: Option<u64>,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) groups: Vec<String>,
    pub(super) joined: String,
    pub(super) left: String,
    pub(super) is_inactive: bool,
}

/// People and faults on their way to a roster.
#[derive(Debug, Default)]
pub(super) struct Collection {
    people: BTreeMap<String, (Option<u64>, Member)>,
    pub(super) faults: Vec<Fault>,
}

impl Collection {
    /// Adds a person, or says what is wrong with them.
    pub(super) fn add(&mut self, written: &Written) {
        let line = written.line;
        let id = written.id.trim().to_owned();
        if id.is_empty() {
            let hint = "give everybody the identifier that the sign-in gives";
            return self.fault(line, format!("a person has no identifier{}", called(written)), hint);
        }
        if id.len() > ID_MAX || id.chars().any(char::is_control) {
            let message =
                format!("the identifier `{}` is none", id.chars().take(40).collect::<String>().escape_debug());
            return self.fault(line, message, "it has at most 320 bytes and no control characters");
        }
        // Behind a quote that is not closed, the people of the next lines would be part of a value.
        let others = [&written.name, &written.email].into_iter().chain(&written.groups);
        if others.into_iter().any(|value| value.chars().any(char::is_control)) {
            let message = format!("a value of `{id}` holds a line break or another control character");
            return self.fault(line, message, "take it out; when the line looks right, a quote is not closed");
        }
        let (joined, left) = (self.date(written, "joined", &written.joined), self.date(written, "left", &written.left));
        if let (Some(first), Some(last)) = (joined, left)
            && last < first
        {
            self.fault(
                line,
                format!("`{id}` left on {last}, before they joined on {first}"),
                "correct one of the two days",
            );
        }
        let text = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        let groups = written.groups.iter().filter_map(|group| text(group)).collect();
        let (name, email, is_active) = (text(&written.name), text(&written.email), !written.is_inactive);
        let member = Member { id: id.clone(), name, email, groups, joined, left, is_active };
        if let Some((first, _)) = self.people.get(&id) {
            let place = first.map_or_else(String::new, |line| format!(", first in line {line}"));
            return self.fault(line, format!("`{id}` is there twice{place}"), "keep one row for each person");
        }
        self.people.insert(id, (line, member));
    }

    /// Adds a group to a person who is there already.
    pub(super) fn join(&mut self, id: &str, group: &str) {
        if let Some((_, member)) = self.people.get_mut(id) {
            member.groups.insert(group.to_owned());
        }
    }

    /// Says what is wrong.
    pub(super) fn fault(&mut self, line: Option<u64>, message: impl Into<String>, hint: impl Into<String>) {
        self.faults.push(Fault::new(line, message, hint));
    }

    /// Returns the roster, unless something is wrong.
    pub(super) fn finish(mut self) -> Result<Roster, Vec<Fault>> {
        if self.people.is_empty() && self.faults.is_empty() {
            self.fault(None, "there is nobody in it", "export at least one person");
        }
        if !self.faults.is_empty() {
            self.faults.sort_by_key(|fault| fault.line);
            return Err(self.faults);
        }
        Ok(Roster { people: self.people.into_values().map(|(_, member)| member).collect() })
    }

    fn date(&mut self, written: &Written, what: &str, text: &str) -> Option<Date> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let date = text.parse::<Date>().ok();
        if date.is_none() {
            let message = format!("`{what}` of `{}` is `{text}`, not a date", written.id.trim());
            self.fault(written.line, message, "write it as 2026-03-01");
        }
        date
    }
}

fn called(written: &Written) -> String {
    let known = [&written.name, &written.email].into_iter().find(|text| !text.trim().is_empty());
    known.map_or_else(String::new, |text| format!(": {}", text.trim()))
}
