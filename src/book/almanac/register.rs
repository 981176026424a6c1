//! Which text of a document was in force when, as the branch knew it on each day.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::calendar::Calendar;
use super::shape::Standing;
use super::threads::{Moment, MomentText, Thread};
use crate::book::records::{Reading, Records};
use crate::config::Config;
use crate::history::{BlobId, Landing, PastPath, Step, Texts};
use crate::load::Record;
use crate::model::{CommitId, Date, Declared, Status};
use crate::source::{BookPath, Digest};
use crate::version::{Approval, State, Version, versions};

/// A text that was in force, and the commit that brought it.
#[derive(Debug, Clone)]
pub(super) struct InForce {
    pub(super) text: KnownText,
    pub(super) path: BookPath,
    pub(super) commit: CommitId,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
}

/// A text that can be read, and where it stood.
#[derive(Debug, Clone)]
pub(super) struct KnownText {
    pub(super) record: Arc<Record>,
    pub(super) moment: usize,
}

/// How a document stood.
#[derive(Debug, Clone)]
pub(super) struct Stood {
    pub(super) standing: Standing,
    pub(super) in_force: Option<InForce>,
    /// The text on the branch; of one that cannot be read, the last that can.
    pub(super) on_branch: KnownText,
    /// Where the file stood.
    pub(super) path: BookPath,
    pub(super) recorded_later: Option<String>,
}

/// What a thread is told from.
pub(super) struct Sources<'a> {
    pub(super) steps: &'a [Step],
    pub(super) calendar: &'a Calendar,
    pub(super) texts: &'a dyn Texts,
    pub(super) records: &'a Records,
    /// The book's folder from the top of the repository; empty at the top.
    pub(super) folder: &'a str,
    pub(super) settings: &'a (dyn Fn(usize) -> &'a Config + Sync),
    pub(super) today: Date,
}

/// Returns from which day on a document stood how; nothing where it was no controlled
/// document that was there. A text without a label counts as a version without a name.
pub(super) fn stood(thread: &Thread, sources: &Sources<'_>) -> Vec<(Date, Option<Stood>)> {
    let moments = &thread.moments;
    let states: Vec<State> = (0..moments.len()).rev().map(|at| sources.state(moments, at)).collect();
    let days: Vec<Option<Date>> = moments.iter().map(|moment| sources.calendar.day_of(moment.step)).collect();
    let later = recorded_later(&versions(&states, sources.today), sources);
    let mut rows = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let Some(day) = *day else { continue };
        let next = days.get(at + 1).copied().flatten();
        // Of several on one day, its end shows the last.
        if next == Some(day) {
            continue;
        }
        let known = &states[states.len() - 1 - at..];
        for day in turning_days(known, &later, day, next, sources.today) {
            rows.push((day, sources.on(moments, at, known, &later, day)));
        }
    }
    rows
}

/// A version that counts from a day on which the branch did not have its record yet.
struct Later {
    label: String,
    words: Digest,
    from: Date,
    until: Date,
}

fn recorded_later(all: &[Version], sources: &Sources<'_>) -> Vec<Later> {
    let later = |version: &Version| {
        let from = version.in_force_from?;
        let step = sources.step_of(version.approval.as_ref()?.landing.place);
        let recorded = sources.calendar.day_of(step)?;
        let until = version.in_force_until.map_or(recorded, |until| until.min(recorded));
        let label = version.label.clone();
        (from < until).then_some(Later { label, words: version.declared.words, from, until })
    };
    all.iter().filter_map(later).collect()
}

/// Returns the days from `first` until before `next` on which something may change
/// although no commit came.
fn turning_days(known: &[State], later: &[Later], first: Date, next: Option<Date>, today: Date) -> BTreeSet<Date> {
    let mut days = BTreeSet::from([first]);
    for declared in known.iter().filter_map(|state| state.declared.as_ref()) {
        days.extend(declared.approved_on);
        days.extend(declared.effective_from);
    }
    days.extend(known.iter().filter_map(|state| state.landing.date));
    days.extend(later.iter().flat_map(|later| [later.from, later.until]));
    days.retain(|day| *day >= first && next.is_none_or(|next| *day < next) && *day <= today);
    days
}

