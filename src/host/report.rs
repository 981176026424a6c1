//! How far everybody is, for those who may see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde_json::json;

use super::answer::{Answer, NOT_KEPT, Problem, answer, json};
use super::caller::Caller;
use super::page_schema::{DocumentReport, ReportRow, ReportView, TextView};
use super::receipt::shown_name;
use super::service::{Service, unavailable};
use super::shown::Now;
use super::text_view::{href_of, text_view};
use crate::artifact::csv_row;
use crate::ledger::Record;
use crate::model::{Date, Zone};
use crate::obligation::{Asked, recorded_on, records_of, records_of_subjects};
use crate::roster::{Member, Roster};
use crate::source::encode_path;

/// What is asked of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Question {
    /// The document in full.
    document: Option<String>,
    /// Its language, when it has several.
    language: Option<String>,
    /// Whether only this very text counts, and no earlier one with smaller changes since.
    is_strict: bool,
    /// The day as whose end it is told; nothing for today.
    as_of: Option<Date>,
}

impl Question {
    /// Reads a query.
    fn of(query: &[(String, String)], today: Date) -> Result<Self, Problem> {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let wrong = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-understood", detail);
        let is_strict = match value("mode") {
            Some("strict") => true,
            None | Some("class") => false,
            Some(other) => return Err(wrong(format!("`mode` is `{other}`: write `strict` or `class`"))),
        };
        let day = |text: &str| {
            let day = text.parse::<Date>().ok().filter(|day| *day <= today);
            day.ok_or_else(|| wrong(format!("`as_of` is `{text}`: write a day up to today, such as 2026-03-01")))
        };
        let as_of = value("as_of").map(day).transpose()?.filter(|day| *day < today);
        let text = |name: &str| value(name).map(ToOwned::to_owned);
        Ok(Self { document: text("document"), language: text("language"), is_strict, as_of })
    }
}

/// What a report is made of: the people, what was asked of them, and what is on record.
struct Basis {
    roster: Arc<Roster>,
    asked: Vec<Asked>,
    records: BTreeMap<String, Vec<Record>>,
}

/// A report in full.
struct Report {
    day: Date,
    people: usize,
    documents: Vec<DocumentReport>,
    chosen: Option<(DocumentReport, Vec<ReportRow>)>,
}

impl Service {
    /// Answers with the page of the report.
    pub(super) async fn report_page(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Answer {
        let (question, report) = match self.report(now, query, caller).await {
            Ok(report) => report,
            Err(problem) => return self.problem_page(now, &problem, None),
        };
        let (chosen, rows) = report.chosen.unzip();
        let view = ReportView {
            root: "../".to_owned(),
            is_rehearsal: self.is_rehearsal,
            person: shown_name(caller),
            day: report.day.to_string(),
            people: report.people,
            documents: report.documents,
            chosen,
            rows: rows.unwrap_or_default(),
            is_strict: question.is_strict,
        };
        self.page(now, StatusCode::OK, &self.title("Who has acknowledged what"), "service-report.html", &view)
    }

    /// Answers with the people of one document as CSV.
    pub(super) async fn report_csv(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Answer {
        let (_, report) = match self.report(now, query, caller).await {
            Ok(report) => report,
            Err(problem) => return problem.to_text(),
        };
        let Some((document, rows)) = report.chosen else {
            return Problem::new(StatusCode::NOT_FOUND, "no-such-document", "name a document that is asked for")
                .to_text();
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
        for row in rows {
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
        let plain: String = document.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = format!("attachment; filename=\"acknowledgements-{plain}-{}.csv\"", report.day);
        if let Ok(value) = HeaderValue::from_str(&name) {
            file.headers_mut().insert("content-disposition", value);
        }
        file
    }

    /// Answers with the report for programs.
    pub(super) async fn coverage(&self, now: Option<&Now>, query: &[(String, String)], caller: &Caller) -> Answer {
        let (question, report) = match self.report(now, query, caller).await {
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
                "id": row.id, "name": row.name, "state": text.state, "due": text.due, "declined_on": text.declined,
                "acknowledged_at": text.at, "version_acknowledged": version_acknowledged(text),
                "on_behalf": text.is_on_behalf, "record": text.record,
            })
        };
        let mode = if question.is_strict { "strict" } else { "class" };
        let (chosen, rows) = report.chosen.unzip();
        let value = json!({
            "day": report.day.to_string(), "mode": mode, "people": report.people,
            "documents": report.documents.iter().map(document).collect::<Vec<_>>(),
            "document": chosen.as_ref().map(document),
            "rows": rows.map(|rows| rows.iter().map(row).collect::<Vec<_>>()),
        });
        json(StatusCode::OK, &value)
    }

    async fn report(
        &self,
        now: Option<&Now>,
        query: &[(String, String)],
        caller: &Caller,
    ) -> Result<(Question, Report), Problem> {
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
        let people = basis.roster.present(day).count();
        let mut report = Report { day, people, documents: Vec::new(), chosen: None };
        for asked in &basis.asked {
            let rows = rows(asked, &basis, (day, zone), question.is_strict);
            let count = |is: fn(&str) -> bool| rows.iter().filter(|row| is(row.text.state)).count();
            let document = DocumentReport {
                id: asked.document.clone(),
                title: asked.title.clone(),
                language: asked.language.clone(),
                version: asked.version.clone(),
                href: href_of(&asked.url),
                query: format!("document={}&language={}", encode_path(&asked.document), encode_path(&asked.language)),
                asked: count(|state| state != "exempt"),
                done: count(|state| matches!(state, "acknowledged" | "earlier")),
                overdue: count(|state| state == "overdue"),
            };
            let is_chosen = question.document.as_ref() == Some(&asked.document)
                && question.language.as_ref().is_none_or(|language| *language == asked.language);
            if is_chosen && report.chosen.is_none() {
                report.chosen = Some((document.clone(), rows));
            }
            report.documents.push(document);
        }
        if question.document.is_some() && report.chosen.is_none() {
            let detail = "no such document is asked to be acknowledged";
            return Err(Problem::new(StatusCode::NOT_FOUND, "no-such-document", detail));
        }
        Ok((question, report))
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
fn rows(asked: &Asked, basis: &Basis, (day, zone): (Date, &Zone), is_strict: bool) -> Vec<ReportRow> {
    let strict = is_strict.then(|| Asked { earlier: Vec::new(), ..asked.clone() });
    let counted = strict.as_ref().unwrap_or(asked);
    let row = |member: &Member| {
        let own = basis.records.get(&member.id).map(Vec::as_slice).unwrap_or_default();
        ReportRow {
            id: member.id.clone(),
            name: member.name.clone().unwrap_or_default(),
            text: text_view(counted, own, member.joined, (day, zone), true),
        }
    };
    basis.roster.present(day).filter(|member| member.is_in(&asked.audience)).map(row).collect()
}
