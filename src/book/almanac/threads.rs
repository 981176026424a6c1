//! Which file of one commit became which of the next: the texts of each document as
//! the branch had them, also of those that are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::epochs::{Epochs, MissingText};
use crate::book::records::{GoneText, Reading, Records};
use crate::history::{BlobId, Step, Texts, moved_files};
use crate::load::{Record, is_document_path, unpublishable};
use crate::model::DocumentId;
use crate::source::BookPath;

/// A document at one step.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    /// The step that left it so.
    pub(super) step: usize,
    /// Where its file stood.
    pub(super) path: BookPath,
    /// Its text; nothing when the file was gone.
    pub(super) text: Option<MomentText>,
}

/// A text of a moment.
#[derive(Debug, Clone)]
pub(super) struct MomentText {
    pub(super) blob: BlobId,
    /// What it says; nothing when it is no text that a book can hold.
    pub(super) record: Option<Arc<Record>>,
}

/// The moments of one document, oldest first.
#[derive(Debug, Default)]
pub(super) struct Thread {
    pub(super) moments: Vec<Moment>,
}

/// Documents that a step changed or that its settings make others read: by path,
/// their texts after.
type Changed = BTreeMap<BookPath, Option<BlobId>>;

/// Follows every document of the line. Between two threads that could both go on as a
/// file, the id that the texts give decides, then the text, then the path.
pub(super) fn threads(
    steps: &[Step],
    epochs: &Epochs,
    known: &Records,
    texts: &dyn Texts,
) -> Result<Vec<Thread>, MissingText> {
    let changed = changed_documents(steps, epochs);
    let records = read_records(&changed, epochs, known, texts)?;
    let mut weaver = Weaver {
        texts,
        threads: Vec::new(),
        here: BTreeMap::new(),
        left_by_id: BTreeMap::new(),
        left_by_path: BTreeMap::new(),
    };
    for (step, changed) in changed.iter().enumerate() {
        let reading = epochs.reads_as[epochs.at[step].0];
        let after: BTreeMap<&BookPath, Option<MomentText>> = changed
            .iter()
            .map(|(path, text)| {
                let text = text.map(|blob| MomentText {
                    blob,
                    record: records.get(&(path.clone(), blob, reading)).cloned().flatten(),
                });
                (path, text)
            })
            .collect();
        weaver.weave(step, after);
    }
    Ok(weaver.threads)
}

/// Returns, for each step, the documents that it changed.
fn changed_documents(steps: &[Step], epochs: &Epochs) -> Vec<Changed> {
    let mut files: BTreeMap<BookPath, BlobId> = BTreeMap::new();
    let mut reading = None;
    let mut documents: BTreeSet<BookPath> = BTreeSet::new();
    let mut all = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let setting = epochs.at[at].0;
        let config = &epochs.settings[setting];
        let mut touched: BTreeSet<BookPath> = BTreeSet::new();
        for change in &step.changes {
            match change.text {
                Some(text) => files.insert(change.path.clone(), text),
                None => files.remove(&change.path),
            };
            touched.insert(change.path.clone());
        }
        if reading != Some(epochs.reads_as[setting]) {
            reading = Some(epochs.reads_as[setting]);
            touched.extend(files.keys().cloned());
        }
        let mut changed = Changed::new();
        for path in touched {
            let is_document = is_document_path(&path, config) && unpublishable(path.as_str()).is_none();
            let text = files.get(&path).copied().filter(|_| is_document);
            let was_there = match text.is_some() {
                true => !documents.insert(path.clone()),
                false => documents.remove(&path),
            };
            if was_there || text.is_some() {
                changed.insert(path, text);
            }
        }
        all.push(changed);
    }
    all
}

type ByText = BTreeMap<(BookPath, BlobId, usize), Option<Arc<Record>>>;

