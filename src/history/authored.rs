//! Commits as the rows of a history show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::commit::Commit;
use super::landing::landings;
use super::mailmap::Mailmap;
use crate::model::{CommitId, Date, Person};

/// A commit as the rows of a history show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authored {
    /// The commit's id.
    pub commit: CommitId,
    /// The author's date in the author's zone; nothing when it is absurd.
    pub date: Option<Date>,
    /// Who wrote it, as `.mailmap` has it.
    pub author: Arc<Person>,
    /// The first line of its message.
    pub summary: String,
    /// How it came to the branch.
    pub landing: Landing,
}

/// The commit on the branch's line of first parents that brought another: that
/// commit itself, or the merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    /// Its id.
    pub commit: CommitId,
    /// Its author's date; nothing when it is absurd.
    pub date: Option<Date>,
    /// Its place on the branch: the smaller, the newer.
    pub place: usize,
    /// The heads of the branches that it joined to this one, if it is a merge.
    pub joined: Arc<[CommitId]>,
}

/// Gives each author the name that the mailmap has.
pub(super) struct Authors {
    mailmap: Mailmap,
    known: BTreeMap<Arc<Person>, Arc<Person>>,
}

impl Authors {
    /// Takes the text of the mailmap.
    pub(super) fn new(mailmap: Option<&str>) -> Self {
        Self { mailmap: Mailmap::new(mailmap.unwrap_or_default()), known: BTreeMap::new() }
    }

    /// Returns all commits as rows show them, in their order.
    pub(super) fn all(mut self, commits: &[Commit]) -> Vec<Arc<Authored>> {
        let landed = landings(commits);
        let joined = |at: usize| commits[at].parents.iter().skip(1).map(|&parent| commits[parent].id.clone()).collect();
        let landing = |at: usize| Landing {
            commit: commits[at].id.clone(),
            date: commits[at].date,
            place: at,
            joined: joined(at),
        };
        let pairs = commits.iter().zip(landed);
        pairs.map(|(commit, landed)| Arc::new(self.authored(commit, landing(landed)))).collect()
    }

    fn authored(&mut self, commit: &Commit, landing: Landing) -> Authored {
        let known = self.known.entry(Arc::clone(&commit.author));
        let author = known.or_insert_with_key(|author| Arc::new(self.mailmap.resolve(author)));
        Authored {
            commit: commit.id.clone(),
            date: commit.date,
            author: Arc::clone(author),
            summary: commit.summary.clone(),
            landing,
        }
    }
}
