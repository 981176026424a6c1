//! The one thread that writes to the log. What came while it wrote is written together, so that
//! the disk is asked once for all of it; nobody is answered before it is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::clock::Clock;
use super::shown::Shown;
use super::snapshot::Snapshot;
use crate::ledger::{
    AcknowledgedText, Acknowledgement, Appended, Draft, Entropy, IdType, Statement, Store, StoreError,
};

/// Drafts that may wait; more are refused, so that memory has an end.
const QUEUE: usize = 1024;
/// Drafts that are written together.
const BATCH: usize = 256;
/// After which time a log that could not be written is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// What became of an acknowledgement.
#[derive(Debug)]
pub(super) enum Written {
    /// It is in the log.
    Done(Box<Appended>),
    /// The text is not the one that is asked for any more; nothing was written.
    Stale,
    /// It could not be written, and may be sent again.
    Failed(StoreError),
}

/// What somebody says to a text that they are asked to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// They confirm it.
    Confirm,
    /// They do not.
    Decline,
}

/// Why an acknowledgement was not even taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// Too many wait.
    Full,
    /// The writer has ended.
    Stopped,
}

enum Job {
    Acknowledge(Box<Given>),
    Draft(Box<Drafted>),
    Record(Snapshot),
}

/// What somebody puts on record about somebody else.
struct Drafted {
    draft: Draft,
    /// The text that has to be asked for when it is written.
    text: Option<AcknowledgedText>,
    answer: oneshot::Sender<Written>,
}

struct Given {
    acknowledgement: Acknowledgement,
    intent: Intent,
    answer: oneshot::Sender<Written>,
}

/// Who the people of the roster are for the log.
#[derive(Debug, Clone)]
pub(super) struct Issuer {
    /// Who vouches for their identifiers.
    pub(super) name: String,
    /// What an identifier is.
    pub(super) id_type: IdType,
}

