//! The published files: only those that the manifest names, by their paths in it.

use hyper::header::{HeaderMap, HeaderValue, IF_NONE_MATCH};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::answer::{Answer, Problem, answer, page};
use super::caller::Caller;
use super::page::{text_of, with_panel};
use super::service::Service;
use super::shown::Now;
use crate::source::decode_percent;

/// For pages and data: asked for again each time, and sent only when they changed.
const CHECKED: &str = "private, no-cache";
/// For names with a digest.
const LASTING: &str = "private, max-age=31536000, immutable";
/// A picture that can hold scripts is a picture.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

impl Service {
    /// Answers with the file behind an address below the site's root.
    pub(super) async fn file(&self, now: &Now, path: &str, head: &Parts, caller: &Caller) -> Answer {
        let headers = &head.headers;
        let not_found = || Problem::new(StatusCode::NOT_FOUND, "not-found", "there is no such page").to_text();
        let Some(decoded) = decode_percent(path) else { return not_found() };
        let is_folder = decoded.is_empty() || decoded.ends_with('/');
        let name = if is_folder { format!("{decoded}index.html") } else { decoded };
        if let Some(asked) = now.release.asked_at(&name) {
            if head.method == Method::GET {
                self.openings.note(caller, asked.fingerprint, self.clock.now());
            }
            return self.asked_page(now, &name, asked, caller).await;
        }
        if now.file(&name).is_some() {
            return self.published(now, &name, StatusCode::OK, headers).await;
        }
        if !is_folder && now.file(&format!("{name}/index.html")).is_some() {
            return moved(&self.address(&format!("{path}/")));
        }
        if now.file("404.html").is_some() {
            return self.published(now, "404.html", StatusCode::NOT_FOUND, headers).await;
        }
        not_found()
    }

    async fn published(&self, now: &Now, name: &str, status: StatusCode, headers: &HeaderMap) -> Answer {
        let Some(file) = now.file(name) else { return unreadable() };
        let is_lasting = name.starts_with("theme/");
        let cache = if is_lasting { LASTING } else { CHECKED };
        let kind = file.media_type(name);
        let tag = HeaderValue::from_str(&file.tag).expect("a digest is ASCII");
        let is_known = headers.get_all(IF_NONE_MATCH).iter().any(|value| {
            value
                .to_str()
                .is_ok_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == file.tag))
        });
        let mut made = if is_known && status == StatusCode::OK {
            let mut made = answer(StatusCode::NOT_MODIFIED, kind, cache, "");
            made.headers_mut().remove("content-type");
            made
        } else {
            let Some(bytes) = self.bytes(now, name).await else { return unreadable() };
            if self.is_rehearsal && kind == "text/html" {
                let html = text_of(&bytes).unwrap_or_default().to_owned();
                return page(status, self.marked(html));
            }
            answer(status, kind, cache, bytes)
        };
        made.headers_mut().insert("etag", tag);
        match kind {
            "image/svg+xml" => {
                made.headers_mut().insert("content-security-policy", HeaderValue::from_static(PICTURE_POLICY));
            }
            "application/pdf" | "application/octet-stream" => {
                made.headers_mut().insert("content-disposition", HeaderValue::from_static("attachment"));
            }
            _ => {}
        }
        made
    }

    /// Returns the bytes of a file, from memory or from a thread that may wait for the disk.
    async fn bytes(&self, now: &Now, name: &str) -> Option<hyper::body::Bytes> {
        let file = now.file(name)?;
        if let Some(bytes) = file.kept() {
            return Some(bytes);
        }
        let (file, shown) = (std::sync::Arc::clone(file), std::sync::Arc::clone(&self.shown));
        tokio::task::spawn_blocking(move || shown.shelf.bytes(&file)).await.ok()?.ok()
    }

    /// A page on which a text is acknowledged is another one for each person.
    async fn asked_page(&self, now: &Now, name: &str, asked: &crate::obligation::Asked, caller: &Caller) -> Answer {
        let Some(bytes) = self.bytes(now, name).await else { return unreadable() };
        let Some(html) = text_of(&bytes) else { return unreadable() };
        let root = "../".repeat(name.matches('/').count());
        match self.panel(asked, root, caller).await {
            Ok(panel) => page(StatusCode::OK, self.marked(with_panel(html, &panel))),
            // Reading goes on when the log cannot be reached; the page says so, and nothing else.
            Err(problem) => {
                let panel = self.theme.render("service-unavailable.html", &(), &()).unwrap_or_default();
                problem.with_headers(page(StatusCode::OK, self.marked(with_panel(html, &panel))))
            }
        }
    }
}

fn moved(location: &str) -> Answer {
    let mut made = answer(StatusCode::MOVED_PERMANENTLY, "text/plain", CHECKED, "");
    if let Ok(value) = HeaderValue::from_str(location) {
        made.headers_mut().insert("location", value);
    }
    made
}

fn unreadable() -> Answer {
    let detail = "the file cannot be read now";
    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "unreadable", detail, 5).to_text()
}
