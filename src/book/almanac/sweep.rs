//! Day by day: claims become coverage, and texts and decisions are kept once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::calendar::Calendar;
use super::epochs::Epochs;
use super::interned::Interned;
use super::register::Stood;
use super::shape::{
    Almanac, AlmanacDecision, AlmanacEdition, AlmanacEntry, AlmanacRow, AlmanacStatement, AlmanacText, EntryState,
    Standing, StatementRow, StatementStanding,
};
use super::statement::StatementStood;
use crate::book::bind::preferred_frameworks;
use crate::book::claims::{resolve_record, resolve_statement};
use crate::book::frameworks::{Catalogue, shown};
use crate::diagnostic::Findings;
use crate::load::{Manuscript, Record};
use crate::model::{CommitId, ControlKind, ControlRef, Date, Statement, Status};
use crate::source::SourceTree;

/// What holds from a day on, by thread.
pub(super) type Rows = Vec<RowsOfOne>;

/// What holds of one thread from which day on.
pub(super) type RowsOfOne = Vec<(Date, Option<Stood>)>;

/// Everything that the days are told from.
pub(super) struct Sweep<'a> {
    pub(super) epochs: &'a Epochs,
    pub(super) calendar: &'a Calendar,
    pub(super) statements: &'a [(Date, Option<StatementStood>)],
}

/// The claims of a document on a day.
#[derive(Debug, Clone, Default)]
struct Claims {
    in_force: Vec<usize>,
    others: Vec<usize>,
}

/// What decides which frameworks are shown: those claimed, settings and frameworks, and
/// the statement on the branch.
type ShownBy = (BTreeSet<String>, (usize, usize), Option<usize>);

/// How the claims of a text are to be understood on a day.
type Reading = (usize, Vec<String>);

/// What has been kept so far.
#[derive(Default)]
struct Kept {
    texts: Interned<AlmanacText>,
    entries: Interned<ControlRef>,
    editions: Interned<AlmanacEdition>,
    statements: Interned<AlmanacStatement>,
    decisions: Interned<AlmanacDecision>,
    readings: Interned<Reading>,
    /// Claims of records as some reading understands them; records by their places in memory.
    claims: BTreeMap<(usize, usize), Vec<usize>>,
    states: Vec<Vec<(Date, EntryState)>>,
}

