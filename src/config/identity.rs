//! `[host.identity]`: who says who somebody is.

use ipnet::IpNet;

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
}

/// Where the identity stands in a request.
#[derive(Debug, Clone)]
pub enum IdentitySource {
    /// In headers that a proxy sends.
    Headers(HeaderSettings),
    /// In a signed token.
    Token(TokenSettings),
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

/// Names of claims.
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
}

/// Algorithms that a token may be signed with: none with a shared secret, and not `none`.
const ALGORITHMS: [&str; 9] = ["ES256", "ES384", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];

/// Reads the section.
pub(super) fn read_identity(identity: &Fields<'_>, at: Option<Span>) -> Option<IdentitySettings> {
    let span = at.unwrap_or_default();
    let fault = |span: Span, message: String, hint: &str| identity.reading().fault(span, message, hint);
    let is_token = match identity.text("mode") {
        Some(mode) if mode.text == "header" => false,
        Some(mode) if mode.text == "jwt" => true,
        Some(mode) => {
            let hint = "write `jwt` when the proxy sends a signed token, and `header` when it sends plain headers";
            fault(mode.span, format!("`mode` is `{}`", mode.text), hint);
            return None;
        }
        None => {
            let hint = "write `mode = \"jwt\"` when the proxy sends a signed token, and `mode = \"header\"` when it \
                        sends plain headers";
            fault(span, "`[host.identity]` has no `mode`".to_owned(), hint);
            return None;
        }
    };
    let missing = |name: &str, hint: &str| {
        if identity.entry(name).is_none() {
            fault(span, format!("`[host.identity]` has no `{name}`"), hint);
        }
    };
    let default = if is_token { "sub" } else { "user" };
    let settings = IdentitySettings {
        issuer: identity.text("issuer").map(|text| text.text).unwrap_or_default(),
        user_is: identity.text("user-is").map_or_else(|| default.to_owned(), |text| word_of_user(identity, &text)),
        trusted_proxies: trusted_proxies(identity),
        source: if is_token { read_token(identity, &missing) } else { read_headers(identity, span, &missing) },
    };
    missing("issuer", "name who vouches for people, for example the address of your sign-in: records keep it");
    if !is_token {
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
    let claim = |name: &str, default: &str| text(name).unwrap_or_else(|| default.to_owned());
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
    missing("token-header", "name the header of the token, such as `Cf-Access-Jwt-Assertion` or `Authorization`");
    missing("audience", "write for whom the token is made: it keeps tokens for other services out");
    missing("keys", "name the file or the address of the public keys (a JWK set)");
    missing("algorithms", "write `algorithms = [\"RS256\"]`, or what your sign-in uses");
    IdentitySource::Token(TokenSettings {
        header: header(identity, "token-header").unwrap_or_default(),
        audience: text("audience").unwrap_or_default(),
        keys: identity.text("keys").map(|keys| checked_keys(identity, &keys)).unwrap_or_default(),
        algorithms,
        signer: text("signer"),
        claims: Claims {
            id: claim("id-claim", "sub"),
            name: claim("name-claim", "name"),
            email: claim("email-claim", "email"),
            groups: claim("groups-claim", "groups"),
        },
    })
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
