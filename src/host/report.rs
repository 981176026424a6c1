//! How far everybody is, for those who may see it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde_json::json;

use super::answer::{Answer, NOT_KEPT, Problem, answer, json};
use super::caller::Caller;
use super::page_schema::{DocumentReport, ReportRow, ReportView, TextView};
use super::question::Question;
use super::receipt::shown_name;
use super::service::{Service, unavailable};
use super::shown::Now;
use super::text_view::{href_of, text_view};
use crate::artifact::csv_row;
use crate::ledger::Record;
use crate::model::{Date, Zone};
use crate::obligation::{Asked, recorded_on, records_of, records_of_subjects};
use crate::roster::{Member, Roster};

/// What a report is made of: the people, what was asked of them, and what is on record.
struct Basis {
    roster: Arc<Roster>,
    asked: Vec<Asked>,
    records: BTreeMap<String, Vec<Record>>,
}

/// A report in full.
struct Report {
    question: Question,
    day: Date,
    /// How many people were there on that day, and how many of them were asked for.
    people: usize,
    chosen_people: usize,
    groups: BTreeSet<String>,
    documents: Vec<DocumentReport>,
    /// The document that was asked for.
    chosen: Option<DocumentReport>,
    /// How far each person is with each document, of those that were asked for.
    rows: Vec<ReportRow>,
}

