//! What somebody says to a text that they are asked to confirm: that they do, or that they do not.

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde_json::json;

use super::acknowledge_schema::Wish;
use super::answer::{Answer, Problem, json, see_other};
use super::caller::Caller;
use super::clock::Clock;
use super::protocol::only;
use super::receipt::receipt_of;
use super::service::{Service, unavailable};
use super::shown::Now;
use super::text_view::{changes_since, href_of, text_view};
use super::writer::{Intent, NotTaken, Written};
use crate::ledger::{AcknowledgedText, Acknowledgement, Appended, Entry, Record};
use crate::obligation::{Asked, Standing, standing, withdrawal_of};
use crate::source::Digest;

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By the form of a page.
    Form,
    /// By a program.
    Api,
}

impl Service {
    /// Records what somebody says to a text, and answers when it is there for good.
    pub(super) async fn acknowledge(
        &self,
        (way, intent): (Way, Intent),
        headers: &HeaderMap,
        body: Bytes,
        caller: Caller,
    ) -> Answer {
        let now = self.shown.now();
        let done = match read(way, headers, &body) {
            Ok(wish) => {
                let given = self.give(now.as_ref(), (way, intent), &wish, &caller).await;
                given.map_err(|problem| (problem, Some(wish)))
            }
            Err(problem) => Err((problem, None)),
        };
        match done {
            Ok(appended) => self.answer_given(way, &appended, &caller).await,
            Err((problem, _)) if way == Way::Api => problem.to_json(),
            Err((problem, wish)) => {
                let current = match wish.filter(|_| ["stale", "not-asked"].contains(&problem.code)) {
                    Some(wish) => self.current_view(now.as_ref(), &wish, &caller).await,
                    None => None,
                };
                self.problem_page(now.as_ref(), &problem, current)
            }
        }
    }

    async fn give(
        &self,
        now: Option<&Now>,
        (way, intent): (Way, Intent),
        wish: &Wish,
        caller: &Caller,
    ) -> Result<Appended, Problem> {
        let now = now.ok_or_else(|| {
            Problem::later(StatusCode::SERVICE_UNAVAILABLE, "nothing-published", "no site has been published yet", 30)
        })?;
        let asked = now.release.asked(&wish.document, &wish.language).ok_or_else(|| {
            let detail = format!("no text of `{}` in `{}` is asked to be acknowledged", wish.document, wish.language);
            Problem::new(StatusCode::CONFLICT, "not-asked", detail)
        })?;
        if !is_same(asked, wish) {
            return Err(stale(&self.address(&href_of(&asked.url)), asked));
        }
        let (issuer, id) = (&caller.identity.issuer, &caller.identity.id);
        self.limiter.count(issuer, id, self.clock.now()).map_err(|seconds| {
            let detail = "more acknowledgements in a minute than anybody can read";
            Problem::later(StatusCode::TOO_MANY_REQUESTS, "too-many", detail, seconds)
        })?;
        let records = self.records_of(caller).await.map_err(|error| unavailable(&error))?;
        if intent == Intent::Decline && is_acknowledged(asked, &records, &self.clock) {
            let detail = "you have confirmed this text; a confirmation is taken back by those who keep the records";
            return Err(Problem::new(StatusCode::CONFLICT, "acknowledged-before", detail));
        }
        let method = if way == Way::Api { "api" } else { "web" };
        let acknowledgement = Acknowledgement {
            person: caller.identity.clone(),
            text: AcknowledgedText {
                document: asked.document.clone(),
                version: asked.version.clone(),
                language: asked.language.clone(),
                fingerprint: asked.fingerprint,
                change_class: asked.class.as_str().to_owned(),
                cycle: asked.cycle.clone(),
                release: now.release.id,
            },
            statement: asked.statement.clone(),
            audience: asked.audience.clone(),
            method: method.to_owned(),
            authentication: caller.authentication.clone(),
            opened_at: self.openings.first(caller, asked.fingerprint, self.clock.now()),
            after_withdrawal: withdrawal_of(&asked.document, asked.fingerprint, &records),
        };
        let busy = |detail| Problem::later(StatusCode::SERVICE_UNAVAILABLE, "busy", detail, 2);
        let taken = self.writer.write(acknowledgement, intent).map_err(|not_taken| match not_taken {
            NotTaken::Full => busy("too many acknowledgements at once; nothing was recorded, please try again"),
            NotTaken::Stopped => busy("the service is about to stop; nothing was recorded, please try again"),
        })?;
        match taken.await {
            Ok(Written::Done(appended)) => Ok(*appended),
            Ok(Written::Stale) => Err(stale(&self.address(&href_of(&asked.url)), asked)),
            Ok(Written::Failed(error)) => Err(unavailable(&error)),
            Err(_) => Err(busy("the service stopped; whether it was recorded is told when you try again")),
        }
    }

