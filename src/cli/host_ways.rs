//! How the service asks others: for the keys of tokens, and an identity provider.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{Request, Response};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::failure::Failure;
use crate::config::{IdentitySettings, IdentitySource};
use crate::host::{FetchKeys, Ways};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const ANSWER_BYTES_MAX: u64 = 256 * 1024;

/// Returns the ways that this source of identities needs.
pub(super) fn ways(identity: &IdentitySettings, public_url: String, root: &Path) -> Result<Ways, Failure> {
    // Plain ways are for a provider that is tried out on this machine; the settings see to that.
    let is_plain = matches!(identity.source, IdentitySource::SignIn(_)) && identity.issuer.starts_with("http://");
    let roots = match &identity.ca_file {
        Some(file) => certificates(&root.join(file))?,
        None => RootCerts::WebPki,
    };
    let agent: Agent = Agent::config_builder()
        .https_only(!is_plain)
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(PATIENCE))
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build()
        .into();
    let keys = match &identity.source {
        IdentitySource::Token(settings) => fetch_keys(&settings.keys, root, agent.clone()),
        IdentitySource::Headers(_) | IdentitySource::SignIn(_) => {
            Box::new(|_: Option<&str>| Err("there are no keys".to_owned()))
        }
    };
    Ok(Ways { keys, fetch: Box::new(move |request| fetch(&agent, request)), public_url })
}

/// Reads the certificates that others are believed by.
fn certificates(path: &Path) -> Result<RootCerts, Failure> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    let items: Result<Vec<PemItem<'static>>, _> = parse_pem(&bytes).collect();
    let items = items.map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    let certificates = items.into_iter().filter_map(|item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<_> = certificates.collect();
    if certificates.is_empty() {
        return Err(Failure::usage(format!("{name} has no certificate; write them as PEM, one behind the other")));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

/// Returns what fetches the keys of tokens, from an address or a file.
fn fetch_keys(keys: &str, root: &Path, agent: Agent) -> FetchKeys {
    if !keys.contains("://") {
        let path = root.join(keys);
        return Box::new(move |_| {
            fs::read_to_string(&path).map_err(|error| format!("the keys {}: {error}", path.display()))
        });
    }
    let keys = keys.to_owned();
    Box::new(move |id| {
        let url = keys.replace("{kid}", id.unwrap_or_default());
        let request = Request::get(&url).body(Vec::new()).map_err(|error| format!("{url}: {error}"))?;
        let answer = fetch(&agent, request)?;
        if !answer.status().is_success() {
            return Err(format!("{url} answers {}", answer.status()));
        }
        String::from_utf8(answer.into_body()).map_err(|_| format!("{url} is not UTF-8"))
    })
}

/// Asks, and reads the whole answer unless it is too long.
fn fetch(agent: &Agent, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, String> {
    let url = request.uri().to_string();
    let failed = |error: ureq::Error| format!("{url}: {error}");
    let (head, body) = agent.run(request).map_err(failed)?.into_parts();
    let bytes = body.into_with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(failed)?;
    Ok(Response::from_parts(head, bytes))
}
