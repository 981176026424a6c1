//! What git shows of an approval, beside what the text declares.

use std::sync::Arc;

use crate::history::Landing;
use crate::model::{CommitId, Date, Person};
use crate::signature::SignatureState;

/// One commit as a witness of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The commit.
    pub commit: CommitId,
    /// Whether it joins branches.
    pub is_merge: bool,
    /// Its author's date; nothing when it is absurd.
    pub date: Option<Date>,
    /// Who wrote it, as recorded.
    pub author: Person,
    /// Who made the commit, as recorded.
    pub committer: Person,
    /// Who is named by `Approved-by:` lines of its message.
    pub approved_by: Vec<String>,
    /// Who is named by `Reviewed-by:` lines of its message.
    pub reviewed_by: Vec<String>,
    /// What its signature proves.
    pub signature: SignatureState,
}

/// The witnesses of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The commit of the branch that brought the approval.
    pub landing: Arc<Witness>,
    /// The commit that wrote it into the text, when a merge brought that one.
    pub change: Option<Arc<Witness>>,
}

/// An annotated tag as a witness of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagWitness {
    /// Who made it, as recorded.
    pub tagger: Person,
    /// When; nothing when that is absurd.
    pub date: Option<Date>,
    /// Whether it was made under the name, and for the commit, where it is found.
    pub is_in_place: bool,
    /// What its signature proves.
    pub signature: SignatureState,
}

/// Gives the commits of a repository as witnesses.
pub trait Witnesses {
    /// Returns what `commit` says, which came to the branch by `landing`; nothing
    /// when it cannot be read.
    fn witness(&self, commit: &CommitId, landing: &Landing) -> Option<Arc<Witness>>;
}

impl Evidence {
    /// Returns all commits.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        std::iter::once(&*self.landing).chain(self.change.as_deref())
    }

    /// Returns whether a witness names `approver`: as its author or committer, or in
    /// a line of its message. Any of them can be written by anybody; only a good
    /// signature cannot.
    pub fn names(&self, approver: &str) -> bool {
        self.witnesses().any(|witness| {
            let people = [&witness.author, &witness.committer].map(|person| person.name.as_str());
            let trailers = witness.approved_by.iter().chain(&witness.reviewed_by).map(String::as_str);
            people.into_iter().chain(trailers).any(|name| is_same_person(approver, name))
        })
    }

    /// Returns whether an `Approved-by:` line names `approver`.
    pub fn has_trailer(&self, approver: &str) -> bool {
        let mut named = self.witnesses().flat_map(|witness| &witness.approved_by);
        named.any(|name| is_same_person(approver, name))
    }

    /// Returns whether a good signature stands behind it.
    pub fn is_signed(&self) -> bool {
        self.witnesses().any(|witness| witness.signature.is_good())
    }

    /// Returns whether a merge brought it that somebody else made than who wrote it.
    pub fn is_merged_by_another(&self) -> bool {
        // Who has two addresses, or writes the name in two ways, is one person.
        let is_same = |one: &Person, other: &Person| {
            is_same_person(&one.name, &other.name) || (one.email.is_some() && one.email == other.email)
        };
        let by_another = |change: &Arc<Witness>| !is_same(&change.author, &self.landing.author);
        self.landing.is_merge && self.change.as_ref().is_some_and(by_another)
    }
}

/// Returns whether two ways to write a person mean the same: case, spacing, what
/// stands in `<…>` or `(…)`, and a role behind a comma do not count.
pub fn is_same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let end = name.find(['<', '(', ',']).unwrap_or(name.len());
        name[..end].split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
    };
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}