/// Reads every text once, path by path: those of one are stored as differences from
/// each other.
fn read_records(
    changed: &[Changed],
    epochs: &Epochs,
    known: &Records,
    texts: &dyn Texts,
) -> Result<ByText, MissingText> {
    let readings: Vec<Reading<'_>> = epochs.settings.iter().map(Reading::of).collect();
    let mut wanted: BTreeMap<&BookPath, BTreeMap<(BlobId, usize), usize>> = BTreeMap::new();
    for (step, changed) in changed.iter().enumerate() {
        let reading = epochs.reads_as[epochs.at[step].0];
        for (path, text) in changed {
            if let Some(text) = text {
                wanted.entry(path).or_default().entry((*text, reading)).or_insert(step);
            }
        }
    }
    let read = |(path, wanted): (&BookPath, BTreeMap<(BlobId, usize), usize>)| {
        let one = |((blob, reading), step): ((BlobId, usize), usize)| {
            let record = known.record(blob, path, readings[reading], texts);
            let record = record.map_err(|GoneText| MissingText { path: path.clone(), step })?;
            Ok(((path.clone(), blob, reading), record))
        };
        wanted.into_iter().map(one).collect::<Result<Vec<_>, MissingText>>()
    };
    let wanted: Vec<_> = wanted.into_iter().collect();
    let read: Result<Vec<_>, MissingText> = wanted.into_par_iter().map(read).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// Puts threads together, step by step.
struct Weaver<'a> {
    texts: &'a dyn Texts,
    threads: Vec<Thread>,
    /// The thread of each document that is there.
    here: BTreeMap<BookPath, usize>,
    /// Threads whose files are gone, by the id that their last texts gave.
    left_by_id: BTreeMap<DocumentId, usize>,
    /// The same by path.
    left_by_path: BTreeMap<BookPath, usize>,
}

