//! What a request has to be before anybody looks at what it wants: one reading only, by us
//! and by every proxy before us.

use hyper::header::{CONTENT_LENGTH, HOST, HeaderMap, TRANSFER_ENCODING, UPGRADE};
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};

use super::answer::Problem;

/// Most bytes of the head: request line and headers.
pub(super) const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Most bytes of an address.
const URL_BYTES_MAX: usize = 4 * 1024;
/// Most bytes of a body.
pub(super) const BODY_BYTES_MAX: u64 = 16 * 1024;

/// Checks the head of a request, and returns how many bytes its body has.
///
/// # Errors
///
/// What is wrong with it. `hosts` are the values of `Host` under which the site is known.
pub(super) fn check(head: &Parts, is_unclear: bool, hosts: &[String]) -> Result<u64, Problem> {
    let bad = |detail: &str| Problem::fatal(StatusCode::BAD_REQUEST, "bad-request", detail);
    if !matches!(head.version, Version::HTTP_11 | Version::HTTP_10) {
        return Err(bad("this service speaks HTTP/1.1"));
    }
    if is_unclear {
        return Err(bad("a line of the request does not end in CR LF, or the length is there twice"));
    }
    if head.headers.contains_key(TRANSFER_ENCODING) {
        return Err(bad("send the length of the body as Content-Length"));
    }
    if head.headers.contains_key(UPGRADE) {
        return Err(bad("this service does not change the protocol"));
    }
    if head.uri.scheme().is_some() || head.uri.authority().is_some() || !head.uri.path().starts_with('/') {
        return Err(bad("the address of a request begins with `/`"));
    }
    let url_bytes = head.uri.path_and_query().map_or(0, |url| url.as_str().len());
    if url_bytes > URL_BYTES_MAX {
        return Err(Problem::fatal(StatusCode::URI_TOO_LONG, "address-too-long", "the address is too long"));
    }
    let head_bytes: usize = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if head_bytes + url_bytes > HEAD_BYTES_MAX {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(Problem::fatal(status, "head-too-long", "the headers are too long"));
    }
    let body_bytes = body_bytes(&head.headers).ok_or_else(|| bad("`Content-Length` is not one plain number"))?;
    let host = only(&head.headers, HOST.as_str()).ok_or_else(|| bad("send exactly one `Host`"))?;
    if !hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
        let detail = "this service is not known under the name that was asked for";
        return Err(Problem::fatal(StatusCode::MISDIRECTED_REQUEST, "unknown-host", detail));
    }
    if body_bytes > BODY_BYTES_MAX {
        return Err(Problem::fatal(StatusCode::PAYLOAD_TOO_LARGE, "body-too-long", "the body is too long"));
    }
    Ok(body_bytes)
}

fn body_bytes(headers: &HeaderMap) -> Option<u64> {
    if !headers.contains_key(CONTENT_LENGTH) {
        return Some(0);
    }
    let text = only(headers, CONTENT_LENGTH.as_str())?;
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number that is too great for us is a body that is too great.
    Some(text.parse().unwrap_or(u64::MAX))
}

/// Returns the value of a header that is there once, in ASCII.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values.next().is_none().then(|| value.to_str().ok())?
}