impl Sweep<'_> {
    /// Fills in what changed on which day: the rows of documents, coverage and statement.
    pub(super) fn fill(&self, rows: &Rows, almanac: &mut Almanac) {
        let catalogues: Vec<Catalogue<'_>> =
            self.epochs.catalogues.iter().map(|manuscript| Catalogue::new(&manuscript.frameworks)).collect();
        let mut kept = Kept::default();
        let mut by_day: BTreeMap<Date, Vec<(usize, usize)>> = BTreeMap::new();
        for (thread, rows) in rows.iter().enumerate() {
            for (at, (day, _)) in rows.iter().enumerate() {
                by_day.entry(*day).or_default().push((thread, at));
            }
        }
        let mut days: BTreeSet<Date> = by_day.keys().copied().collect();
        days.extend(self.statements.iter().map(|(day, _)| *day));
        days.extend(self.setup_days());
        let mut current: Vec<Option<&Stood>> = vec![None; rows.len()];
        let mut claims: Vec<Claims> = vec![Claims::default(); rows.len()];
        let mut reading_before: Option<usize> = None;
        let mut shown_before: Option<ShownBy> = None;
        let mut editions: Vec<usize> = Vec::new();
        for day in days {
            let Some(step) = self.calendar.step_on(day) else { continue };
            let (setting, catalogue_index) = self.epochs.at[step];
            let catalogue = &catalogues[catalogue_index];
            let stood = self.statement_on(day);
            let on_branch = stood.and_then(|stood| stood.on_branch);
            let manuscript = self.manuscript(catalogue_index, on_branch);
            let preferred = preferred_frameworks(&manuscript, catalogue, &self.epochs.settings[setting]);
            let reading = kept.readings.number((catalogue_index, preferred));
            let is_read_anew = reading_before != Some(reading);
            reading_before = Some(reading);
            let mut changed: Vec<(usize, Option<&Stood>)> = by_day
                .get(&day)
                .into_iter()
                .flatten()
                .map(|&(thread, at)| (thread, rows[thread][at].1.as_ref()))
                .collect();
            if is_read_anew {
                let named: BTreeSet<usize> = changed.iter().map(|(thread, _)| *thread).collect();
                let others = (0..rows.len()).filter(|thread| current[*thread].is_some() && !named.contains(thread));
                changed.extend(others.map(|thread| (thread, current[thread])).collect::<Vec<_>>());
            }
            for (thread, row) in changed {
                current[thread] = row;
                let read = row.map(|row| kept.row(row, reading, catalogue));
                claims[thread] = read.as_ref().map(|(_, claims)| claims.clone()).unwrap_or_default();
                put(&mut almanac.documents[thread].rows, day, read.map(|(row, _)| row));
            }
            let statement = stood.and_then(|stood| kept.statement(stood, self.epochs, catalogue));
            put(&mut almanac.statement_days, day, statement);
            let claimed = kept.claimed_frameworks(&claims);
            let key = (claimed, (setting, catalogue_index), on_branch);
            if shown_before.as_ref() != Some(&key) {
                let none = SourceTree::default();
                let config = &self.epochs.settings[setting];
                let (ids, _) = shown(&manuscript, catalogue, &key.0, config, &none, &mut Findings::default());
                editions = ids.iter().filter_map(|id| kept.edition(catalogue, id)).collect();
                put(&mut almanac.shown, day, editions.clone());
                shown_before = Some(key);
            }
            let decided = self.decided(stood, catalogue);
            kept.cover(day, &editions, &claims, &decided);
        }
        kept.finish(almanac);
    }

    /// Returns the days on which settings or frameworks changed.
    fn setup_days(&self) -> impl Iterator<Item = Date> {
        let spans = self.calendar.spans.iter().filter_map(|span| Some((span.from, self.epochs.at[span.step?])));
        let mut before = None;
        spans.filter_map(move |(day, at)| (before.replace(at) != Some(at)).then_some(day))
    }

    fn statement_on(&self, day: Date) -> Option<StatementStood> {
        let to = self.statements.partition_point(|(from, _)| *from <= day);
        self.statements[..to].last().and_then(|(_, stood)| *stood)
    }

    fn statement(&self, at: usize) -> Option<&Statement> {
        self.epochs.statements.get(at)?.1.as_ref()?.as_ref()
    }

    /// Returns what a day's manuscript says besides its documents.
    fn manuscript(&self, catalogue: usize, statement: Option<usize>) -> Manuscript {
        let known = &self.epochs.catalogues[catalogue];
        let bare = |statement: &Statement| Statement { decisions: BTreeMap::new(), ..statement.clone() };
        Manuscript {
            frameworks: known
                .frameworks
                .iter()
                .filter(|framework| known.own_frameworks.contains(&framework.path))
                .cloned()
                .collect(),
            own_frameworks: known.own_frameworks.clone(),
            statement: statement.and_then(|at| self.statement(at)).map(bare),
            ..Manuscript::default()
        }
    }

    /// Returns what the statement in force excludes.
    fn decided(&self, stood: Option<StatementStood>, catalogue: &Catalogue<'_>) -> Decided {
        match stood {
            None => Decided::Nothing,
            Some(stood) if stood.standing == StatementStanding::Unknown => Decided::Unknown,
            Some(stood) => {
                let statement = stood.in_force.and_then(|(at, _)| self.statement(at));
                let tree = SourceTree::default();
                let resolved = statement
                    .and_then(|statement| resolve_statement(statement, catalogue, &tree, &mut Findings::default()));
                let Some(resolved) = resolved else { return Decided::Nothing };
                let excluded = resolved.decisions.iter().filter(|(_, decision)| decision.is_applicable == Some(false));
                Decided::Excluded(excluded.map(|(target, _)| target.clone()).collect())
            }
        }
    }
}

/// What a statement decided for coverage.
enum Decided {
    Nothing,
    Unknown,
    Excluded(BTreeSet<ControlRef>),
}

impl Kept {
    /// Returns the row of a document, and what it claims.
    fn row(&mut self, stood: &Stood, reading: usize, catalogue: &Catalogue<'_>) -> (AlmanacRow, Claims) {
        let mut claims = Claims::default();
        let in_force = stood.in_force.as_ref().map(|found| {
            claims.in_force = self.claims(&found.text.record, reading, catalogue);
            let source = Some((found.commit.clone(), found.text.record.declared.words));
            self.text(&found.text.record, &found.path, claims.in_force.clone(), source)
        });
        let is_same = stood.in_force.as_ref().is_some_and(|found| found.text.moment == stood.on_branch.moment);
        let is_live = stood.on_branch.record.declared.status != Status::Retired && stood.standing != Standing::Unknown;
        if !is_same && is_live {
            claims.others = self.claims(&stood.on_branch.record, reading, catalogue);
        }
        let on_branch =
            (!is_same).then(|| self.text(&stood.on_branch.record, &stood.path, claims.others.clone(), None));
        let row = AlmanacRow {
            standing: stood.standing,
            in_force,
            on_branch,
            from: stood.in_force.as_ref().map(|found| found.from),
            until: stood.in_force.as_ref().and_then(|found| found.until),
            recorded_later: stood.recorded_later.clone(),
        };
        (row, claims)
    }

    fn claims(&mut self, record: &Arc<Record>, reading: usize, catalogue: &Catalogue<'_>) -> Vec<usize> {
        let key = (Arc::as_ptr(record) as usize, reading);
        if let Some(known) = self.claims.get(&key) {
            return known.clone();
        }
        let (_, preferred) = self.readings.get(reading).clone();
        let found = resolve_record(&record.claims, catalogue, &preferred);
        let numbers: BTreeSet<usize> = found.into_iter().map(|target| self.entries.number(target)).collect();
        let numbers: Vec<usize> = numbers.into_iter().collect();
        self.claims.insert(key, numbers.clone());
        numbers
    }

