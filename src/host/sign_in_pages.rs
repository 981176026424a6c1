//! The addresses of the built-in login, and who comes to a page without having signed in.

use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::acknowledge::form;
use super::answer::{Answer, Problem, not_allowed};
use super::origin;
use super::page_schema::SignedOutView;
use super::service::Service;
use super::sign_in::SignIn;

impl Service {
    /// Answers below `sign-in/`.
    pub(super) async fn sign_in(&self, sign_in: &SignIn, head: &Parts, step: &str) -> Answer {
        let now = self.clock.now();
        let fields = form(head.uri.query().unwrap_or_default()).unwrap_or_default();
        let is_reading = head.method == Method::GET;
        let answered = match step {
            "end" if head.method == Method::POST => match origin::check(&head.headers, &self.origins) {
                Ok(()) => Ok(sign_in.end(&head.headers, &self.address("sign-in/ended"))),
                Err(problem) => Err(problem),
            },
            "end" => return not_allowed("POST"),
            _ if !is_reading => return not_allowed("GET"),
            "return" => sign_in.complete(&head.headers, &fields, now).await,
            "ended" => {
                return self.page(
                    None,
                    StatusCode::OK,
                    &self.title("Signed out"),
                    "service-signed-out.html",
                    &SignedOutView { root: "../".to_owned() },
                );
            }
            "" | "index.html" => {
                let is_other = fields.iter().any(|(key, value)| key == "as" && value == "other");
                sign_in.begin(&head.headers, &self.address("acknowledgements/"), is_other, now).await
            }
            _ => Err(Problem::new(StatusCode::NOT_FOUND, "not-found", "there is no such page")),
        };
        answered.unwrap_or_else(|problem| self.problem_page(None, &problem, None))
    }

    /// Sends who wants to read `head`'s page away to sign in, and back to it.
    pub(super) async fn sign_in_first(&self, sign_in: &SignIn, head: &Parts) -> Answer {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        match sign_in.begin(&head.headers, path, false, self.clock.now()).await {
            Ok(answer) => answer,
            Err(problem) => self.problem_page(None, &problem, None),
        }
    }
}

/// Returns whether a request is one of somebody who opens a page: only they can be sent elsewhere.
pub(super) fn opens_a_page(method: &Method, headers: &HeaderMap) -> bool {
    let is_navigation = super::protocol::only(headers, "sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    method == Method::GET && is_navigation && super::text_view::wants_page(headers)
}
