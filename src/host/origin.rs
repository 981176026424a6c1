//! Whether a request that changes something comes from a page of this site. Another site of
//! the same intranet is "same-site" for a browser, so nothing less than the same origin counts.

use hyper::StatusCode;
use hyper::header::HeaderMap;

use super::answer::Problem;
use super::protocol::only;

/// Lets pass what a page of `origin` sent. A client that says neither where it comes from nor
/// from whom is no browser that we know: it is refused.
///
/// # Errors
///
/// When it did not, or does not say.
pub(super) fn check(headers: &HeaderMap, origins: &[String]) -> Result<(), Problem> {
    let said = |name: &str| headers.contains_key(name);
    let is_own = match (said("sec-fetch-site"), said("origin")) {
        (true, _) => {
            only(headers, "sec-fetch-site") == Some("same-origin") && (!said("origin") || is_known(headers, origins))
        }
        (false, true) => is_known(headers, origins),
        (false, false) => false,
    };
    if is_own {
        return Ok(());
    }
    let detail = "this can only be sent from a page of this site (or, by a program, with `Origin` set to its address)";
    Err(Problem::new(StatusCode::FORBIDDEN, "cross-origin", detail))
}

fn is_known(headers: &HeaderMap, origins: &[String]) -> bool {
    only(headers, "origin").is_some_and(|origin| origins.iter().any(|known| known == origin))
}