    fn text(
        &mut self,
        record: &Record,
        path: &crate::source::BookPath,
        claims: Vec<usize>,
        source: Option<(CommitId, crate::source::Digest)>,
    ) -> usize {
        let declared = &record.declared;
        self.texts.number(AlmanacText {
            id: declared.id.to_string(),
            title: record.title.clone(),
            document_type: declared.document_type,
            path: path.clone(),
            version: record.version.clone(),
            status: declared.status,
            owner: record.owner.clone(),
            approved_by: declared.approved_by.clone(),
            approved_on: declared.approved_on,
            claims,
            source,
        })
    }

    fn statement(&mut self, stood: StatementStood, epochs: &Epochs, catalogue: &Catalogue<'_>) -> Option<StatementRow> {
        let mut keep = |at: usize| {
            let statement = epochs.statements.get(at)?.1.as_ref()?.as_ref()?;
            let tree = SourceTree::default();
            let resolved = resolve_statement(statement, catalogue, &tree, &mut Findings::default())?;
            let decisions = resolved.decisions.iter().map(|(target, decision)| {
                let entry = self.entries.number(target.clone());
                self.decisions.number(AlmanacDecision {
                    entry,
                    is_applicable: decision.is_applicable,
                    reasons: decision.reasons.clone(),
                    justification: decision.justification.clone(),
                    status: decision.status,
                    owner: decision.owner.clone(),
                })
            });
            let decisions = decisions.collect();
            Some(self.statements.number(AlmanacStatement {
                framework: resolved.framework.clone(),
                version: resolved.version.clone(),
                approved_by: resolved.approved_by.clone(),
                approved_on: resolved.approved_on,
                scope: resolved.scope.clone(),
                decisions,
            }))
        };
        let in_force = stood.in_force.and_then(|(at, _)| keep(at));
        let on_branch = stood.on_branch.and_then(keep);
        Some(StatementRow {
            standing: stood.standing,
            in_force,
            on_branch: on_branch.filter(|_| on_branch != in_force),
            from: stood.in_force.map(|(_, from)| from),
        })
    }

    fn claimed_frameworks(&self, claims: &[Claims]) -> BTreeSet<String> {
        let mut numbers: BTreeSet<usize> = BTreeSet::new();
        for claims in claims {
            numbers.extend(claims.in_force.iter().chain(&claims.others));
        }
        numbers.into_iter().map(|number| self.entries.get(number).framework.clone()).collect()
    }

    fn edition(&mut self, catalogue: &Catalogue<'_>, id: &str) -> Option<usize> {
        let framework = catalogue.find(id)?;
        let asked = framework.controls.iter().filter(|control| !control.is_informative);
        let entries = asked.map(|control| AlmanacEntry {
            entry: self.entries.number(ControlRef { framework: framework.id.clone(), control: control.id.clone() }),
            title: control.title.clone(),
            kind: control.kind,
        });
        let entries = entries.collect();
        let (framework, title) = (framework.id.clone(), framework.short_title.clone());
        Some(self.editions.number(AlmanacEdition { framework, title, entries }))
    }

    /// Says how every entry that is shown stood on a day.
    fn cover(&mut self, day: Date, editions: &[usize], claims: &[Claims], decided: &Decided) {
        let count = self.entries.len();
        let (mut covered, mut claimed) = (vec![false; count], vec![false; count]);
        for claims in claims {
            claims.in_force.iter().for_each(|&entry| covered[entry] = true);
            claims.others.iter().for_each(|&entry| claimed[entry] = true);
        }
        self.states.resize_with(count, Vec::new);
        for &edition in editions {
            for found in &self.editions.get(edition).entries {
                let is_control = found.kind == ControlKind::Control;
                let state = match decided {
                    Decided::Excluded(excluded) if is_control && excluded.contains(self.entries.get(found.entry)) => {
                        EntryState::Excluded
                    }
                    _ if covered[found.entry] => EntryState::Covered,
                    Decided::Unknown if is_control => EntryState::Unknown,
                    _ if claimed[found.entry] => EntryState::DraftOnly,
                    _ => EntryState::Uncovered,
                };
                put(&mut self.states[found.entry], day, state);
            }
        }
    }

    fn finish(self, almanac: &mut Almanac) {
        let count = self.entries.len();
        almanac.states = self.states;
        almanac.states.resize_with(count, Vec::new);
        almanac.entries = self.entries.into_list();
        almanac.texts = self.texts.into_list();
        almanac.editions = self.editions.into_list();
        almanac.statements = self.statements.into_list();
        almanac.decisions = self.decisions.into_list();
    }
}

/// Adds what holds from `day` on, unless it did already.
fn put<T: PartialEq>(list: &mut Vec<(Date, T)>, day: Date, value: T) {
    if list.last().is_none_or(|(_, before)| *before != value) {
        list.push((day, value));
    }
}