/// The way to the writing thread.
pub(super) struct Writer {
    queue: SyncSender<Job>,
    /// Whether the last attempt to write failed.
    is_failing: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the thread, which ends when the writer is dropped.
    pub(super) fn start(
        store: Box<dyn Store>,
        shown: Arc<Shown>,
        clock: Arc<Clock>,
        issuer: Issuer,
    ) -> (Self, JoinHandle<()>) {
        let (queue, jobs) = sync_channel(QUEUE);
        let (is_failing, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let writer = Self { queue, is_failing: Arc::clone(&is_failing), written: Arc::clone(&written) };
        let work = Work { store, shown, clock, issuer, unwritten: Vec::new(), is_failing, written };
        (writer, std::thread::spawn(move || work.run(&jobs)))
    }

    /// Takes an answer to a text; what becomes of it is told later.
    pub(super) fn write(
        &self,
        acknowledgement: Acknowledgement,
        intent: Intent,
    ) -> Result<oneshot::Receiver<Written>, NotTaken> {
        let (answer, receiver) = oneshot::channel();
        match self.queue.try_send(Job::Acknowledge(Box::new(Given { acknowledgement, intent, answer }))) {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(NotTaken::Full),
            Err(TrySendError::Disconnected(_)) => Err(NotTaken::Stopped),
        }
    }

    /// Takes what somebody puts on record about somebody else. When it is about a text, that has to
    /// be asked for when it is written.
    pub(super) fn write_draft(
        &self,
        draft: Draft,
        text: Option<AcknowledgedText>,
    ) -> Result<oneshot::Receiver<Written>, NotTaken> {
        let (answer, receiver) = oneshot::channel();
        match self.queue.try_send(Job::Draft(Box::new(Drafted { draft, text, answer }))) {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(NotTaken::Full),
            Err(TrySendError::Disconnected(_)) => Err(NotTaken::Stopped),
        }
    }

    /// Takes what is put on record besides; false when too much waits.
    pub(super) fn record(&self, snapshot: Snapshot) -> Result<(), Snapshot> {
        self.queue.try_send(Job::Record(snapshot)).map_err(|error| match error {
            TrySendError::Full(Job::Record(snapshot)) | TrySendError::Disconnected(Job::Record(snapshot)) => snapshot,
            TrySendError::Full(_) | TrySendError::Disconnected(_) => unreachable!("what comes back is what was sent"),
        })
    }

    /// Returns whether the log can be written, as far as is known.
    pub(super) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Returns how many records were written since the start.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

struct Work {
    store: Box<dyn Store>,
    shown: Arc<Shown>,
    clock: Arc<Clock>,
    issuer: Issuer,
    /// What could not be written yet.
    unwritten: Vec<Snapshot>,
    is_failing: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
}

impl Work {
    fn run(mut self, jobs: &Receiver<Job>) {
        loop {
            let first = match jobs.recv_timeout(TRY_AGAIN) {
                Ok(job) => job,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    self.probe();
                    continue;
                }
            };
            let mut batch = Vec::new();
            let mut next = Some(first);
            while let Some(job) = next {
                match job {
                    Job::Acknowledge(given) => batch.push(*given),
                    Job::Draft(drafted) => self.write_one(*drafted),
                    Job::Record(snapshot) => self.unwritten.push(snapshot),
                }
                next = if batch.len() < BATCH { jobs.try_recv().ok() } else { None };
            }
            self.write(batch);
            self.record();
        }
    }

    /// Puts on record what waits for that; what cannot be written waits on.
    fn record(&mut self) {
        while let Some(snapshot) = self.unwritten.first() {
            match snapshot.write(self.store.as_mut(), &self.issuer.name, self.issuer.id_type, &self.clock) {
                Ok(is_new) => {
                    self.written.fetch_add(u64::from(is_new), Ordering::Relaxed);
                    self.unwritten.remove(0);
                }
                Err(_) => {
                    self.is_failing.store(true, Ordering::Relaxed);
                    return;
                }
            }
        }
    }

    /// Finds out whether a log that could not be written can be now: nobody may ask as long
    /// as the service says that it is not ready.
    fn probe(&mut self) {
        if self.is_failing.load(Ordering::Relaxed) {
            let is_failing = self.store.probe().is_err();
            self.is_failing.store(is_failing, Ordering::Relaxed);
            if !is_failing {
                self.record();
            }
        }
    }

    fn write(&mut self, batch: Vec<Given>) {
        // The text is compared here, where the order of records is decided.
        let (current, stale): (Vec<Given>, Vec<Given>) = batch.into_iter().partition(|job| {
            let given = &job.acknowledgement;
            self.is_asked(&given.text, Some(&given.statement))
        });
        for job in stale {
            let _ = job.answer.send(Written::Stale);
        }
        if current.is_empty() {
            return;
        }
        let draft = |job: &Given| match job.intent {
            Intent::Confirm => Draft::acknowledgement(job.acknowledgement.clone(), Entropy::random()),
            Intent::Decline => Draft::decline(job.acknowledgement.clone(), Entropy::random()),
        };
        let drafts: Vec<Draft> = current.iter().map(draft).collect();
        let appended = self.store.append(&drafts, self.clock.now());
        self.is_failing.store(appended.is_err(), Ordering::Relaxed);
        match appended {
            Ok(appended) => {
                let new = appended.iter().filter(|appended| matches!(appended, Appended::New(_))).count();
                self.written.fetch_add(new as u64, Ordering::Relaxed);
                for (job, appended) in current.into_iter().zip(appended) {
                    let _ = job.answer.send(Written::Done(Box::new(appended)));
                }
            }
            Err(error) => {
                for job in current {
                    let _ = job.answer.send(Written::Failed(error.clone()));
                }
            }
        }
    }

    fn write_one(&mut self, drafted: Drafted) {
        let Drafted { draft, text, answer } = drafted;
        if text.is_some_and(|text| !self.is_asked(&text, None)) {
            let _ = answer.send(Written::Stale);
            return;
        }
        let appended = self.store.append(&[draft], self.clock.now());
        self.is_failing.store(appended.is_err(), Ordering::Relaxed);
        let _ = answer.send(match appended.map(|mut appended| appended.pop()) {
            Ok(Some(appended)) => {
                self.written.fetch_add(u64::from(matches!(appended, Appended::New(_))), Ordering::Relaxed);
                Written::Done(Box::new(appended))
            }
            Ok(None) => Written::Failed(StoreError::Broken("nothing was written".to_owned())),
            Err(error) => Written::Failed(error),
        });
    }

    /// Returns whether a text is the one that is asked for now, in these words when some are given.
    fn is_asked(&self, text: &AcknowledgedText, words: Option<&Statement>) -> bool {
        self.shown.now().is_some_and(|now| {
            now.release.asked(&text.document, &text.language).is_some_and(|asked| {
                asked.version == text.version
                    && asked.fingerprint == text.fingerprint
                    && asked.cycle == text.cycle
                    && words.is_none_or(|words| asked.statement == *words)
            })
        })
    }
}