impl Service {
    /// Answers with the page of the report.
    pub(super) async fn report_page(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Answer {
        let report = match self.report(now, query, caller).await {
            Ok(report) => report,
            Err(problem) => return self.problem_page(now, &problem, None),
        };
        let question = report.question;
        let is_in_full = question.document.is_some() || question.person.is_some();
        let view = ReportView {
            root: "../".to_owned(),
            is_rehearsal: self.is_rehearsal,
            person: shown_name(caller),
            day: report.day.to_string(),
            today: self.today().to_string(),
            people: report.people,
            chosen_people: report.chosen_people,
            groups: report.groups.into_iter().collect(),
            documents: report.documents,
            chosen: report.chosen,
            rows: if is_in_full { report.rows } else { Vec::new() },
            is_strict: question.is_strict,
            query: question.query(),
            other_query: Question { is_strict: !question.is_strict, ..question.clone() }.query(),
            asked_group: question.group,
            asked_person: question.person,
            asked_day: question.as_of.map(|day| day.to_string()),
            language: question.language,
        };
        self.page(now, StatusCode::OK, &self.title("Who has acknowledged what"), "service-report.html", &view)
    }

    /// Answers with each person and document that were asked for, as CSV.
    pub(super) async fn report_csv(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Answer {
        let report = match self.report(now, query, caller).await {
            Ok(report) => report,
            Err(problem) => return problem.to_text(),
        };
        let head = [
            "id",
            "name",
            "document",
            "version",
            "language",
            "state",
            "due",
            "declined_on",
            "acknowledged_at",
            "version_acknowledged",
            "record",
        ];
        let mut lines = vec![csv_row(head)];
        for row in report.rows {
            let text = row.text;
            let acknowledged = version_acknowledged(&text).cloned().unwrap_or_default();
            let cells = [
                row.id,
                row.name,
                text.id,
                text.version,
                text.language,
                text.state.to_owned(),
                text.due.unwrap_or_default(),
                text.declined.unwrap_or_default(),
                text.at.unwrap_or_default(),
                acknowledged,
                text.record.unwrap_or_default(),
            ];
            lines.push(csv_row(cells.iter().map(String::as_str)));
        }
        let mut file = answer(StatusCode::OK, "text/csv", NOT_KEPT, lines.concat());
        let document = report.question.document.unwrap_or_else(|| "all".to_owned());
        let plain: String = document.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = format!("attachment; filename=\"acknowledgements-{plain}-{}.csv\"", report.day);
        if let Ok(value) = HeaderValue::from_str(&name) {
            file.headers_mut().insert("content-disposition", value);
        }
        file
    }

    /// Answers with the report for programs.
    pub(super) async fn coverage(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Answer {
        let report = match self.report(now, query, caller).await {
            Ok(report) => report,
            Err(problem) => return problem.to_json(),
        };
        let document = |document: &DocumentReport| {
            json!({
                "doc": document.id, "title": document.title, "lang": document.language, "version": document.version,
                "location": self.address(&document.href), "asked": document.asked, "done": document.done,
                "overdue": document.overdue,
            })
        };
        let row = |row: &ReportRow| {
            let text = &row.text;
            json!({
                "id": row.id, "name": row.name, "doc": text.id, "lang": text.language, "state": text.state,
                "due": text.due, "declined_on": text.declined, "acknowledged_at": text.at,
                "version_acknowledged": version_acknowledged(text), "on_behalf": text.is_on_behalf,
                "record": text.record,
            })
        };
        let question = &report.question;
        let mode = if question.is_strict { "strict" } else { "class" };
        let is_in_full = question.document.is_some() || question.person.is_some();
        let value = json!({
            "day": report.day.to_string(), "mode": mode, "people": report.chosen_people,
            "documents": report.documents.iter().map(document).collect::<Vec<_>>(),
            "document": report.chosen.as_ref().map(document),
            "rows": is_in_full.then(|| report.rows.iter().map(row).collect::<Vec<_>>()),
        });
        json(StatusCode::OK, &value)
    }

    async fn report(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Result<Report, Problem> {
        if !self.people.is_auditor(caller) {
            let detail = "only those whom `auditors` in `[host]` names may see what others acknowledged";
            return Err(Problem::new(StatusCode::FORBIDDEN, "not-an-auditor", detail));
        }
        let (today, zone) = self.day_and_zone();
        let question = Question::of(query, today)?;
        let day = question.as_of.unwrap_or(today);
        let basis = match question.as_of {
            Some(day) => self.basis_on(day).await?,
            None => self.basis(now, caller).await?,
        };
        let people = question.people(&basis.roster, day)?;
        let present = || basis.roster.present(day);
        let mut report = Report {
            day,
            people: present().count(),
            chosen_people: people.len(),
            groups: present().flat_map(|member| member.groups.iter().cloned()).collect(),
            documents: Vec::new(),
            chosen: None,
            rows: Vec::new(),
            question,
        };
        for asked in &basis.asked {
            let question = &report.question;
            let rows = rows(asked, &people, &basis.records, (day, zone), question.is_strict);
            let is_chosen = question.is_about(asked) && report.chosen.is_none();
            let document = document_report(asked, &rows, question);
            if is_chosen || question.document.is_none() {
                report.rows.extend(rows);
            }
            if is_chosen {
                report.chosen = Some(document.clone());
            }
            report.documents.push(document);
        }
        if report.question.document.is_some() && report.chosen.is_none() {
            let detail = "no such document is asked to be acknowledged";
            return Err(Problem::new(StatusCode::NOT_FOUND, "no-such-document", detail));
        }
        Ok(report)
    }

    /// Returns what a report of today is made of.
    async fn basis(&self, now: Option<&Now>, caller: &Caller) -> Result<Basis, Problem> {
        let (roster, issuer) = (self.people.roster(), caller.identity.issuer.clone());
        let people = Arc::clone(&roster);
        let records = self.readers.ask(move |store| records_of(store, &people, Some(&issuer))).await;
        let records = records.map_err(|error| unavailable(&error))?;
        let asked = now.map(|now| now.release.asked.clone()).unwrap_or_default();
        Ok(Basis { roster, asked, records })
    }

    /// Returns what the report of a day of the past is made of: everything as it was on record
    /// when that day ended.
    async fn basis_on(&self, day: Date) -> Result<Basis, Problem> {
        let zone = self.clock.zone().clone();
        let recorded = self.readers.ask(move |store| {
            let then = recorded_on(store, day, &zone)?;
            let (Some((roster, subjects)), Some(asked)) = (then.people, then.asked) else { return Ok(None) };
            let mut records = records_of_subjects(store, &subjects)?;
            for of_one in records.values_mut() {
                of_one.retain(|record| zone.day_of(record.recorded_at) <= day);
            }
            Ok(Some(Basis { roster: Arc::new(roster), asked, records }))
        });
        recorded.await.map_err(|error| unavailable(&error))?.ok_or_else(|| {
            let detail = format!("who had to acknowledge what was not on record on {day}");
            Problem::new(StatusCode::NOT_FOUND, "not-on-record", detail)
        })
    }
}

/// Returns the version that somebody acknowledged, when they did.
fn version_acknowledged(text: &TextView) -> Option<&String> {
    text.at.as_ref().map(|_| text.earlier_version.as_ref().unwrap_or(&text.version))
}

/// Returns how far those are who have to acknowledge a text, in the order of the roster. What
/// was given for an earlier text does not count when it is meant strictly.
fn rows(
    asked: &Asked,
    people: &[&Member],
    records: &BTreeMap<String, Vec<Record>>,
    (day, zone): (Date, &Zone),
    is_strict: bool,
) -> Vec<ReportRow> {
    let strict = is_strict.then(|| Asked { earlier: Vec::new(), ..asked.clone() });
    let counted = strict.as_ref().unwrap_or(asked);
    let row = |member: &&Member| {
        let own = records.get(&member.id).map(Vec::as_slice).unwrap_or_default();
        ReportRow {
            id: member.id.clone(),
            name: member.name.clone().unwrap_or_default(),
            text: text_view(counted, own, member.joined, (day, zone), true),
        }
    };
    people.iter().filter(|member| member.is_in(&asked.audience)).map(row).collect()
}

fn document_report(asked: &Asked, rows: &[ReportRow], question: &Question) -> DocumentReport {
    let count = |is: fn(&str) -> bool| rows.iter().filter(|row| is(row.text.state)).count();
    let in_full =
        Question { document: Some(asked.document.clone()), language: Some(asked.language.clone()), ..question.clone() };
    DocumentReport {
        id: asked.document.clone(),
        title: asked.title.clone(),
        language: asked.language.clone(),
        version: asked.version.clone(),
        href: href_of(&asked.url),
        query: in_full.query(),
        asked: count(|state| state != "exempt"),
        done: count(|state| matches!(state, "acknowledged" | "earlier")),
        overdue: count(|state| state == "overdue"),
    }
}