impl Sources<'_> {
    fn step_of(&self, place: usize) -> usize {
        self.steps.len() - 1 - place
    }

    /// Returns a moment as versions need it.
    fn state(&self, moments: &[Moment], at: usize) -> State {
        let moment = &moments[at];
        let step = &self.steps[moment.step];
        let landing = Landing {
            commit: step.commit.clone(),
            date: self.calendar.day_of(moment.step),
            place: self.steps.len() - 1 - moment.step,
            joined: Arc::clone(&step.joined),
        };
        let text = moment.text.as_ref();
        let declared = text.and_then(|text| text.record.as_ref()).map(|record| with_label(&record.declared));
        let path = PastPath::seen_from("", &moment.path.as_str().into());
        let joined = match &declared {
            Some(declared) if declared.is_approved() => self.joined(moments, at),
            _ => Vec::new(),
        };
        State { row: at, rows: vec![at], landing, path, text: text.map(|text| text.blob), declared, joined }
    }

    /// Returns what the texts said that a merge joined to the branch, when it has an
    /// approved text that is none of them.
    fn joined(&self, moments: &[Moment], at: usize) -> Vec<Arc<Declared>> {
        let moment = &moments[at];
        let step = &self.steps[moment.step];
        let paths = [Some(moment), at.checked_sub(1).map(|before| &moments[before])];
        let find = |commit: &CommitId| {
            paths.iter().flatten().find_map(|moment| {
                let path = match self.folder {
                    "" => moment.path.to_string(),
                    folder => format!("{folder}/{}", moment.path),
                };
                Some((&moment.path, self.texts.file_at(commit, &path)?))
            })
        };
        let joined: Vec<(_, BlobId)> = step.joined.iter().filter_map(find).collect();
        if joined.iter().any(|(_, blob)| Some(*blob) == moment.text.as_ref().map(|text| text.blob)) {
            return Vec::new();
        }
        let reading = Reading::of((self.settings)(moment.step));
        let read = |(path, blob): &(&BookPath, BlobId)| {
            Some(with_label(&self.records.declared(*blob, path, reading, self.texts)?))
        };
        joined.iter().filter_map(read).collect()
    }

    /// Says how the document stood on `day`, of which the moment `at` is the newest.
    fn on(&self, moments: &[Moment], at: usize, known: &[State], later: &[Later], day: Date) -> Option<Stood> {
        let text = moments[at].text.as_ref()?;
        let on_branch = readable(moments, at).filter(|text| text.record.declared.document_type.is_controlled())?;
        let versions = versions(known, day);
        let is_now = |version: &&Version| {
            version.in_force_from.is_some_and(|from| from <= day)
                && version.in_force_until.is_none_or(|until| day < until)
        };
        let now = versions.iter().find(is_now);
        let in_force = now.and_then(|version| self.in_force(moments, version));
        let is_lost = now.and_then(|version| version.approval.as_ref()).is_some_and(Approval::is_lost);
        let is_sound = in_force.as_ref().is_some_and(|found| !found.text.record.is_of_another_text) && !is_lost;
        let standing = match (&text.record, is_sound) {
            (None, _) => Standing::Unknown,
            (Some(_), true) => Standing::InForce,
            (Some(_), false) if in_force.is_some() => Standing::Changed,
            (Some(record), false) => standing_without(record, known, &versions, day),
        };
        let words = in_force.as_ref().map(|found| found.text.record.declared.words);
        let is_told = |later: &&Later| later.from <= day && day < later.until && Some(later.words) != words;
        Some(Stood {
            standing,
            in_force: in_force.filter(|_| standing == Standing::InForce),
            on_branch,
            path: moments[at].path.clone(),
            recorded_later: later.iter().find(is_told).map(|later| later.label.clone()),
        })
    }

    fn in_force(&self, moments: &[Moment], version: &Version) -> Option<InForce> {
        let step = self.step_of(version.landing.place);
        let moment = moments.iter().rposition(|moment| moment.step == step && moment.text.is_some())?;
        let record = moments[moment].text.as_ref()?.record.clone()?;
        Some(InForce {
            text: KnownText { record, moment },
            path: moments[moment].path.clone(),
            commit: version.landing.commit.clone(),
            from: version.in_force_from?,
            until: version.in_force_until,
        })
    }
}

/// Says why no text of a document was in force.
fn standing_without(record: &Record, known: &[State], versions: &[Version], day: Date) -> Standing {
    let declared = &record.declared;
    match declared.status {
        Status::Retired => return Standing::Retired,
        Status::Draft => return Standing::Draft,
        Status::InReview => return Standing::InReview,
        Status::Approved => {}
    }
    let place = known.first().map(|state| state.landing.place);
    let version = versions.iter().find(|version| Some(version.landing.place) == place);
    let approval = version.and_then(|version| version.approval.as_ref());
    let is_anothers = |names_approval: bool| names_approval && approval.is_some_and(|approval| !approval.is_own);
    if record.is_of_another_text || approval.is_some_and(Approval::is_lost) || is_anothers(declared.names_approval()) {
        return Standing::Changed;
    }
    let is_complete = declared.approved_by.is_some() && declared.approved_on.is_some();
    if is_complete && declared.in_force_from().is_some_and(|from| from > day) {
        return Standing::ToCome;
    }
    Standing::Incomplete
}

/// Returns the text of a moment, else the newest before it that can be read.
fn readable(moments: &[Moment], at: usize) -> Option<KnownText> {
    moments[..=at].iter().enumerate().rev().find_map(|(at, moment)| {
        let MomentText { record, .. } = moment.text.as_ref()?;
        Some(KnownText { record: Arc::clone(record.as_ref()?), moment: at })
    })
}

/// Gives a text without a label the empty one, so that it can be in force.
fn with_label(declared: &Arc<Declared>) -> Arc<Declared> {
    match declared.version {
        Some(_) => Arc::clone(declared),
        None => Arc::new(Declared { version: Some(String::new()), ..Declared::clone(declared) }),
    }
}
