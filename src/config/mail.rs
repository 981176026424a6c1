//! `[host.mail]`: the server that takes reminders.

use crate::fields::Fields;
use crate::source::Span;

/// `[host.mail]`.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The server's name or address.
    pub host: String,
    /// Its port; nothing for the usual one.
    pub port: Option<u16>,
    /// How the way to it is protected.
    pub protection: Protection,
    /// As whom is sent, with the file of the password.
    pub login: Option<(String, String)>,
    /// From whom a reminder is.
    pub from: String,
    /// To whom an answer goes, when not to that.
    pub reply_to: Option<String>,
    /// A file of certificates (PEM) that the server is believed by, instead of those that every
    /// browser knows.
    pub ca_file: Option<String>,
}

/// How the way to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// From the first byte (`smtps://`).
    Always,
    /// After the greeting, else nothing is sent (`smtp://`).
    StartTls,
    /// Not at all: the server is this machine.
    None,
}

/// Reads the section.
pub(super) fn read_mail(mail: &Fields<'_>, at: Option<Span>) -> Option<MailSettings> {
    let text = |name: &str| mail.text(name).map(|text| text.text);
    let fault = |span: Span, message: String, hint: &str| mail.reading().fault(span, message, hint);
    for (name, hint) in [
        (
            "server",
            "write `smtps://mail.example.org` or, for a server that begins unprotected, `smtp://mail.example.org`",
        ),
        ("from", "write from whom reminders are, such as `Information security <isms@example.org>`"),
    ] {
        if mail.entry(name).is_none() {
            fault(at.unwrap_or_default(), format!("`[host.mail]` has no `{name}`"), hint);
        }
    }
    let server = mail.text("server");
    let place = server.as_ref().and_then(|server| place_of(&server.text));
    if let Some(server) = server.as_ref().filter(|_| place.is_none()) {
        let hint = "write `smtps://mail.example.org`, `smtp://mail.example.org:587` or `smtp://localhost:25`";
        fault(server.span, format!("`server` is `{}`, not the address of a mail server", server.text), hint);
    }
    let login = (text("user"), text("password-file"));
    if login.0.is_some() != login.1.is_some() {
        let message = "a login needs `user` and `password-file`".to_owned();
        fault(at.unwrap_or_default(), message, "set both, or neither");
    }
    let (from, reply_to, ca_file) = (text("from"), text("reply-to"), text("ca-file"));
    let (protection, host, port) = place?;
    Some(MailSettings { host, port, protection, login: login.0.zip(login.1), from: from?, reply_to, ca_file })
}

/// Returns what an address says of a server.
fn place_of(url: &str) -> Option<(Protection, String, Option<u16>)> {
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (rest, None),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    if host.is_empty() || !host.chars().all(is_name) {
        return None;
    }
    let is_here = ["localhost", "127.0.0.1"].contains(&host);
    let protection = match scheme {
        "smtps" => Protection::Always,
        "smtp" if is_here => Protection::None,
        "smtp" => Protection::StartTls,
        _ => return None,
    };
    Some((protection, host.to_owned(), port))
}
