//! People of a roster.

use std::collections::BTreeSet;

use crate::model::Date;

/// Somebody in a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The identifier, which has to be the one that the sign-in gives.
    pub id: String,
    /// The name as shown.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The groups.
    pub groups: BTreeSet<String>,
    /// The first day; nothing when it is not known, and then they were always there.
    pub joined: Option<Date>,
    /// The last day; nothing when none is known.
    pub left: Option<Date>,
    /// Whether the other system calls the account active.
    pub is_active: bool,
}

impl Member {
    /// Returns whether they are there on `day`.
    pub fn is_present(&self, day: Date) -> bool {
        self.is_active && self.joined.is_none_or(|joined| joined <= day) && self.left.is_none_or(|left| day <= left)
    }

    /// Returns whether a text for `audience` is for them; a text for nobody in particular is
    /// for everybody. Groups are compared without regard to case.
    pub fn is_in(&self, audience: &[String]) -> bool {
        let belongs = |group: &String| self.groups.iter().any(|own| own.to_lowercase() == group.to_lowercase());
        audience.is_empty() || audience.iter().any(belongs)
    }
}

/// Everybody, ordered by identifier; no identifier twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The people.
    pub people: Vec<Member>,
}

impl Roster {
    /// Returns those who are there on `day`.
    pub fn present(&self, day: Date) -> impl Iterator<Item = &Member> {
        self.people.iter().filter(move |person| person.is_present(day))
    }
}
