//! `[host.identity]`: who says who somebody is.

use ipnet::IpNet;

use super::listen::Listen;
use crate::fields::{Fields, Text};
use crate::source::Span;

/// `[host.identity]`: the one source of identities.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// What records call the issuer of the identifiers; what a token has to name.
    pub issuer: String,
    /// What an identifier is: `sub`, `user` or `email`.
    pub user_is: String,
    /// Who may send requests with an identity; empty for everybody, which only tokens allow.
    pub trusted_proxies: Vec<IpNet>,
    /// Where the identity stands in a request.
    pub source: IdentitySource,
    /// A file of certificates (PEM) that the addresses of keys and provider are believed by, instead
    /// of those that every browser knows.
    pub ca_file: Option<String>,
}

/// Where the identity stands in a request.
#[derive(Debug, Clone)]
pub enum IdentitySource {
    /// In headers that a proxy sends.
    Headers(HeaderSettings),
    /// In a signed token.
    Token(TokenSettings),
    /// In a session of the built-in login.
    SignIn(SignInSettings),
}

/// Identities in headers.
#[derive(Debug, Clone)]
pub struct HeaderSettings {
    /// The header that names the person.
    pub user: String,
    /// The header of the name to show.
    pub name: Option<String>,
    /// The header of the e-mail address.
    pub email: Option<String>,
    /// The header of the groups, separated by commas.
    pub groups: Option<String>,
    /// A header that has to hold one of the lines of a file, to prove that the proxy sent it.
    pub secret: Option<(String, String)>,
}

/// Identities in JSON Web Tokens (RFC 7519).
#[derive(Debug, Clone)]
pub struct TokenSettings {
    /// The header of the token; in `authorization` it stands behind `Bearer`.
    pub header: String,
    /// For whom the token has to be.
    pub audience: String,
    /// The public keys: a file or an address, a JWK set or, with `{kid}` in it, one key as PEM.
    pub keys: String,
    /// The algorithms that count, such as `RS256` and `ES256`.
    pub algorithms: Vec<String>,
    /// The `signer` that the token's head has to name, when it is one of AWS.
    pub signer: Option<String>,
    /// The claims of identifier, name, e-mail address and groups.
    pub claims: Claims,
}

/// The built-in login with OpenID Connect.
#[derive(Debug, Clone)]
pub struct SignInSettings {
    /// As what the identity provider knows this service.
    pub client: String,
    /// The file of the secret that proves it; nothing when there is none.
    pub secret_file: Option<String>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The algorithms that ID tokens may be signed with.
    pub algorithms: Vec<String>,
    /// The claims of identifier, name, e-mail address and groups.
    pub claims: Claims,
    /// How many hours a session lasts.
    pub session_hours: u8,
}

/// Names of claims, and what they have to say.
#[derive(Debug, Clone)]
pub struct Claims {
    /// The identifier.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The groups: a list of texts, or one text.
    pub groups: String,
    /// Claims that have to have a value: it keeps other customers of the same provider out.
    pub required: Vec<(String, String)>,
}

/// Algorithms that a token may be signed with: none with a shared secret, and not `none`.
const ALGORITHMS: [&str; 9] = ["ES256", "ES384", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];

/// Reads the section.
pub(super) fn read_identity(identity: &Fields<'_>, at: Option<Span>, listen: &Listen) -> Option<IdentitySettings> {
    let span = at.unwrap_or_default();
    let fault = |span: Span, message: String, hint: &str| identity.reading().fault(span, message, hint);
    const MODES: &str = "write `jwt` when the proxy sends a signed token, `header` when it sends plain headers, and \
                         `oidc` when this service signs people in itself";
    let mode = match identity.text("mode") {
        Some(mode) if ["header", "jwt", "oidc"].contains(&mode.text.as_str()) => mode.text,
        Some(mode) => {
            fault(mode.span, format!("`mode` is `{}`", mode.text), MODES);
            return None;
        }
        None => {
            fault(span, "`[host.identity]` has no `mode`".to_owned(), MODES);
            return None;
        }
    };
    let missing = |name: &str, hint: &str| {
        if identity.entry(name).is_none() {
            fault(span, format!("`[host.identity]` has no `{name}`"), hint);
        }
    };
    let default = if mode == "header" { "user" } else { "sub" };
    let settings = IdentitySettings {
        issuer: identity.text("issuer").map(|text| text.text).unwrap_or_default(),
        user_is: identity.text("user-is").map_or_else(|| default.to_owned(), |text| word_of_user(identity, &text)),
        trusted_proxies: trusted_proxies(identity),
        source: match mode.as_str() {
            "header" => read_headers(identity, span, &missing),
            "jwt" => read_token(identity, &missing),
            _ => read_sign_in(identity, &missing),
        },
        ca_file: identity.text("ca-file").map(|text| text.text),
    };
    missing("issuer", "name who vouches for people, for example the address of your sign-in: records keep it");
    // Who may open a socket of this machine is said by its file.
    if mode == "header" && matches!(listen, Listen::Address(_)) {
        let hint = "list the addresses of the proxies that may say who somebody is; without it anybody could";
        missing("trusted-proxies", hint);
    }
    Some(settings)
}

