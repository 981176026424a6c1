//! Which destinations a browser may follow, seen as the browser will see them.
//!
//! The steps are those of the URL standard (url.spec.whatwg.org, "basic URL
//! parser"): blanks at both ends do not count, then the scheme decides. What a
//! browser would repair and only a trick would need, such as a tab inside a
//! scheme, is refused.

use std::fmt;

use super::hidden::is_hidden;
use crate::source::decode_percent;

/// Where a destination leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A path, from the page or, with a leading `/`, from the book's folder.
    Relative {
        /// The path with percent escapes resolved; empty when only a query is there.
        path: String,
        /// What stands between `?` and `#`, as written.
        query: Option<String>,
        /// What stands behind `#`, with percent escapes resolved.
        fragment: Option<String>,
    },
    /// A place on the same page, with percent escapes resolved; empty for its top.
    Fragment(String),
    /// An `http` or `https` address.
    Http(String),
    /// A `mailto` address.
    Mail(String),
    /// A `tel` address.
    Tel(String),
    /// One that must not become a link.
    Forbidden(Refusal),
}

/// Why a destination must not become a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Its scheme is none of `https`, `http`, `mailto` and `tel`.
    Scheme(String),
    /// It begins with `//` and so leads to another host without saying how.
    OtherHost,
    /// A browser reads its backslash as a slash.
    Backslash,
    /// It holds a character that cannot be seen.
    HiddenCharacter,
    /// It holds a percent escape that hides a separator or a control character,
    /// or that is no text.
    Escape,
    /// It holds a user name or a password.
    Credentials,
    /// It names no host, or a malformed one.
    Host,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Scheme(scheme) => write!(f, "the scheme `{scheme}:` is not allowed"),
            Refusal::OtherHost => f.write_str("it begins with `//`, which leads to another host"),
            Refusal::Backslash => f.write_str("it holds a backslash, which browsers read as `/`"),
            Refusal::HiddenCharacter => f.write_str("it holds a character that cannot be seen"),
            Refusal::Escape => f.write_str("it holds a percent escape that hides something"),
            Refusal::Credentials => f.write_str("it holds a user name or a password"),
            Refusal::Host => f.write_str("it names no host"),
        }
    }
}

/// Says where `destination` leads, or why it must not become a link.
pub fn classify(destination: &str) -> Destination {
    let text = destination.trim_matches([' ', '\t', '\n', '\r']);
    match checked(text) {
        Ok(destination) => destination,
        Err(refusal) => Destination::Forbidden(refusal),
    }
}

fn checked(text: &str) -> Result<Destination, Refusal> {
    if text.chars().any(|c| c.is_control() || is_hidden(c)) {
        return Err(Refusal::HiddenCharacter);
    }
    if let Some(fragment) = text.strip_prefix('#') {
        return Ok(Destination::Fragment(fragment_text(fragment)));
    }
    let path_end = text.find(['?', '#']).unwrap_or(text.len());
    if text[..path_end].contains('\\') {
        return Err(Refusal::Backslash);
    }
    if text.starts_with("//") {
        return Err(Refusal::OtherHost);
    }
    let before_slash = text[..path_end].split('/').next().unwrap_or_default();
    if let Some((scheme, _)) = before_slash.split_once(':') {
        return with_scheme(scheme, &text[scheme.len() + 1..], text);
    }
    let rest = &text[path_end..];
    let (query, fragment) = match rest.split_once('#') {
        Some((query, fragment)) => (query, Some(fragment_text(fragment))),
        None => (rest, None),
    };
    Ok(Destination::Relative {
        path: path_text(&text[..path_end])?,
        query: query.strip_prefix('?').map(str::to_owned),
        fragment,
    })
}

fn with_scheme(scheme: &str, rest: &str, whole: &str) -> Result<Destination, Refusal> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            check_authority(rest)?;
            Ok(Destination::Http(whole.to_owned()))
        }
        "mailto" if !rest.is_empty() => Ok(Destination::Mail(whole.to_owned())),
        "tel" if !rest.is_empty() => Ok(Destination::Tel(whole.to_owned())),
        "mailto" | "tel" => Err(Refusal::Host),
        other => Err(Refusal::Scheme(other.to_owned())),
    }
}

/// Checks what stands behind `https:`. A browser would accept `https:/host` and
/// `https:///host` too; no author means them.
fn check_authority(rest: &str) -> Result<(), Refusal> {
    let rest = rest.strip_prefix("//").ok_or(Refusal::Host)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(Refusal::Credentials);
    }
    let is_address = authority.starts_with('[');
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !is_address || host.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    let is_host_character =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || (is_address && "[]:".contains(c));
    let has_name = host.chars().any(char::is_alphanumeric) || (is_address && host.len() > 2);
    let is_port = port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    if has_name && host.chars().all(is_host_character) && is_port { Ok(()) } else { Err(Refusal::Host) }
}

/// Resolves the escapes of a path. An escaped slash, backslash or control
/// character would mean one thing here and another to a server.
fn path_text(path: &str) -> Result<String, Refusal> {
    let text = decode_percent(path).ok_or(Refusal::Escape)?;
    let slashes = |text: &str| text.bytes().filter(|&byte| byte == b'/').count();
    if slashes(&text) != slashes(path) || text.chars().any(|c| c == '\\' || c.is_control() || is_hidden(c)) {
        return Err(Refusal::Escape);
    }
    Ok(text)
}

/// Resolves the escapes of a fragment; one that is no text stays as written.
fn fragment_text(fragment: &str) -> String {
    decode_percent(fragment).unwrap_or_else(|| fragment.to_owned())
}
