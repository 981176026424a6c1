//! Acknowledgements by signed commits: which of the files in `acks/` count, and why the others do not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ack_file_schema::{AckFile, FOLDER};
use super::failure::Failure;
use super::impact::no_merge_base;
use super::session::{Session, Then};
use super::witnesses::GitWitnesses;
use crate::book::Archive;
use crate::git::{self, MergeBase, Names, Request, Store, merge_base};
use crate::history::{BlobId, HistoryState, Log, Signed, landings};
use crate::load::Memo;
use crate::model::{CommitId, Date};
use crate::signature::{Principals, SignatureState};
use crate::source::{BookPath, Digest};
use crate::view::{AcknowledgementRow, FindingIndex, Views, acknowledgement_rows};

/// An acknowledgement that counts.
pub(super) struct AckCommit {
    /// What it says.
    pub(super) file: AckFile,
    /// The bytes of the file.
    pub(super) bytes: Vec<u8>,
    /// The commit that brought it.
    pub(super) commit: CommitId,
    /// The day that its author wrote into it.
    pub(super) date: Option<Date>,
    /// The key that signed it.
    pub(super) key: String,
    /// What was signed, and the signature.
    pub(super) signed: Signed,
    /// The text that it is about.
    pub(super) row: AcknowledgementRow,
}

/// A file, and whether it counts.
pub(super) type Checked = (BookPath, Result<Box<AckCommit>, String>);

/// Checks the acknowledgements of the commit that is checked out: all of them, or with a `base`
/// those that came since.
pub(super) fn check(session: &Session, base: Option<&str>) -> Result<Vec<Checked>, Failure> {
    if session.config.approvals.allowed_signers.is_none() {
        return Err(Failure::usage(
            "`[approvals]` names no `allowed-signers`: the list of keys and people, without which no signature counts",
        ));
    }
    let root = session.folder.path();
    let reading = git::read(root, &Request { source: FOLDER.to_owned(), names: Names::All, from: None });
    if reading.log.state != HistoryState::Complete {
        return Err(Failure::impossible(
            "the history is not whole, so that nobody can say who signed what; `git fetch --unshallow` brings the rest",
        ));
    }
    let base = base.map(|name| merge_base(root, Some(name))).transpose().map_err(no_merge_base)?;
    let store = Arc::new(reading.store);
    let desk = Desk { session, log: &reading.log, store: &store, base: base.as_ref(), rows: BTreeMap::new() };
    desk.check()
}

/// Returns the texts that are asked for in a commit.
pub(super) fn rows_at(
    session: &Session,
    commit: &CommitId,
    folder: &str,
    store: &Arc<Store>,
) -> Result<Vec<AcknowledgementRow>, Failure> {
    let then = Then { commit: commit.clone(), folder: folder.to_owned(), store: Arc::clone(store) };
    let (then, tree) = session.at_commit(then)?;
    let prepared = then.prepare(&tree, &Memo::default());
    let archive = Archive::new(prepared.store.as_ref(), &prepared.folder, &then.config, then.today);
    let views = Views {
        book: &prepared.book,
        config: &then.config,
        settled: &prepared.settled,
        by_document: &FindingIndex::default(),
        archive: &archive,
        today: then.today,
    };
    Ok(acknowledgement_rows(&views))
}

struct Desk<'a> {
    session: &'a Session,
    log: &'a Log,
    store: &'a Arc<Store>,
    base: Option<&'a MergeBase>,
    /// What is asked for, by all files of the book but the acknowledgements.
    rows: BTreeMap<Digest, Arc<Vec<AcknowledgementRow>>>,
}

