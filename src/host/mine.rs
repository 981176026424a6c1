//! What somebody has to read, and what they have done.

use hyper::StatusCode;
use serde_json::json;

use super::answer::{Answer, Problem, json};
use super::caller::Caller;
use super::page_schema::{MineView, PanelView, TextView};
use super::receipt::shown_name;
use super::service::{Service, is_own_record, unavailable};
use super::shown::Now;
use super::text_view::{record_view, text_view};
use crate::ledger::Record;
use crate::obligation::Asked;

impl Service {
    /// Answers with the page "my documents".
    pub(super) async fn my_documents(&self, now: Option<&Now>, caller: &Caller) -> Answer {
        let records = match self.records_of(caller).await {
            Ok(records) => records,
            Err(error) => return self.problem_page(now, &unavailable(&error), None),
        };
        let (mut open, done): (Vec<TextView>, Vec<TextView>) =
            self.texts(now, caller, &records).into_iter().partition(is_open);
        open.sort_by(|a, b| (a.due.is_none(), &a.due, &a.id).cmp(&(b.due.is_none(), &b.due, &b.id)));
        let view = MineView {
            root: "../".to_owned(),
            is_rehearsal: self.is_rehearsal,
            person: shown_name(caller),
            is_auditor: self.people.is_auditor(caller),
            signs_in: self.identities.sign_in().is_some(),
            open,
            done,
            records: records
                .iter()
                .rev()
                .filter(|record| is_own_record(record))
                .map(|record| record_view(record, &self.clock))
                .collect(),
        };
        self.page(now, StatusCode::OK, &self.title("My documents"), "service-mine.html", &view)
    }

    /// Answers with the same for programs.
    pub(super) async fn me(&self, now: Option<&Now>, caller: &Caller) -> Answer {
        let records = match self.records_of(caller).await {
            Ok(records) => records,
            Err(error) => return unavailable(&error).to_json(),
        };
        let identity = &caller.identity;
        let texts = self.texts(now, caller, &records);
        let texts: Vec<_> = texts
            .into_iter()
            .map(|text| {
                json!({
                    "doc": text.id, "title": text.title, "version": text.version, "lang": text.language,
                    "content_hash": text.fingerprint, "statement": text.statement,
                    "statement_hash": text.statement_hash, "cycle": text.cycle, "state": text.state,
                    "due": text.due, "declined_on": text.declined, "acknowledged_at": text.at, "record": text.record,
                    "location": self.address(&text.href),
                })
            })
            .collect();
        let me = json!({
            "issuer": identity.issuer, "id": identity.id, "id_type": identity.id_type.as_str(),
            "name": identity.name, "email": identity.email, "is_auditor": self.people.is_auditor(caller),
            "rehearsal": self.is_rehearsal, "documents": texts,
        });
        json(StatusCode::OK, &me)
    }

    /// Answers with what is on record about a caller, for programs.
    pub(super) async fn own_records(&self, caller: &Caller) -> Answer {
        let records = match self.records_of(caller).await {
            Ok(records) => records,
            Err(error) => return unavailable(&error).to_json(),
        };
        let rows: Vec<_> = records
            .iter()
            .filter(|record| is_own_record(record))
            .map(|record| {
                json!({
                    "id": record.id, "seq": record.seq, "kind": record.kind.as_str(),
                    "recorded_at": record.recorded_at.to_string(), "doc": record.text("doc"),
                    "version": record.text("version"), "lang": record.text("lang"),
                    "content_hash": record.text("content_hash"), "cycle": record.text("cycle"),
                })
            })
            .collect();
        json(StatusCode::OK, &json!({ "records": rows }))
    }

    /// Returns the texts that a caller has to acknowledge.
    fn texts(&self, now: Option<&Now>, caller: &Caller, records: &[Record]) -> Vec<TextView> {
        let member = self.people.member(caller);
        let asked = now.map(|now| now.release.asked.as_slice()).unwrap_or_default();
        let wanted = asked.iter().filter(|asked| member.is_in(&asked.audience));
        wanted.map(|asked| text_view(asked, records, member.joined, self.day_and_zone(), true)).collect()
    }

    /// Returns the piece of a document's page in which it is acknowledged.
    pub(super) async fn panel(&self, asked: &Asked, root: String, caller: &Caller) -> Result<String, Problem> {
        let records = self.records_of(caller).await.map_err(|error| unavailable(&error))?;
        let member = self.people.member(caller);
        let view = PanelView {
            root,
            is_rehearsal: self.is_rehearsal,
            person: shown_name(caller),
            text: text_view(asked, &records, member.joined, self.day_and_zone(), member.is_in(&asked.audience)),
        };
        let failed = |error: crate::theme::RenderError| {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "template", error.to_string())
        };
        self.theme.render("service-panel.html", &(), &view).map_err(failed)
    }

    /// Returns a word of the interface.
    pub(super) fn title(&self, english: &str) -> String {
        self.theme.word(english)
    }
}

fn is_open(text: &TextView) -> bool {
    matches!(text.state, "to-read" | "overdue")
}
