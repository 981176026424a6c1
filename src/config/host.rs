//! `[host]`: how the service answers, whom it believes, and where it keeps what.

use std::net::SocketAddr;

use super::identity::{IdentitySettings, IdentitySource, is_this_machine, read_identity};
use super::listen::Listen;
use super::mail::{MailSettings, read_mail};
use crate::fields::{Fields, Text};
use crate::model::Period;

/// `[host]`.
#[derive(Debug, Clone)]
pub struct HostSettings {
    /// Where the service answers.
    pub listen: Listen,
    /// Where it tells its health; nothing when it does not.
    pub health_listen: Option<SocketAddr>,
    /// The address that people type, without a trailing `/`; nothing when none is set.
    pub public_url: Option<String>,
    /// The folder that the site is published to, below the book's folder or absolute;
    /// nothing for `[build] dest-dir`.
    pub site: Option<String>,
    /// The folder of what the service keeps, below the book's folder or absolute.
    pub data: String,
    /// The log: a file, below the book's folder or absolute, or the address of a PostgreSQL database;
    /// nothing for `log.sqlite` in the data folder.
    pub database: Option<String>,
    /// Whether the log's file may be on a network file system.
    pub accepts_network: bool,
    /// The file of the log's signing key; nothing for `log.key` in the data folder.
    pub key: Option<String>,
    /// What records call the process that writes them.
    pub node: String,
    /// The file of people and groups.
    pub roster: Option<String>,
    /// The column or attribute of it that holds the identifier which the sign-in gives.
    pub roster_id: Option<String>,
    /// Groups that everybody is in, whatever sign-in and roster say.
    pub everyone: Vec<String>,
    /// Who says who somebody is.
    pub identity: Option<IdentitySettings>,
    /// Groups and people who may see everybody's acknowledgements.
    pub auditors: Vec<String>,
    /// Groups and people who may put something on record about others.
    pub recorders: Vec<String>,
    /// Whether records say when somebody opened the text that they confirm.
    pub records_opening: bool,
    /// How long after leaving people's names are kept; nothing for ever.
    pub retention: Option<Period>,
    /// The server that takes reminders.
    pub mail: Option<MailSettings>,
}

impl Default for HostSettings {
    fn default() -> Self {
        Self {
            listen: Listen::Address(SocketAddr::from(([127, 0, 0, 1], 8080))),
            health_listen: None,
            public_url: None,
            site: None,
            data: "host-data".to_owned(),
            database: None,
            key: None,
            node: "node-1".to_owned(),
            roster: None,
            roster_id: None,
            everyone: Vec::new(),
            identity: None,
            auditors: Vec::new(),
            accepts_network: false,
            records_opening: false,
            recorders: Vec::new(),
            retention: None,
            mail: None,
        }
    }
}

/// Reads the section.
pub(super) fn read_host(top: &Fields<'_>, settings: &mut HostSettings) {
    let Some(host) = top.table("host") else { return };
    const AN_ADDRESS: &str = "an address and a port such as \"127.0.0.1:8080\"";
    const A_PLACE: &str = "an address and a port such as \"127.0.0.1:8080\", or \"unix:\" and the path of a socket";
    if let Some((listen, _)) = host.parse("listen", A_PLACE) {
        settings.listen = listen;
    }
    settings.health_listen = host.parse("health-listen", AN_ADDRESS).map(|(address, _)| address);
    settings.public_url = host.text("public-url").and_then(|text| public_url(&host, &text));
    settings.site = host.text("site").map(|text| text.text);
    if let Some(data) = host.text("data") {
        settings.data = data.text;
    }
    settings.database = host.text("database").map(|text| text.text);
    settings.key = host.text("key").map(|text| text.text);
    if let Some(node) = host.text("node") {
        settings.node = node.text;
    }
    settings.roster = host.text("roster").map(|text| text.text);
    settings.roster_id = host.text("roster-id").map(|text| text.text);
    settings.everyone = host.texts("everyone").into_iter().map(|text| text.text).collect();
    settings.auditors = host.texts("auditors").into_iter().map(|text| text.text).collect();
    if let Some(identity) = host.table("identity") {
        settings.identity = read_identity(&identity, host.entry("identity").map(|(key, _)| key.span), &settings.listen);
        identity.finish();
    }
    settings.accepts_network = host.flag("accept-network-disk").unwrap_or_default();
    settings.records_opening = host.flag("record-opening").unwrap_or_default();
    settings.recorders = host.texts("recorders").into_iter().map(|text| text.text).collect();
    settings.retention = host.parse("retention", "a period such as \"3 years\"").map(|(period, _)| period);
    if let Some(mail) = host.table("mail") {
        settings.mail = read_mail(&mail, host.entry("mail").map(|(key, _)| key.span));
        mail.finish();
    }
    let signs_in = settings.identity.as_ref().is_some_and(|of| matches!(of.source, IdentitySource::SignIn(_)));
    if let Some((key, _)) = host.entry("public-url")
        && let Some(url) = settings.public_url.as_ref().filter(|_| signs_in)
        && !url.starts_with("https://")
        && !is_this_machine(url)
    {
        let hint = "who can listen on the way could take a session over: put a proxy with a certificate in front, and \
                    write `https://…`";
        host.reading().fault(key.span, format!("people would sign in at `{url}`, which is not protected"), hint);
    }
    host.finish();
}

fn public_url(host: &Fields<'_>, text: &Text) -> Option<String> {
    let rest = text.text.strip_prefix("https://").or_else(|| text.text.strip_prefix("http://"));
    let is_plain = |rest: &str| {
        let name = rest.split('/').next().unwrap_or_default();
        !name.is_empty() && !rest.contains(['?', '#', '@', ' ', '\\'])
    };
    if rest.is_some_and(is_plain) {
        return Some(text.text.trim_end_matches('/').to_owned());
    }
    let message = format!("`public-url` is `{}`, not the address of a site", text.text);
    host.reading().fault(
        text.span,
        message,
        "write the address that people type, such as `https://policies.example.org/`",
    );
    None
}
