//! How far everybody is, for those who may see it.

use std::collections::BTreeMap;

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde_json::json;

use super::answer::{Answer, NOT_KEPT, Problem, answer, json};
use super::caller::Caller;
use super::clock::Clock;
use super::page_schema::{DocumentReport, ReportRow, ReportView};
use super::receipt::shown_name;
use super::service::{Service, unavailable};
use super::shown::Now;
use super::text_view::{href_of, text_view};
use crate::artifact::csv_row;
use crate::ledger::Record;
use crate::model::Date;
use crate::obligation::{Asked, records_of};
use crate::roster::{Member, Roster};
use crate::source::encode_path;

/// What is asked of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// The document in full.
    pub(super) document: Option<String>,
    /// Its language, when it has several.
    pub(super) language: Option<String>,
    /// Whether only this very text counts, and no earlier one with smaller changes since.
    pub(super) is_strict: bool,
}

impl Question {
    /// Reads a query.
    pub(super) fn of(query: &[(String, String)]) -> Self {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        Self {
            document: value("document"),
            language: value("language"),
            is_strict: value("mode").as_deref() == Some("strict"),
        }
    }
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
    pub(super) async fn report_page(&self, now: Option<&Now>, question: &Question, caller: &Caller) -> Answer {
        let report = match self.report(now, question, caller).await {
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
    pub(super) async fn report_csv(&self, now: Option<&Now>, question: &Question, caller: &Caller) -> Answer {
        let report = match self.report(now, question, caller).await {
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
            let acknowledged = if text.at.is_some() {
                text.earlier_version.unwrap_or_else(|| text.version.clone())
            } else {
                String::new()
            };
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
    pub(super) async fn coverage(&self, now: Option<&Now>, question: &Question, caller: &Caller) -> Answer {
        match self.report(now, question, caller).await {
            Ok(report) => {
                let (document, rows) = report.chosen.unzip();
                let mode = if question.is_strict { "strict" } else { "class" };
                let value = json!({
                    "day": report.day.to_string(), "mode": mode, "people": report.people,
                    "documents": report.documents, "document": document, "rows": rows,
                });
                json(StatusCode::OK, &value)
            }
            Err(problem) => problem.to_json(),
        }
    }

    async fn report(&self, now: Option<&Now>, question: &Question, caller: &Caller) -> Result<Report, Problem> {
        if !self.people.is_auditor(caller) {
            let detail = "only those whom `auditors` in `[host]` names may see what others acknowledged";
            return Err(Problem::new(StatusCode::FORBIDDEN, "not-an-auditor", detail));
        }
        let roster = self.people.roster();
        let (day, issuer) = (self.today(), caller.identity.issuer.clone());
        let asked_roster = std::sync::Arc::clone(&roster);
        let records = self.readers.ask(move |store| records_of(store, &asked_roster, Some(&issuer))).await;
        let records = records.map_err(|error| unavailable(&error))?;
        let asked = now.map(|now| now.release.asked.as_slice()).unwrap_or_default();
        let mut report = Report { day, people: roster.present(day).count(), documents: Vec::new(), chosen: None };
        for asked in asked {
            let rows = rows(asked, &roster, &records, &self.clock, question.is_strict);
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
        Ok(report)
    }
}

/// Returns how far those are who have to acknowledge a text, in the order of the roster. What
/// was given for an earlier text does not count when it is meant strictly.
fn rows(
    asked: &Asked,
    roster: &Roster,
    records: &BTreeMap<String, Vec<Record>>,
    clock: &Clock,
    is_strict: bool,
) -> Vec<ReportRow> {
    let strict = is_strict.then(|| Asked { earlier: Vec::new(), ..asked.clone() });
    let counted = strict.as_ref().unwrap_or(asked);
    let row = |member: &Member| {
        let own = records.get(&member.id).map(Vec::as_slice).unwrap_or_default();
        ReportRow {
            id: member.id.clone(),
            name: member.name.clone().unwrap_or_default(),
            text: text_view(counted, own, member.joined, clock, true),
        }
    };
    roster.present(clock.today()).filter(|member| member.is_in(&asked.audience)).map(row).collect()
}
