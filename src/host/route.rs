//! From the address of a request to what answers it.

use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::acknowledge::{Way, form};
use super::answer::{Answer, NOT_KEPT, Problem, answer, end_connection, not_allowed, see_other};
use super::call::{Call, Found, found};
use super::caller::Caller;
use super::connection::Progress;
use super::peer::Peer;
use super::service::{Service, unavailable};
use super::sign_in_pages::opens_a_page;
use super::writer::Intent;
use super::{origin, protocol};

/// How long the body of a request may take.
const BODY: Duration = Duration::from_secs(10);
/// A year, for a site that is reached by HTTPS alone.
const STRICT_TRANSPORT: &str = "max-age=31536000";

impl Service {
    /// Answers a request, and says whether another may follow on its connection.
    pub(super) async fn answer(&self, request: Request<Incoming>, peer: Peer, progress: &Progress) -> Answer {
        let (head, body) = request.into_parts();
        let checked = protocol::check(&head, progress.is_unclear(), &self.hosts);
        let mut made = match &checked {
            Ok(_) => self.route(&head, body, peer).await,
            Err(problem) => problem.to_text(),
        };
        let is_exact = progress.end_request(checked.unwrap_or_default());
        if !is_exact || self.is_stopping.load(Ordering::Relaxed) {
            end_connection(&mut made);
        }
        if self.is_https {
            made.headers_mut().insert("strict-transport-security", HeaderValue::from_static(STRICT_TRANSPORT));
        }
        self.metrics.answered(made.status());
        made
    }

    async fn route(&self, head: &Parts, body: Incoming, peer: Peer) -> Answer {
        let below = head.uri.path().strip_prefix(self.base.as_str());
        let Some(path) = below.filter(|path| path.starts_with('/')) else {
            if below == Some("") {
                return see_other(&self.address(""));
            }
            let detail = format!("the site is at {}/", self.base);
            return Problem::new(StatusCode::NOT_FOUND, "not-found", detail).to_text();
        };
        let path = &path[1..];
        let is_api = path.starts_with("api/");
        let is_page = !is_api && super::text_view::wants_page(&head.headers);
        let sign_in = self.identities.sign_in();
        if let (Some(sign_in), Some(step)) = (sign_in, path.strip_prefix("sign-in/")) {
            return self.sign_in(sign_in, head, step).await;
        }
        let caller = match self.identities.caller(&head.headers, peer, self.clock.now()).await {
            Ok(caller) => caller,
            Err(problem) => {
                if problem.code == "forged-identity" {
                    self.metrics.forged.fetch_add(1, Ordering::Relaxed);
                }
                if let Some(sign_in) = sign_in.filter(|_| !is_api && opens_a_page(&head.method, &head.headers)) {
                    return self.sign_in_first(sign_in, head).await;
                }
                return match (is_page, is_api) {
                    (true, _) => self.problem_page(None, &problem, None),
                    (_, true) => problem.to_json(),
                    _ => problem.to_text(),
                };
            }
        };
        if is_api {
            return self.call(head, path, body, caller).await;
        }
        let intent = match path {
            "acknowledgements/give" => Some(Intent::Confirm),
            "acknowledgements/decline" => Some(Intent::Decline),
            _ => None,
        };
        if let Some(intent) = intent {
            return self.form_way(intent, head, body, caller).await;
        }
        if !matches!(head.method, Method::GET | Method::HEAD) {
            return not_allowed("GET, HEAD");
        }
        self.read(head, path, caller).await
    }

    async fn form_way(&self, intent: Intent, head: &Parts, body: Incoming, caller: Caller) -> Answer {
        if head.method != Method::POST {
            return not_allowed("POST");
        }
        match self.body_of(head, body).await {
            Ok(body) => self.acknowledge((Way::Form, intent), &head.headers, body, caller).await,
            Err(problem) => self.problem_page(self.shown.now().as_ref(), &problem, None),
        }
    }