impl Weaver<'_> {
    fn weave(&mut self, step: usize, after: BTreeMap<&BookPath, Option<MomentText>>) {
        if after.is_empty() {
            return;
        }
        // Threads that lose their file, or whose file got another text.
        let open: BTreeMap<&BookPath, usize> =
            after.keys().filter_map(|path| Some((*path, *self.here.get(*path)?))).collect();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut found: BTreeMap<&BookPath, usize> = BTreeMap::new();
        self.find_by_id(&open, &after, &mut found, &mut taken);
        for (path, text) in &after {
            let stays = open.get(path).filter(|thread| text.is_some() && !taken.contains(*thread));
            if let Some(&thread) = stays.filter(|_| !found.contains_key(path)) {
                found.insert(path, thread);
                taken.insert(thread);
            }
        }
        self.find_by_text(&open, &after, &mut found, &mut taken);
        for (path, thread) in &open {
            if !found.contains_key(path) {
                self.here.remove(*path);
            }
            if !taken.contains(thread) {
                self.leave(step, path, *thread);
            }
        }
        for (path, text) in after {
            let Some(text) = text else {
                self.here.remove(path);
                continue;
            };
            let thread = found.get(path).copied().or_else(|| self.returned(path, &text));
            let thread = thread.unwrap_or_else(|| {
                self.threads.push(Thread::default());
                self.threads.len() - 1
            });
            self.here.insert(path.clone(), thread);
            self.threads[thread].moments.push(Moment { step, path: path.clone(), text: Some(text) });
        }
    }

    /// The id that a text gives goes with its document, wherever the file stands.
    fn find_by_id<'p>(
        &self,
        open: &BTreeMap<&'p BookPath, usize>,
        after: &BTreeMap<&'p BookPath, Option<MomentText>>,
        found: &mut BTreeMap<&'p BookPath, usize>,
        taken: &mut BTreeSet<usize>,
    ) {
        let mut by_id: BTreeMap<&DocumentId, Vec<(&BookPath, usize)>> = BTreeMap::new();
        for (path, &thread) in open {
            if let Some(id) = self.last_id(thread) {
                by_id.entry(id).or_default().push((path, thread));
            }
        }
        let mut pairs: Vec<(&'p BookPath, usize)> = Vec::new();
        for (path, text) in after {
            let id = text.as_ref().and_then(own_id);
            let Some(threads) = id.and_then(|id| by_id.get(id)) else { continue };
            // Of two files with one id, each goes on with its own.
            let own = threads.iter().find(|(before, _)| before == path);
            let free = || {
                threads.iter().find(|(before, thread)| {
                    let keeps_it = after.get(before).and_then(Option::as_ref).and_then(own_id) == id;
                    !keeps_it && !pairs.iter().any(|(_, taken)| taken == thread)
                })
            };
            if let Some(&(_, thread)) = own.or_else(free) {
                pairs.push((path, thread));
            }
        }
        for (path, thread) in pairs {
            found.insert(path, thread);
            taken.insert(thread);
        }
    }

    /// A file that moved keeps its text, or at least half of it; texts that give two
    /// ids are two documents unless their prose is the same.
    fn find_by_text<'p>(
        &self,
        open: &BTreeMap<&'p BookPath, usize>,
        after: &BTreeMap<&'p BookPath, Option<MomentText>>,
        found: &mut BTreeMap<&'p BookPath, usize>,
        taken: &mut BTreeSet<usize>,
    ) {
        let gone: Vec<(&BookPath, usize, &MomentText)> = open
            .iter()
            .filter(|(path, thread)| !taken.contains(*thread) && after[*path].is_none())
            .filter_map(|(path, &thread)| Some((*path, thread, self.last_text(thread)?)))
            .collect();
        let come: Vec<(&'p BookPath, &MomentText)> = after
            .iter()
            .filter(|(path, _)| !found.contains_key(*path) && !open.contains_key(*path))
            .filter_map(|(path, text)| Some((*path, text.as_ref()?)))
            .collect();
        if gone.is_empty() || come.is_empty() {
            return;
        }
        let gone_files: Vec<(&BookPath, BlobId)> = gone.iter().map(|(path, _, text)| (*path, text.blob)).collect();
        let come_files: Vec<(&BookPath, BlobId)> = come.iter().map(|(path, text)| (*path, text.blob)).collect();
        for (old, new) in moved_files(&gone_files, &come_files, self.texts) {
            let ((_, thread, before), (path, now)) = (gone[old], come[new]);
            if !are_two_documents(before, now) {
                found.insert(path, thread);
                taken.insert(thread);
            }
        }
    }

    fn leave(&mut self, step: usize, path: &BookPath, thread: usize) {
        if let Some(id) = self.last_id(thread).cloned() {
            self.left_by_id.insert(id, thread);
        }
        self.left_by_path.insert(path.clone(), thread);
        self.threads[thread].moments.push(Moment { step, path: path.clone(), text: None });
    }

    /// Returns the thread of a document that was away and is there again.
    fn returned(&mut self, path: &BookPath, text: &MomentText) -> Option<usize> {
        let by_id = own_id(text).and_then(|id| self.left_by_id.get(id)).copied();
        let by_path = || {
            self.left_by_path.get(path).copied().filter(|&thread| {
                let (was, is) = (self.last_id(thread), own_id(text));
                was.is_none() || is.is_none() || was == is
            })
        };
        let thread = by_id.or_else(by_path)?;
        self.left_by_id.retain(|_, left| *left != thread);
        self.left_by_path.retain(|_, left| *left != thread);
        Some(thread)
    }

    fn last_text(&self, thread: usize) -> Option<&MomentText> {
        self.threads[thread].moments.iter().rev().find_map(|moment| moment.text.as_ref())
    }

    fn last_id(&self, thread: usize) -> Option<&DocumentId> {
        let records = self.threads[thread].moments.iter().rev().filter_map(|moment| moment.text.as_ref());
        let record = records.filter_map(|text| text.record.as_ref()).next()?;
        record.declared.has_own_id.then_some(&record.declared.id)
    }
}

fn own_id(text: &MomentText) -> Option<&DocumentId> {
    let declared = &text.record.as_ref()?.declared;
    declared.has_own_id.then_some(&declared.id)
}

fn are_two_documents(before: &MomentText, now: &MomentText) -> bool {
    let (Some(was), Some(is)) = (own_id(before), own_id(now)) else { return false };
    let prose = |text: &MomentText| text.record.as_ref().map(|record| record.declared.prose);
    was != is && prose(before) != prose(now)
}
