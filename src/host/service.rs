//! All that an answer may need.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hyper::StatusCode;
use hyper::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use serde::Serialize;

use super::answer::{Answer, Problem, page};
use super::caller::Caller;
use super::clock::Clock;
use super::identity::Identities;
use super::limiter::Limiter;
use super::member::People;
use super::metrics::Metrics;
use super::openings::Openings;
use super::page::{bare, in_shell, style_source, text_of, with_band};
use super::page_schema::{ProblemView, TextView};
use super::readers::Readers;
use super::shown::{Now, Shown};
use super::writer::Writer;
use crate::ledger::{Kind, Record, Store, StoreError, VerifyingKey};
use crate::model::{Date, Zone};
use crate::theme::Theme;

/// The page of the site that the service's own pages are made of.
pub(super) const SHELL_PATH: &str = "acknowledgements/index.html";

/// The service.
pub(super) struct Service {
    /// The path below which the site is: empty, or `/policies`.
    pub(super) base: String,
    /// Values of `Host` under which the site is known.
    pub(super) hosts: Vec<String>,
    /// Values of `Origin` of the site's pages.
    pub(super) origins: Vec<String>,
    /// Whether people reach it by HTTPS.
    pub(super) is_https: bool,
    /// Whether nothing counts.
    pub(super) is_rehearsal: bool,
    /// The language of the interface.
    pub(super) language: String,
    pub(super) identities: Identities,
    pub(super) people: People,
    pub(super) shown: Arc<Shown>,
    /// Before the writer: the last one to close a log in a file tidies it up, and only a writer can.
    pub(super) readers: Arc<Readers>,
    pub(super) writer: Writer,
    pub(super) key: VerifyingKey,
    pub(super) limiter: Limiter,
    pub(super) metrics: Metrics,
    pub(super) theme: Theme,
    pub(super) clock: Arc<Clock>,
    pub(super) openings: Openings,
    /// Whether it is about to end.
    pub(super) is_stopping: AtomicBool,
}

impl Service {
    /// Returns the day it is.
    pub(super) fn today(&self) -> Date {
        self.clock.today()
    }

    /// Returns the day it is, and where the days begin.
    pub(super) fn day_and_zone(&self) -> (Date, &Zone) {
        (self.clock.today(), self.clock.zone())
    }

    /// Returns all records about a caller, in their order.
    pub(super) async fn records_of(&self, caller: &Caller) -> Result<Vec<Record>, StoreError> {
        let (issuer, id) = (caller.identity.issuer.clone(), caller.identity.id.clone());
        self.readers.ask(move |store| records_of(store, &issuer, &id)).await
    }

    /// Returns a page of the service.
    pub(super) fn page(
        &self,
        now: Option<&Now>,
        status: StatusCode,
        title: &str,
        template: &str,
        view: &impl Serialize,
    ) -> Answer {
        let main = match self.theme.render(template, &(), view) {
            Ok(main) => main,
            Err(error) => {
                return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "template", error.to_string()).to_text();
            }
        };
        let bytes = now.and_then(|now| self.shown.shelf.bytes(now.file(SHELL_PATH)?).ok());
        let shell = bytes.as_ref().and_then(text_of);
        if let Some(html) = shell.and_then(|shell| in_shell(shell, title, &main)) {
            return page(status, self.marked(html));
        }
        let mut made = page(status, self.marked(bare(&self.language, title, &main)));
        let policy = made.headers().get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
        let policy = policy.unwrap_or_default().replace("style-src 'self'", &style_source());
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            made.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        made
    }

    /// Returns a page with the mark that it is only tried out, when it is.
    pub(super) fn marked(&self, html: String) -> String {
        if !self.is_rehearsal {
            return html;
        }
        let band = self.theme.render("service-rehearsal.html", &(), &()).unwrap_or_default();
        with_band(&html, &band)
    }

    /// Returns the page of a problem.
    pub(super) fn problem_page(&self, now: Option<&Now>, problem: &Problem, current: Option<TextView>) -> Answer {
        let view = ProblemView {
            root: "../".to_owned(),
            is_rehearsal: self.is_rehearsal,
            status: problem.status.as_u16(),
            code: problem.code.to_owned(),
            detail: problem.detail.clone(),
            current,
            signs_in: self.identities.sign_in().is_some(),
        };
        // Who has not signed in sees nothing of the site.
        let now = now.filter(|_| problem.status != StatusCode::UNAUTHORIZED);
        let title = problem.status.canonical_reason().unwrap_or("Error");
        problem.with_headers(self.page(now, problem.status, title, "service-problem.html", &view))
    }

    /// Returns an address of this site for a redirect.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }
}

/// Returns all records about a person, in their order.
pub(super) fn records_of(store: &dyn Store, issuer: &str, id: &str) -> Result<Vec<Record>, StoreError> {
    let Some(person) = store.person(issuer, id)? else { return Ok(Vec::new()) };
    Ok(store.of_subject(person.subject)?.into_iter().map(|entry| entry.record).collect())
}

/// Returns what a failing log means for who asked.
pub(super) fn unavailable(error: &StoreError) -> Problem {
    match error {
        StoreError::Unknown(_) => {
            let detail = "the log did not say whether it was recorded; try again, and it is recorded once";
            Problem::later(StatusCode::SERVICE_UNAVAILABLE, "log-unknown", detail, 5)
        }
        StoreError::Unavailable(_) => {
            let detail = "the log cannot be reached now; nothing was recorded, and you may try again";
            Problem::later(StatusCode::SERVICE_UNAVAILABLE, "log-unavailable", detail, 5)
        }
        StoreError::Broken(_) | StoreError::Foreign(_) => {
            let detail = "the log is not as it has to be; nothing was recorded, and who runs this service has to look";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "log-broken", detail)
        }
    }
}

/// Returns whether a record is one that a person may see of themselves.
pub(super) fn is_own_record(record: &Record) -> bool {
    !matches!(record.kind, Kind::Key | Kind::Roster | Kind::Obligations | Kind::ClockStep)
}