fn read_headers(identity: &Fields<'_>, span: Span, missing: &dyn Fn(&str, &str)) -> IdentitySource {
    let header = |name: &str| header(identity, name);
    let settings = HeaderSettings {
        user: header("user-header").unwrap_or_default(),
        name: header("name-header"),
        email: header("email-header"),
        groups: header("groups-header"),
        secret: header("secret-header").zip(identity.text("secret-file").map(|text| text.text)),
    };
    missing("user-header", "name the header in which the proxy sends who signed in");
    let has_secret = ["secret-header", "secret-file"].map(|key| identity.entry(key).is_some());
    if has_secret[0] != has_secret[1] {
        let message = "a secret needs `secret-header` and `secret-file`";
        identity.reading().fault(span, message, "set both, or neither");
    }
    IdentitySource::Headers(settings)
}

fn read_token(identity: &Fields<'_>, missing: &dyn Fn(&str, &str)) -> IdentitySource {
    let text = |name: &str| identity.text(name).map(|text| text.text);
    missing("token-header", "name the header of the token, such as `Cf-Access-Jwt-Assertion` or `Authorization`");
    missing("audience", "write for whom the token is made: it keeps tokens for other services out");
    missing("keys", "name the file or the address of the public keys (a JWK set)");
    missing("algorithms", "write `algorithms = [\"RS256\"]`, or what your sign-in uses");
    IdentitySource::Token(TokenSettings {
        header: header(identity, "token-header").unwrap_or_default(),
        audience: text("audience").unwrap_or_default(),
        keys: identity.text("keys").map(|keys| checked_keys(identity, &keys)).unwrap_or_default(),
        algorithms: algorithms(identity),
        signer: text("signer"),
        claims: claims(identity),
    })
}

fn read_sign_in(identity: &Fields<'_>, missing: &dyn Fn(&str, &str)) -> IdentitySource {
    if let Some(issuer) = identity.text("issuer")
        && !issuer.text.starts_with("https://")
        && !is_this_machine(&issuer.text)
    {
        let hint = "write the address by which the identity provider names itself: `https://…`, exactly as its \
                    `/.well-known/openid-configuration` says";
        identity.reading().fault(issuer.span, format!("`issuer` is `{}`", issuer.text), hint);
    }
    missing("client-id", "write as what the identity provider knows this service; it is set up there");
    let mut scopes: Vec<String> = identity.texts("scopes").into_iter().map(|text| text.text).collect();
    if identity.entry("scopes").is_none() {
        scopes = vec!["profile".to_owned(), "email".to_owned()];
    }
    let mut allowed = algorithms(identity);
    if identity.entry("algorithms").is_none() {
        allowed = vec!["RS256".to_owned()];
    }
    let hours = identity.parse::<u8>("session-hours", "a number of hours from 1 to 24");
    let hours = hours.map(|(hours, span)| {
        if !(1..=24).contains(&hours) {
            let hint = "write a number from 1 to 24: who left the company is in until their session ends";
            identity.reading().fault(span, format!("`session-hours` is {hours}"), hint);
        }
        hours
    });
    IdentitySource::SignIn(SignInSettings {
        client: identity.text("client-id").map(|text| text.text).unwrap_or_default(),
        secret_file: identity.text("client-secret-file").map(|text| text.text),
        scopes,
        algorithms: allowed,
        claims: claims(identity),
        session_hours: hours.unwrap_or(8),
    })
}

/// Returns whether an address is one of this machine, where nobody listens on the way.
pub(super) fn is_this_machine(url: &str) -> bool {
    let host = url.strip_prefix("http://").unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
    ["localhost", "127.0.0.1"].contains(&host)
}

fn algorithms(identity: &Fields<'_>) -> Vec<String> {
    let mut algorithms = Vec::new();
    for word in identity.texts("algorithms") {
        if ALGORITHMS.contains(&word.text.as_str()) {
            algorithms.push(word.text);
        } else {
            let message = format!("`{}` is no algorithm that a token may be signed with", word.text);
            let hint =
                format!("write one of {}: what your sign-in says, never what a token says", ALGORITHMS.join(", "));
            identity.reading().fault(word.span, message, hint);
        }
    }
    algorithms
}

fn claims(identity: &Fields<'_>) -> Claims {
    let claim = |name: &str, default: &str| identity.text(name).map_or_else(|| default.to_owned(), |text| text.text);
    let mut required = Vec::new();
    for text in identity.texts("required-claims") {
        match text.text.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                required.push((name.to_owned(), value.to_owned()));
            }
            _ => {
                let hint = "write a claim and the value that it has to have, such as `hd=example.org`";
                identity.reading().fault(text.span, format!("`{}` names no claim with a value", text.text), hint);
            }
        }
    }
    Claims {
        id: claim("id-claim", "sub"),
        name: claim("name-claim", "name"),
        email: claim("email-claim", "email"),
        groups: claim("groups-claim", "groups"),
        required,
    }
}

fn checked_keys(identity: &Fields<'_>, keys: &Text) -> String {
    if keys.text.starts_with("http://") {
        let hint = "fetch the keys by `https://`: whoever can change them on the way can sign for anybody";
        identity.reading().fault(keys.span, format!("`keys` is `{}`", keys.text), hint);
    }
    keys.text.clone()
}

fn header(identity: &Fields<'_>, name: &str) -> Option<String> {
    let text = identity.text(name)?;
    let is_name = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
    if !text.text.is_empty() && text.text.bytes().all(is_name) {
        return Some(text.text.to_ascii_lowercase());
    }
    let hint = "write a name such as `X-Forwarded-User`; an underscore can be forged past many proxies";
    identity.reading().fault(text.span, format!("`{name}` is `{}`, not the name of a header", text.text), hint);
    None
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
        let parsed = text.text.parse::<IpNet>().ok();
        let parsed = parsed.or_else(|| text.text.parse::<std::net::IpAddr>().ok().map(IpNet::from));
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
