//! Cookies that no other site, no plain connection and no script can set or read.

use hyper::header::{COOKIE, HeaderMap, HeaderValue};

/// The cookie of a session.
pub(super) const SESSION: &str = "__Host-policybook-session";
/// The cookie of a browser that is about to sign in.
pub(super) const BROWSER: &str = "__Host-policybook-sign-in";

/// Returns the value of a cookie; nothing when it is there twice or is not one of ours.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
    let value = values.next().filter(|value| is_secret(value))?;
    values.next().is_none().then_some(value)
}

/// Returns the header that sets a cookie for so many seconds; none take it away.
pub(super) fn set(name: &str, value: &str, seconds: i64) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).expect("our own values are ASCII")
}

/// 32 bytes in base64, as this service makes them.
fn is_secret(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
