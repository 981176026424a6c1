//! The file `.mailmap`: one person behind several names and addresses.

use std::collections::BTreeMap;

use crate::model::Person;

/// What a mailmap says of one address (and, if it names one, one name with it).
#[derive(Debug, Default)]
struct Proper {
    name: Option<String>,
    email: Option<String>,
}

/// A mailmap as read: from address and name, both in lower case, to the proper ones.
#[derive(Debug, Default)]
pub(super) struct Mailmap {
    by_email: BTreeMap<String, Proper>,
    by_email_and_name: BTreeMap<(String, String), Proper>,
}

impl Mailmap {
    /// Reads the text of a mailmap, as gitmailmap(5) describes it. A line that
    /// it does not describe is skipped; a later line wins.
    pub(super) fn new(text: &str) -> Self {
        let mut mailmap = Self::default();
        for line in text.lines() {
            mailmap.add(line.split('#').next().unwrap_or_default());
        }
        mailmap
    }

    fn add(&mut self, line: &str) {
        let Some((first_name, first_email, rest)) = name_and_email(line) else { return };
        let (proper, commit_name, commit_email) = match name_and_email(rest) {
            Some((name, email, _)) => (Proper { name: some(first_name), email: some(first_email) }, name, email),
            None => (Proper { name: some(first_name), email: None }, "", first_email),
        };
        let email = commit_email.to_lowercase();
        let slot = match commit_name {
            "" => self.by_email.entry(email).or_default(),
            name => self.by_email_and_name.entry((email, name.to_lowercase())).or_default(),
        };
        slot.name = proper.name.or(slot.name.take());
        slot.email = proper.email.or(slot.email.take());
    }

    /// Returns the person whom the mailmap means.
    pub(super) fn resolve(&self, person: &Person) -> Person {
        let email = person.email.as_deref().unwrap_or_default().to_lowercase();
        let exact = self.by_email_and_name.get(&(email.clone(), person.name.to_lowercase()));
        let Some(proper) = exact.or_else(|| self.by_email.get(&email)) else { return person.clone() };
        Person {
            name: proper.name.clone().unwrap_or_else(|| person.name.clone()),
            email: proper.email.clone().or_else(|| person.email.clone()),
        }
    }
}

/// Splits `Name <email> rest`.
fn name_and_email(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (email, rest) = rest.split_once('>')?;
    Some((name.trim(), email.trim(), rest))
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
