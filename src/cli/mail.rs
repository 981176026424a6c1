//! Mails by SMTP, through the server that `[host.mail]` names.

use std::fs;
use std::path::Path;
use std::time::Duration;

use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport as _};

use super::failure::Failure;
use crate::config::{MailSettings, Protection};

/// How long the server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a mail was not taken.
pub(super) enum NotSent {
    /// The server will not take it for this person; others may go on.
    Refused(String),
    /// The server takes none now.
    Failed(String),
}

/// A server that takes mails.
pub(super) struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Mailer {
    /// Prepares to send; nothing is asked yet. Files are below `root`.
    pub(super) fn new(settings: &MailSettings, root: &Path) -> Result<Self, Failure> {
        let read = |file: &str| {
            let path = root.join(file);
            fs::read_to_string(&path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
        };
        let mailbox = |name: &str, text: &str| {
            let parsed = text.parse::<Mailbox>();
            parsed.map_err(|error| Failure::usage(format!("`{name}` in `[host.mail]` is `{text}`: {error}")))
        };
        let tls = |wrap: fn(TlsParameters) -> Tls| {
            let mut builder = TlsParameters::builder(settings.host.clone());
            if let Some(file) = &settings.ca_file {
                let wrong = |error| Failure::usage(format!("{file}: {error}"));
                let certificate = Certificate::from_pem(read(file)?.as_bytes()).map_err(wrong)?;
                builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
            }
            builder.build().map(wrap).map_err(Failure::impossible)
        };
        let (tls, port) = match settings.protection {
            Protection::Always => (tls(Tls::Wrapper)?, 465),
            Protection::StartTls => (tls(Tls::Required)?, 587),
            Protection::None => (Tls::None, 25),
        };
        let mut builder = SmtpTransport::builder_dangerous(settings.host.as_str())
            .tls(tls)
            .port(settings.port.unwrap_or(port))
            .timeout(Some(PATIENCE));
        if let Some((user, file)) = &settings.login {
            builder = builder.credentials(Credentials::new(user.clone(), read(file)?.trim_end().to_owned()));
        }
        let reply_to = settings.reply_to.as_ref().map(|text| mailbox("reply-to", text)).transpose()?;
        Ok(Self { transport: builder.build(), from: mailbox("from", &settings.from)?, reply_to })
    }

    /// Sends a text to one person.
    pub(super) fn send(&self, name: Option<&str>, email: &str, subject: &str, text: String) -> Result<(), NotSent> {
        let address = email.parse().map_err(|error| NotSent::Refused(format!("`{email}`: {error}")))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name.map(ToOwned::to_owned), address))
            .subject(subject)
            .header(header::ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        let message = message.body(text).map_err(|error| NotSent::Refused(format!("{email}: {error}")))?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            // 5xx about this mail; a server that wants another login says 53x to everybody.
            Err(error)
                if error.is_permanent() && error.status().is_some_and(|code| is_about_person(&code.to_string())) =>
            {
                Err(NotSent::Refused(format!("{email}: {error}")))
            }
            Err(error) => Err(NotSent::Failed(error.to_string())),
        }
    }
}

/// Codes of RFC 5321 by which a server refuses one mailbox: 550 to 553.
fn is_about_person(code: &str) -> bool {
    ["550", "551", "552", "553"].contains(&code)
}
