//! `[host]`: how the service answers, whom it believes, and where it keeps what.

use std::net::SocketAddr;

use ipnet::IpNet;

use crate::fields::{Fields, Text};
use crate::source::Span;

/// `[host]`.
#[derive(Debug, Clone)]
pub struct HostSettings {
    /// Where the service answers.
    pub listen: SocketAddr,
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
}

impl Default for HostSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
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
        }
    }
}

/// `[host.identity]`: the one source of identities.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// What records call the issuer of the identifiers.
    pub issuer: String,
    /// The header that names the person.
    pub user_header: String,
    /// What its value is: `sub`, `user` or `email`.
    pub user_is: String,
    /// The header of the name to show.
    pub name_header: Option<String>,
    /// The header of the e-mail address.
    pub email_header: Option<String>,
    /// The header of the groups, separated by commas.
    pub groups_header: Option<String>,
    /// Who may send these headers.
    pub trusted_proxies: Vec<IpNet>,
    /// A header that has to hold one of the lines of a file, to prove that the proxy sent it.
    pub secret: Option<(String, String)>,
}

/// Reads the section.
pub(super) fn read_host(top: &Fields<'_>, settings: &mut HostSettings) {
    let Some(host) = top.table("host") else { return };
    const AN_ADDRESS: &str = "an address and a port such as \"127.0.0.1:8080\"";
    if let Some((listen, _)) = host.parse("listen", AN_ADDRESS) {
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
        settings.identity = read_identity(&identity, host.entry("identity").map(|(key, _)| key.span));
        identity.finish();
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

fn read_identity(identity: &Fields<'_>, at: Option<Span>) -> Option<IdentitySettings> {
    let fault = |span: Span, message: String, hint: &str| identity.reading().fault(span, message, hint);
    match identity.text("mode") {
        Some(mode) if mode.text == "header" => {}
        Some(mode) => {
            fault(mode.span, format!("`mode` is `{}`", mode.text), "write `mode = \"header\"`");
            return None;
        }
        None => {
            let hint = "write `mode = \"header\"` when a proxy signs people in and sends their name";
            fault(at.unwrap_or_default(), "`[host.identity]` has no `mode`".to_owned(), hint);
            return None;
        }
    }
    let header = |name: &str| {
        let text = identity.text(name)?;
        let is_name = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        if !text.text.is_empty() && text.text.bytes().all(is_name) {
            return Some(text.text.to_ascii_lowercase());
        }
        let hint = "write a name such as `X-Forwarded-User`; an underscore can be forged past many proxies";
        fault(text.span, format!("`{name}` is `{}`, not the name of a header", text.text), hint);
        None
    };
    let user_header = header("user-header");
    let settings = IdentitySettings {
        issuer: identity.text("issuer").map(|text| text.text).unwrap_or_default(),
        user_is: identity.text("user-is").map_or_else(|| "user".to_owned(), |text| word_of_user(identity, &text)),
        name_header: header("name-header"),
        email_header: header("email-header"),
        groups_header: header("groups-header"),
        trusted_proxies: trusted_proxies(identity),
        secret: header("secret-header").zip(identity.text("secret-file").map(|text| text.text)),
        user_header: user_header.clone().unwrap_or_default(),
    };
    let span = at.unwrap_or_default();
    if user_header.is_none() && identity.entry("user-header").is_none() {
        fault(
            span,
            "`[host.identity]` has no `user-header`".to_owned(),
            "name the header in which the proxy sends who signed in",
        );
    }
    if settings.issuer.is_empty() {
        fault(
            span,
            "`[host.identity]` has no `issuer`".to_owned(),
            "name who vouches for the user names, for example the address of your sign-in: records keep it",
        );
    }
    if settings.trusted_proxies.is_empty() && identity.entry("trusted-proxies").is_none() {
        let hint = "list the addresses of the proxies that may say who somebody is; without it anybody could";
        fault(span, "`[host.identity]` has no `trusted-proxies`".to_owned(), hint);
    }
    let secret_keys = ["secret-header", "secret-file"].map(|key| identity.entry(key).is_some());
    if secret_keys[0] != secret_keys[1] {
        fault(span, "a secret needs `secret-header` and `secret-file`".to_owned(), "set both, or neither");
    }
    user_header.map(|_| settings)
}

fn word_of_user(identity: &Fields<'_>, text: &Text) -> String {
    if !["sub", "user", "email"].contains(&text.text.as_str()) {
        let message = format!("`user-is` is `{}`", text.text);
        let hint = "write `sub` (an identifier that is never given to another person), `user` or `email`";
        identity.reading().fault(text.span, message, hint);
    }
    text.text.clone()
}

/// Returns the networks; one that takes in strangers is a fault.
fn trusted_proxies(identity: &Fields<'_>) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for text in identity.texts("trusted-proxies") {
        let parsed =
            text.text.parse::<IpNet>().ok().or_else(|| text.text.parse::<std::net::IpAddr>().ok().map(IpNet::from));
        let shortest = |network: &IpNet| if network.addr().is_ipv4() { 8 } else { 32 };
        match parsed {
            Some(network) if network.prefix_len() >= shortest(&network) => networks.push(network),
            Some(network) => identity.reading().fault(
                text.span,
                format!("`{network}` takes in whole parts of the internet"),
                "list the proxies' own addresses, such as `10.0.0.5/32`: whoever is in the list can sign for anybody",
            ),
            None => identity.reading().fault(
                text.span,
                format!("`{}` is no address and no network", text.text),
                "write `10.0.0.5`, `10.0.0.0/24` or `fd00::5/128`",
            ),
        }
    }
    networks
}
