//! What tells those who run the service how it is: on a listener of its own.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};

use super::answer::{Answer, NOT_KEPT, answer};
use super::service::Service;

/// Answers about the service.
pub(super) async fn answer_health(
    service: Arc<Service>,
    request: Request<Incoming>,
) -> Result<Answer, std::convert::Infallible> {
    let text = |status, body: String| answer(status, "text/plain", NOT_KEPT, body);
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(text(StatusCode::METHOD_NOT_ALLOWED, "GET\n".to_owned()));
    }
    Ok(match request.uri().path() {
        "/healthz" => text(StatusCode::OK, "ok\n".to_owned()),
        "/readyz" => match service.unready().await {
            None => text(StatusCode::OK, "ready\n".to_owned()),
            Some(reason) => text(StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
        },
        "/metrics" => {
            let files = service.shown.now().map_or(0, |now| now.release.file_count());
            text(StatusCode::OK, service.metrics.to_text(service.writer.written(), files))
        }
        _ => text(StatusCode::NOT_FOUND, "/healthz, /readyz or /metrics\n".to_owned()),
    })
}

impl Service {
    /// Returns why nobody should be sent here; nothing when they may be.
    async fn unready(&self) -> Option<&'static str> {
        if self.is_stopping.load(Ordering::Relaxed) {
            return Some("about to stop");
        }
        if self.shown.now().is_none() {
            return Some("no site has been published yet");
        }
        if self.writer.is_failing() {
            return Some("the log cannot be written");
        }
        match self.readers.ask(|store| store.head()).await {
            Ok(_) => None,
            Err(_) => Some("the log cannot be read"),
        }
    }
}
