//! Receipts, for the person whom a record is about, and for those who may see everybody's.

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde_json::Value;

use super::answer::{Answer, NOT_KEPT, Problem, answer, json};
use super::caller::Caller;
use super::page_schema::ReceiptView;
use super::service::{Service, is_own_record, unavailable};
use super::shown::Now;
use super::text_view::{href_of, record_view};
use crate::ledger::{Entry, Identity, Receipt, Record, Store, StoreError, VerifyingKey};

/// Returns the receipt of a record; the person's own values only for that person.
pub(super) fn receipt_of(
    store: &dyn Store,
    entry: &Entry,
    key: &VerifyingKey,
    caller: &Identity,
) -> Result<String, StoreError> {
    let person = store.person(&caller.issuer, &caller.id)?;
    let own = person.filter(|person| entry.record.subject == Some(person.subject));
    Ok(Receipt::of(entry, key, store, own.as_ref())?.to_json())
}

impl Service {
    /// Answers with the page of a receipt.
    pub(super) async fn receipt_page(&self, now: Option<&Now>, id: &str, caller: &Caller) -> Answer {
        let receipt = match self.receipt_text(id, caller).await {
            Ok(text) => Receipt::from_json(&text).expect("what was just made can be read"),
            Err(problem) => return self.problem_page(now, &problem, None),
        };
        let record = Record::parse(receipt.record.as_bytes()).expect("the log holds records");
        let document = record.text("doc").unwrap_or_default();
        let asked = now.and_then(|now| now.release.asked(document, record.text("lang").unwrap_or_default()));
        let view = ReceiptView {
            root: "../".to_owned(),
            is_rehearsal: self.is_rehearsal,
            person: shown_name(caller),
            title: asked.map(|asked| asked.title.clone()),
            href: asked.map(|asked| href_of(&asked.url)),
            record: record_view(&record, &self.clock),
            body: receipt.record.clone(),
            checkpoint: receipt.checkpoint.clone(),
            key: receipt.key,
        };
        self.page(now, StatusCode::OK, &self.title("Receipt"), "service-receipt.html", &view)
    }

    /// Answers with the file of a receipt.
    pub(super) async fn receipt_file(&self, id: &str, caller: &Caller) -> Answer {
        match self.receipt_text(id, caller).await {
            Ok(text) => {
                let mut file = answer(StatusCode::OK, "application/json", NOT_KEPT, text);
                let name = format!("attachment; filename=\"receipt-{id}.json\"");
                // The id is the one of a record: letters and digits.
                if let Ok(value) = HeaderValue::from_str(&name) {
                    file.headers_mut().insert("content-disposition", value);
                }
                file
            }
            Err(problem) => problem.to_json(),
        }
    }

    /// Answers with a receipt for a program.
    pub(super) async fn receipt_json(&self, id: &str, caller: &Caller) -> Answer {
        match self.receipt_text(id, caller).await {
            Ok(text) => json(StatusCode::OK, &serde_json::from_str::<Value>(&text).expect("a receipt is JSON")),
            Err(problem) => problem.to_json(),
        }
    }

    /// Returns the receipt of a record that the caller may see. To others it is not there at
    /// all: that a record exists says something about a colleague.
    async fn receipt_text(&self, id: &str, caller: &Caller) -> Result<String, Problem> {
        let is_auditor = self.people.is_auditor(caller);
        let (key, identity, id) = (self.key.clone(), caller.identity.clone(), id.to_owned());
        let found = self.readers.ask(move |store| {
            let Some(entry) = store.entry(&id)? else { return Ok(None) };
            let own = store.person(&identity.issuer, &identity.id)?.map(|person| person.subject);
            let is_own = own.is_some() && entry.record.subject == own;
            if !(is_own || is_auditor) || !is_own_record(&entry.record) {
                return Ok(None);
            }
            receipt_of(store, &entry, &key, &identity).map(Some)
        });
        let found = found.await.map_err(|error| unavailable(&error))?;
        found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "no-such-record", "there is no such record of yours"))
    }
}

/// Returns what a caller is called.
pub(super) fn shown_name(caller: &Caller) -> String {
    let identity = &caller.identity;
    identity.name.clone().or_else(|| identity.email.clone()).unwrap_or_else(|| identity.id.clone())
}
