//! Answers, each with the headers that keep a page to itself.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::artifact::SECURITY_HEADERS;

/// What goes back to the client.
pub(super) type Answer = Response<Full<Bytes>>;

/// Returns an answer with a body of this media type; `cache` says who may keep it.
pub(super) fn answer(status: StatusCode, kind: &str, cache: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("our own names are names");
        headers.insert(name, HeaderValue::from_static(value));
    }
    let is_text = kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml");
    let kind = if is_text { format!("{kind}; charset=utf-8") } else { kind.to_owned() };
    headers.insert("content-type", HeaderValue::from_str(&kind).expect("a media type is ASCII"));
    headers.insert("cache-control", HeaderValue::from_static(cache));
    answer
}

/// For what is about a person.
pub(super) const NOT_KEPT: &str = "no-store";

/// Returns an HTML page about a person.
pub(super) fn page(status: StatusCode, html: impl Into<Bytes>) -> Answer {
    answer(status, "text/html", NOT_KEPT, html)
}

/// Returns a JSON answer.
pub(super) fn json(status: StatusCode, value: &Value) -> Answer {
    answer(status, "application/json", NOT_KEPT, value.to_string())
}

/// Sends the client elsewhere, with GET.
pub(super) fn see_other(location: &str) -> Answer {
    let mut answer = answer(StatusCode::SEE_OTHER, "text/plain", NOT_KEPT, "");
    match HeaderValue::from_str(location) {
        Ok(value) => {
            answer.headers_mut().insert("location", value);
        }
        Err(_) => *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    answer
}

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The status.
    pub(super) status: StatusCode,
    /// A word that programs may rely on.
    pub(super) code: &'static str,
    /// What is wrong and what to do, for people.
    pub(super) detail: String,
    /// Whether the connection ends with this answer.
    pub(super) ends_connection: bool,
    /// After how many seconds it may be tried again.
    pub(super) retry_after: Option<u32>,
    /// What else programs may want to know.
    pub(super) more: Map<String, Value>,
}

impl Problem {
    /// Makes one.
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), ends_connection: false, retry_after: None, more: Map::new() }
    }

    /// Makes one after which nothing else that comes on the connection is believed.
    pub(super) fn fatal(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { ends_connection: true, ..Self::new(status, code, detail) }
    }

    /// Makes one that says when to come again.
    pub(super) fn later(status: StatusCode, code: &'static str, detail: impl Into<String>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(status, code, detail) }
    }

    /// Returns it for programs: `application/problem+json` (RFC 9457).
    pub(super) fn to_json(&self) -> Answer {
        let mut map = Map::new();
        map.insert("type".to_owned(), "about:blank".into());
        map.insert("title".to_owned(), self.status.canonical_reason().unwrap_or("Error").into());
        map.insert("status".to_owned(), self.status.as_u16().into());
        map.insert("code".to_owned(), self.code.into());
        map.insert("detail".to_owned(), self.detail.clone().into());
        map.extend(self.more.clone());
        self.with_headers(answer(self.status, "application/problem+json", NOT_KEPT, Value::Object(map).to_string()))
    }

    /// Returns it as one line.
    pub(super) fn to_text(&self) -> Answer {
        self.with_headers(answer(self.status, "text/plain", NOT_KEPT, format!("{}\n", self.detail)))
    }

    /// Adds what its answer says besides the body.
    pub(super) fn with_headers(&self, mut answer: Answer) -> Answer {
        if self.ends_connection {
            end_connection(&mut answer);
        }
        if let Some(seconds) = self.retry_after {
            answer.headers_mut().insert("retry-after", HeaderValue::from(seconds));
        }
        answer
    }
}

/// Says that nothing more is read from the connection.
pub(super) fn end_connection(answer: &mut Answer) {
    answer.headers_mut().insert("connection", HeaderValue::from_static("close"));
}

/// Says with which methods something can be asked.
pub(super) fn not_allowed(methods: &str) -> Answer {
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", format!("this can be asked with {methods}"));
    let mut answer = problem.to_text();
    answer.headers_mut().insert("allow", HeaderValue::from_str(methods).expect("methods are ASCII"));
    answer
}
