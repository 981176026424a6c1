//! From the address of a request to what answers it.

use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::acknowledge::{Way, form};
use super::answer::{Answer, NOT_KEPT, Problem, answer, end_connection, not_allowed, see_other};
use super::connection::Progress;
use super::log_calls::LogCall;
use super::recorder::RecorderCall;
use super::report::Question;
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
    pub(super) async fn answer(&self, request: Request<Incoming>, peer: IpAddr, progress: &Progress) -> Answer {
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

    async fn route(&self, head: &Parts, body: Incoming, peer: IpAddr) -> Answer {
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
        let said = match path {
            "acknowledgements/give" => Some((Way::Form, Intent::Confirm)),
            "acknowledgements/decline" => Some((Way::Form, Intent::Decline)),
            "api/v1/acks" if head.method == Method::POST => Some((Way::Api, Intent::Confirm)),
            "api/v1/declines" => Some((Way::Api, Intent::Decline)),
            _ => None,
        };
        if let Some(said) = said {
            return self.say_way(said, head, body, caller).await;
        }
        if let Some(call) = RecorderCall::of(path) {
            return self.record_way(call, head, body, &caller).await;
        }
        if !matches!(head.method, Method::GET | Method::HEAD) {
            return not_allowed("GET, HEAD");
        }
        self.read(head, path, caller).await
    }

    async fn say_way(
        &self,
        (way, intent): (Way, Intent),
        head: &Parts,
        body: Incoming,
        caller: super::caller::Caller,
    ) -> Answer {
        let refuse = |problem: Problem| match way {
            Way::Api => problem.to_json(),
            Way::Form => self.problem_page(self.shown.now().as_ref(), &problem, None),
        };
        if head.method != Method::POST {
            return not_allowed("POST");
        }
        if let Err(problem) = origin::check(&head.headers, &self.origins) {
            return refuse(problem);
        }
        match read_body(body).await {
            Ok(body) => self.acknowledge((way, intent), &head.headers, body, caller).await,
            Err(problem) => refuse(problem),
        }
    }

    async fn record_way(
        &self,
        call: RecorderCall,
        head: &Parts,
        body: Incoming,
        caller: &super::caller::Caller,
    ) -> Answer {
        if head.method != Method::POST {
            return not_allowed("POST");
        }
        if let Err(problem) = origin::check(&head.headers, &self.origins) {
            return problem.to_json();
        }
        match read_body(body).await {
            Ok(body) => self.record_for(call, &head.headers, &body, caller).await,
            Err(problem) => problem.to_json(),
        }
    }

    async fn read(&self, head: &Parts, path: &str, caller: super::caller::Caller) -> Answer {
        let now = self.shown.now();
        let query = form(head.uri.query().unwrap_or_default()).unwrap_or_default();
        let id = query.iter().find(|(key, _)| key == "id").map(|(_, value)| value.clone()).unwrap_or_default();
        let now_or_none = now.as_ref();
        match path {
            "acknowledgements" => see_other(&self.address("acknowledgements/")),
            "acknowledgements/" | "acknowledgements/index.html" => self.my_documents(now_or_none, &caller).await,
            "acknowledgements/receipt" => self.receipt_page(now_or_none, &id, &caller).await,
            "acknowledgements/receipt.json" => self.receipt_file(&id, &caller).await,
            "acknowledgements/report" => self.report_page(now_or_none, &Question::of(&query), &caller).await,
            "acknowledgements/report.csv" => self.report_csv(now_or_none, &Question::of(&query), &caller).await,
            "api/v1/me" => self.me(now_or_none, &caller).await,
            "api/v1/coverage" => self.coverage(now_or_none, &Question::of(&query), &caller).await,
            "api/v1/log/checkpoint" => self.checkpoint().await,
            _ if let Some(call) = path.strip_prefix("api/v1/log/").and_then(LogCall::of) => {
                self.log_call(call, &query).await
            }
            _ if path.starts_with("api/") => match receipt_id(path) {
                Some(id) => self.receipt_json(id, &caller).await,
                None => Problem::new(StatusCode::NOT_FOUND, "not-found", "there is no such call").to_json(),
            },
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
    peer: IpAddr,
    progress: Arc<Progress>,
) -> Result<Answer, std::convert::Infallible> {
    Ok(service.answer(request, peer, &progress).await)
}

fn receipt_id(path: &str) -> Option<&str> {
    let id = path.strip_prefix("api/v1/acks/")?.strip_suffix("/receipt")?;
    (!id.contains('/')).then_some(id)
}

async fn read_body(body: Incoming) -> Result<Bytes, Problem> {
    let limit = usize::try_from(protocol::BODY_BYTES_MAX).unwrap_or(usize::MAX);
    let slow = |_| Problem::fatal(StatusCode::REQUEST_TIMEOUT, "too-slow", "the body took too long");
    let broken =
        |_| Problem::fatal(StatusCode::BAD_REQUEST, "broken-body", "the body ended before it should, or is too long");
    let collected = tokio::time::timeout(BODY, Limited::new(body, limit).collect()).await.map_err(slow)?;
    Ok(collected.map_err(broken)?.to_bytes())
}