impl Desk<'_> {
    fn check(mut self) -> Result<Vec<Checked>, Failure> {
        let Some(head) = &self.log.head else { return Err(Failure::usage("the repository has no commit yet")) };
        let now = self.acks_of(head);
        let before = self.base.map(|base| self.acks_of(&base.commit)).unwrap_or_default();
        let mut checked: Vec<Checked> = Vec::new();
        for (path, blob) in &before {
            if now.get(path) != Some(blob) {
                checked.push((path.clone(), Err("it is on record and was changed or taken away".to_owned())));
            }
        }
        let landed = landings(&self.log.commits);
        let history = self.changes();
        let witnesses = GitWitnesses::new(self.store, self.log, self.session);
        for (path, changes) in &history {
            // Without a base everything that ever happened to an acknowledgement counts.
            let is_asked = match self.base {
                Some(_) => now.contains_key(path) && !before.contains_key(path),
                None => true,
            };
            if is_asked {
                let one = self.one(path, now.get(path), changes, &landed, &witnesses);
                checked.push((path.clone(), one?.map(Box::new)));
            }
        }
        checked.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(checked)
    }

    /// Returns the acknowledgements of a commit.
    fn acks_of(&self, commit: &CommitId) -> BTreeMap<BookPath, BlobId> {
        let files = self.store.files(commit, &self.log.folder).unwrap_or_default();
        files.into_iter().filter(|(path, _)| path.below(FOLDER).is_some()).collect()
    }

    /// Returns the commits that changed each acknowledgement, newest first: whether each of them
    /// only added it.
    fn changes(&self) -> BTreeMap<BookPath, Vec<(usize, bool)>> {
        let prefix = if self.log.folder.is_empty() { String::new() } else { format!("{}/", self.log.folder) };
        let mut changes: BTreeMap<BookPath, Vec<(usize, bool)>> = BTreeMap::new();
        for (at, commit) in self.log.commits.iter().enumerate() {
            for change in &commit.changes {
                let path = change.path.strip_prefix(&prefix).and_then(|path| BookPath::new(path).ok());
                if let Some(path) = path.filter(|path| path.below(FOLDER).is_some()) {
                    changes.entry(path).or_default().push((at, change.old.is_none() && change.new.is_some()));
                }
            }
        }
        changes
    }

    /// Checks one acknowledgement; the outer error is one of reading.
    fn one(
        &mut self,
        path: &BookPath,
        blob: Option<&BlobId>,
        changes: &[(usize, bool)],
        landed: &[usize],
        witnesses: &GitWitnesses<'_>,
    ) -> Result<Result<AckCommit, String>, Failure> {
        let no = |why: String| Ok(Err(why));
        let [(at, true)] = changes else {
            let at = changes.first().map_or(0, |(at, _)| *at);
            let commit = self.log.commits[at].id.short();
            return no(format!("commit {commit} changed or took away what was signed"));
        };
        let (commit, landing) = (&self.log.commits[*at], &self.log.commits[landed[*at]]);
        let Some(blob) = blob else { return no("it is not there any more".to_owned()) };
        let Some(bytes) = self.store.blob(blob) else { return no("its text cannot be read".to_owned()) };
        let file = match AckFile::parse(&bytes) {
            Ok(file) => file,
            Err(why) => return no(why),
        };
        if file.path().as_ref() != Some(path) {
            let place = file.path().map(|path| path.to_string()).unwrap_or_default();
            return no(format!("it belongs to {place}: an acknowledgement cannot stand in another's place"));
        }
        let parent = match commit.parents.as_slice() {
            [parent] => &self.log.commits[*parent].id,
            [] => return no("it came with the first commit, before there was a text".to_owned()),
            _ => return no(format!("it was made by a merge ({})", commit.id.short())),
        };
        if self.others(&commit.id, parent) > 0 {
            return no(format!("commit {} changes other files too: what was signed is not clear", commit.id.short()));
        }
        let before = match self.base {
            Some(base) => Some(base.commit.clone()),
            None => landing.parents.first().map(|&parent| self.log.commits[parent].id.clone()),
        };
        let Some(witness) = witnesses.witness_since(&commit.id, before.as_ref()) else {
            return no(format!("commit {} cannot be read", commit.id.short()));
        };
        let SignatureState::Good(signer) = &witness.signature else {
            let phrase = witness.signature.phrase(Principals::Shown);
            return no(format!("commit {} does not prove who made it: {phrase}", commit.id.short()));
        };
        let is_theirs = |email: Option<&String>| email.is_some_and(|email| email.eq_ignore_ascii_case(&file.person));
        if !is_theirs(witness.committer.email.as_ref()) || !is_theirs(witness.author.email.as_ref()) {
            return no(format!("it is of {}, and {} signed it", file.person, signer.principal));
        }
        let rows = self.rows_of(parent)?;
        let Some(row) = rows.iter().find(|row| AckFile::of(row, &file.person) == file) else {
            return no(match rows.iter().find(|row| row.id == file.doc) {
                Some(row) => format!("{} was not asked for with that text, but {}", file.doc, row.fingerprint),
                None => format!("{} was not asked to be acknowledged then", file.doc),
            });
        };
        let signed = self.store.commit_evidence(&commit.id).and_then(|evidence| evidence.signed);
        let Some(signed) = signed else { return no("the signature cannot be read".to_owned()) };
        let (key, row) = (signer.key.to_string(), row.clone());
        Ok(Ok(AckCommit { file, bytes, commit: commit.id.clone(), date: commit.date, key, signed, row }))
    }

    /// Counts the files that a commit changes besides one.
    fn others(&self, commit: &CommitId, parent: &CommitId) -> usize {
        let files = |commit: &CommitId| self.store.files(commit, "").unwrap_or_default();
        let (then, now) = (files(parent), files(commit));
        let changed = now.iter().filter(|(path, blob)| then.get(*path) != Some(*blob)).count();
        let gone = then.keys().filter(|path| !now.contains_key(*path)).count();
        (changed + gone).saturating_sub(1)
    }

    /// Returns what was asked for in a commit. Commits that only bring acknowledgements ask the same.
    fn rows_of(&mut self, commit: &CommitId) -> Result<Arc<Vec<AcknowledgementRow>>, Failure> {
        let files = self.store.files(commit, &self.log.folder).unwrap_or_default();
        let files = files.iter().filter(|(path, _)| path.below(FOLDER).is_none());
        let names: Vec<String> = files.map(|(path, blob)| format!("{path}\0{blob:?}\n")).collect();
        let key = Digest::of(names.concat().as_bytes());
        if let Some(rows) = self.rows.get(&key) {
            return Ok(Arc::clone(rows));
        }
        let rows = Arc::new(rows_at(self.session, commit, &self.log.folder, self.store)?);
        self.rows.insert(key, Arc::clone(&rows));
        Ok(rows)
    }
}
