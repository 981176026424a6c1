//! What is asked of a report: which documents and people, which day, and what counts.

use hyper::StatusCode;

use super::answer::Problem;
use crate::model::Date;
use crate::obligation::Asked;
use crate::roster::{Member, Roster};
use crate::source::encode_path;

/// What is asked of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// The document in full.
    pub(super) document: Option<String>,
    /// Its language, when it has several.
    pub(super) language: Option<String>,
    /// Only people of this group.
    pub(super) group: Option<String>,
    /// Only this person, by their identifier.
    pub(super) person: Option<String>,
    /// Whether only this very text counts, and no earlier one with smaller changes since.
    pub(super) is_strict: bool,
    /// The day as whose end it is told; nothing for today.
    pub(super) as_of: Option<Date>,
}

impl Question {
    /// Reads a query. What a form leaves empty is not asked.
    pub(super) fn of(query: &[(String, String)], today: Date) -> Result<Self, Problem> {
        let value = |name: &str| {
            let found = query.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
            found.filter(|value| !value.is_empty())
        };
        let wrong = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-understood", detail);
        let is_strict = match value("mode") {
            Some("strict") => true,
            None | Some("class") => false,
            Some(other) => return Err(wrong(format!("`mode` is `{other}`: write `strict` or `class`"))),
        };
        let day = |text: &str| {
            let day = text.parse::<Date>().ok().filter(|day| *day <= today);
            day.ok_or_else(|| wrong(format!("`as_of` is `{text}`: write a day up to today, such as 2026-03-01")))
        };
        let as_of = value("as_of").map(day).transpose()?.filter(|day| *day < today);
        let text = |name: &str| value(name).map(ToOwned::to_owned);
        Ok(Self {
            document: text("document"),
            language: text("language"),
            group: text("group"),
            person: text("person"),
            is_strict,
            as_of,
        })
    }

    /// Returns whether a text is the one that is asked for in full.
    pub(super) fn is_about(&self, asked: &Asked) -> bool {
        self.document.as_ref() == Some(&asked.document)
            && self.language.as_ref().is_none_or(|language| *language == asked.language)
    }

    /// Returns the people that are asked for, of those who are there on `day`.
    pub(super) fn people<'a>(&self, roster: &'a Roster, day: Date) -> Result<Vec<&'a Member>, Problem> {
        let mut people: Vec<&Member> = roster.present(day).collect();
        if let Some(group) = &self.group {
            people.retain(|member| member.is_in(std::slice::from_ref(group)));
            if people.is_empty() {
                let detail = format!("nobody in the roster is in the group `{group}`");
                return Err(Problem::new(StatusCode::NOT_FOUND, "no-such-group", detail));
            }
        }
        if let Some(person) = &self.person {
            people.retain(|member| member.id == *person);
            if people.is_empty() {
                let detail = format!("`{person}` is not among those people");
                return Err(Problem::new(StatusCode::NOT_FOUND, "no-such-person", detail));
            }
        }
        Ok(people)
    }

    /// Returns the query that asks the same.
    pub(super) fn query(&self) -> String {
        let as_of = self.as_of.map(|day| day.to_string());
        let pairs = [
            ("document", self.document.as_deref()),
            ("language", self.language.as_deref()),
            ("group", self.group.as_deref()),
            ("person", self.person.as_deref()),
            ("as_of", as_of.as_deref()),
            ("mode", self.is_strict.then_some("strict")),
        ];
        let written = |(name, value): (&str, Option<&str>)| value.map(|value| format!("{name}={}", encode_path(value)));
        pairs.into_iter().filter_map(written).collect::<Vec<_>>().join("&")
    }
}