    async fn call(&self, head: &Parts, path: &str, body: Incoming, caller: Caller) -> Answer {
        let (call, id) = match found(&head.method, path) {
            Found::Call(call, id) => (call, id),
            Found::Otherwise(methods) => return not_allowed(&methods),
            Found::Nothing => {
                return Problem::new(StatusCode::NOT_FOUND, "not-found", "there is no such call").to_json();
            }
        };
        let now = self.shown.now();
        let query = form(head.uri.query().unwrap_or_default()).unwrap_or_default();
        match call {
            Call::Say(_) | Call::Record(_) => match self.body_of(head, body).await {
                Ok(body) => match call {
                    Call::Record(what) => self.record_for(what, &head.headers, &body, &caller).await,
                    Call::Say(intent) => self.acknowledge((Way::Api, intent), &head.headers, body, caller).await,
                    _ => unreachable!("the arm above names the two"),
                },
                Err(problem) => problem.to_json(),
            },
            Call::Me => self.me(now.as_ref(), &caller).await,
            Call::Records => self.own_records(&caller).await,
            Call::Receipt => self.receipt_json(id, &caller).await,
            Call::Coverage => self.coverage(now.as_ref(), &query, &caller).await,
            Call::Checkpoint => self.checkpoint().await,
            Call::Log(what) => self.log_call(what, &query).await,
        }
    }

    /// Returns the body of what may write: it comes from a page of the site, or from a program
    /// that says where it comes from.
    async fn body_of(&self, head: &Parts, body: Incoming) -> Result<Bytes, Problem> {
        origin::check(&head.headers, &self.origins)?;
        read_body(body).await
    }

    async fn read(&self, head: &Parts, path: &str, caller: Caller) -> Answer {
        let now = self.shown.now();
        let query = form(head.uri.query().unwrap_or_default()).unwrap_or_default();
        let id = query.iter().find(|(key, _)| key == "id").map(|(_, value)| value.clone()).unwrap_or_default();
        let now_or_none = now.as_ref();
        match path {
            "acknowledgements" => see_other(&self.address("acknowledgements/")),
            "acknowledgements/" | "acknowledgements/index.html" => self.my_documents(now_or_none, &caller).await,
            "acknowledgements/receipt" => self.receipt_page(now_or_none, &id, &caller).await,
            "acknowledgements/receipt.json" => self.receipt_file(&id, &caller).await,
            "acknowledgements/report" => self.report_page(now_or_none, &query, &caller).await,
            "acknowledgements/report.csv" => self.report_csv(now_or_none, &query, &caller).await,
            _ => match now {
                Some(now) => self.file(&now, path, head, &caller).await,
                None => {
                    let detail = "no site has been published yet";
                    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "nothing-published", detail, 30).to_text()
                }
            },
        }
    }

    async fn checkpoint(&self) -> Answer {
        match self.readers.ask(|store| store.last_checkpoint()).await {
            Ok(Some(note)) => answer(StatusCode::OK, "text/plain", NOT_KEPT, note),
            Ok(None) => Problem::new(StatusCode::NOT_FOUND, "no-checkpoint", "the log has no checkpoint").to_json(),
            Err(error) => unavailable(&error).to_json(),
        }
    }
}

/// Answers as long as nothing else is there to do so.
pub(super) async fn answer_on(
    service: Arc<Service>,
    request: Request<Incoming>,
    peer: Peer,
    progress: Arc<Progress>,
) -> Result<Answer, std::convert::Infallible> {
    Ok(service.answer(request, peer, &progress).await)
}

async fn read_body(body: Incoming) -> Result<Bytes, Problem> {
    let limit = usize::try_from(protocol::BODY_BYTES_MAX).unwrap_or(usize::MAX);
    let slow = |_| Problem::fatal(StatusCode::REQUEST_TIMEOUT, "too-slow", "the body took too long");
    let broken =
        |_| Problem::fatal(StatusCode::BAD_REQUEST, "broken-body", "the body ended before it should, or is too long");
    let collected = tokio::time::timeout(BODY, Limited::new(body, limit).collect()).await.map_err(slow)?;
    Ok(collected.map_err(broken)?.to_bytes())
}
