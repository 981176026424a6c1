//! Commits as witnesses of approvals: who made them, what their messages say, and
//! what their signatures prove.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::session::Session;
use crate::git::Store;
use crate::history::{BlobId, CommitEvidence, Landing, Log, Tag, Texts as _};
use crate::model::CommitId;
use crate::signature::{AllowedSigners, SignatureState, check};
use crate::source::BookPath;
use crate::version::{TagWitness, Witness, Witnesses};

/// Reads each commit once.
pub(super) struct GitWitnesses<'a> {
    store: &'a Store,
    head: Option<CommitId>,
    list: List,
    lists: Mutex<BTreeMap<BlobId, Arc<AllowedSigners>>>,
    known: Mutex<BTreeMap<CommitId, Option<Arc<Witness>>>>,
}

/// Where the list of allowed signers stands.
enum List {
    /// There is none: nobody may sign.
    None,
    /// Outside of the repository.
    Outside(Arc<AllowedSigners>),
    /// In the repository, at this path from its top.
    Inside(String),
}

impl<'a> GitWitnesses<'a> {
    /// Prepares to read the commits of `log`.
    pub(super) fn new(store: &'a Store, log: &Log, session: &Session) -> Self {
        let list = match (session.outside_signers(), session.config.approvals.allowed_signers.as_deref()) {
            (Some((_, text)), _) => List::Outside(Arc::new(AllowedSigners::parse(&text.unwrap_or_default()).0)),
            (None, name) => match name.and_then(|name| BookPath::new(name).ok()) {
                None => List::None,
                Some(path) if log.folder.is_empty() => List::Inside(path.to_string()),
                Some(path) => List::Inside(format!("{}/{path}", log.folder)),
            },
        };
        Self { store, head: log.head.clone(), list, lists: Mutex::default(), known: Mutex::default() }
    }

    /// Returns what an annotated tag says; nothing for a plain one, or when it cannot
    /// be read. Its key counts when the list names it today, and did in the commit
    /// that is tagged.
    pub(super) fn tag(&self, tag: &Tag) -> Option<TagWitness> {
        let evidence = self.store.tag_evidence(tag.object.as_ref()?)?;
        let signature = match &evidence.signed {
            None => SignatureState::Unsigned,
            Some(signed) => {
                let tagger = &evidence.tagger;
                let email = tagger.person.email.as_deref();
                let verdict =
                    |signers: &AllowedSigners| check(&signed.payload, &signed.signature, signers, email, tagger.at);
                let today = verdict(&self.signers_at(self.head.as_ref()));
                if today.is_good() { verdict(&self.signers_at(Some(&tag.commit))) } else { today }
            }
        };
        Some(TagWitness {
            tagger: evidence.tagger.person.clone(),
            date: evidence.tagger.date,
            is_in_place: evidence.is_of(tag),
            signature,
        })
    }

    /// Returns what a commit says, whose key counts when the list names it today and did in the
    /// commit `before`.
    pub(super) fn witness_since(&self, commit: &CommitId, before: Option<&CommitId>) -> Option<Witness> {
        self.told(&self.store.commit_evidence(commit)?, commit, before)
    }

    /// A key has to be in the list before the commit came to the branch, so that nobody brings
    /// a key along with what it signs.
    fn read(&self, commit: &CommitId, landing: &Landing) -> Option<Witness> {
        let evidence = self.store.commit_evidence(commit)?;
        let before = match commit == &landing.commit {
            true => evidence.parents.first().cloned(),
            false => self.store.commit_evidence(&landing.commit).and_then(|merge| merge.parents.first().cloned()),
        };
        self.told(&evidence, commit, before.as_ref())
    }

    fn told(&self, evidence: &CommitEvidence, commit: &CommitId, before: Option<&CommitId>) -> Option<Witness> {
        let named = |key: &str| evidence.trailers_named(key).map(str::to_owned).collect();
        Some(Witness {
            commit: commit.clone(),
            is_merge: evidence.parents.len() > 1,
            date: evidence.committer.date,
            author: evidence.author.clone(),
            committer: evidence.committer.person.clone(),
            approved_by: named("Approved-by"),
            reviewed_by: named("Reviewed-by"),
            signature: self.signature(evidence, before),
        })
    }

    /// A key counts when the list names it today too, so that a key can be withdrawn.
    fn signature(&self, evidence: &CommitEvidence, before: Option<&CommitId>) -> SignatureState {
        let Some(signed) = &evidence.signed else { return SignatureState::Unsigned };
        let verdict = |signers: &AllowedSigners| {
            let committer = &evidence.committer;
            check(&signed.payload, &signed.signature, signers, committer.person.email.as_deref(), committer.at)
        };
        let today = verdict(&self.signers_at(self.head.as_ref()));
        if today.is_good() { verdict(&self.signers_at(before)) } else { today }
    }

    fn signers_at(&self, commit: Option<&CommitId>) -> Arc<AllowedSigners> {
        let path = match &self.list {
            List::None => return Arc::default(),
            List::Outside(signers) => return Arc::clone(signers),
            List::Inside(path) => path,
        };
        let Some(blob) = commit.and_then(|commit| self.store.file_at(commit, path)) else { return Arc::default() };
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let bytes = self.store.blob(&blob).unwrap_or_default();
            Arc::new(AllowedSigners::parse(&String::from_utf8_lossy(&bytes)).0)
        };
        Arc::clone(lists.entry(blob).or_insert_with(read))
    }
}

impl Witnesses for GitWitnesses<'_> {
    fn witness(&self, commit: &CommitId, landing: &Landing) -> Option<Arc<Witness>> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(commit) {
            return known.clone();
        }
        let witness = self.read(commit, landing).map(Arc::new);
        lock().insert(commit.clone(), witness.clone());
        witness
    }
}