    async fn answer_given(&self, way: Way, appended: &Appended, caller: &Caller) -> Answer {
        let (status, entry) = match appended {
            Appended::New(entry) => (StatusCode::CREATED, entry),
            Appended::Known(entry) => (StatusCode::OK, entry),
        };
        if way == Way::Form {
            return see_other(&self.address(&format!("acknowledgements/receipt?id={}", entry.record.id)));
        }
        match self.receipt(entry.clone(), caller).await {
            Ok(receipt) => json(status, &receipt),
            // It is written: whoever asks again gets the receipt.
            Err(_) => json(status, &json!({ "id": entry.record.id, "seq": entry.record.seq })),
        }
    }

    async fn receipt(&self, entry: Entry, caller: &Caller) -> Result<serde_json::Value, Problem> {
        let (key, identity) = (self.key.clone(), caller.identity.clone());
        let text = self
            .readers
            .ask(move |store| receipt_of(store, &entry, &key, &identity))
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(serde_json::from_str(&text).expect("a receipt is JSON"))
    }

    async fn current_view(
        &self,
        now: Option<&Now>,
        wish: &Wish,
        caller: &Caller,
    ) -> Option<super::page_schema::TextView> {
        let release = &self.shown.now().or_else(|| now.cloned())?.release;
        let asked = release.asked(&wish.document, &wish.language)?;
        let records = self.records_of(caller).await.ok()?;
        let member = self.people.member(caller);
        let mut view = text_view(asked, &records, member.joined, self.day_and_zone(), member.is_in(&asked.audience));
        // What they had before their eyes is what they want to hear the changes from.
        view.changes = changes_since(asked, &wish.version);
        view.earlier_version = Some(wish.version.clone());
        Some(view)
    }
}

fn is_acknowledged(asked: &Asked, records: &[Record], clock: &Clock) -> bool {
    matches!(standing(asked, records, None, clock.today()), Standing::Acknowledged { .. })
}

fn is_same(asked: &Asked, wish: &Wish) -> bool {
    let is = |text: &str, digest: Digest| Digest::from_hex(text) == Some(digest);
    asked.version == wish.version
        && is(&wish.fingerprint, asked.fingerprint)
        && is(&wish.statement, asked.statement.hash)
        && asked.cycle.as_deref() == wish.cycle.as_deref().filter(|cycle| !cycle.is_empty())
}

fn stale(location: &str, asked: &Asked) -> Problem {
    let detail = "the text is not the one that you read: another one has taken its place; nothing was recorded";
    let mut problem = Problem::new(StatusCode::CONFLICT, "stale", detail);
    let current = json!({
        "doc": asked.document,
        "version": asked.version,
        "lang": asked.language,
        "content_hash": asked.fingerprint.to_hex(),
        "statement_hash": asked.statement.hash.to_hex(),
        "cycle": asked.cycle,
        "location": location,
    });
    problem.more.insert("current".to_owned(), current);
    problem
}

fn read(way: Way, headers: &HeaderMap, body: &[u8]) -> Result<Wish, Problem> {
    let kind = only(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let expected = if way == Way::Api { "application/json" } else { "application/x-www-form-urlencoded" };
    if kind != expected {
        let detail = format!("send the body as `{expected}`");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
    }
    let wrong = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-understood", detail);
    match way {
        Way::Api => serde_json::from_slice(body).map_err(|error| wrong(error.to_string())),
        Way::Form => of_form(body).ok_or_else(|| wrong("the form is not the one of a document's page".to_owned())),
    }
}

fn of_form(body: &[u8]) -> Option<Wish> {
    let fields = form(std::str::from_utf8(body).ok()?)?;
    let field = |name: &str| {
        let mut of_name = fields.iter().filter(|(key, _)| key == name);
        let value = of_name.next().map(|(_, value)| value.clone());
        if of_name.next().is_some() { None } else { value }
    };
    let is_known = |key: &str| ["doc", "version", "lang", "content_hash", "statement_hash", "cycle"].contains(&key);
    fields.iter().all(|(key, _)| is_known(key)).then_some(())?;
    Some(Wish {
        document: field("doc")?,
        version: field("version")?,
        language: field("lang")?,
        fingerprint: field("content_hash")?,
        statement: field("statement_hash")?,
        cycle: field("cycle"),
    })
}

/// Returns the pairs of a form or a query; nothing when one of them is not text.
pub(super) fn form(text: &str) -> Option<Vec<(String, String)>> {
    let decoded = |part: &str| crate::source::decode_percent(&part.replace('+', " "));
    let pair = |part: &str| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        Some((decoded(key)?, decoded(value)?))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}
