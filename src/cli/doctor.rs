//! `doctor`: tries from outside what a forger would try, and looks at what comes back.

use std::time::Duration;

use super::args::Common;
use super::args_host::DoctorArgs;
use super::failure::{Failure, Outcome};
use super::session::Session;
use super::terminal::Terminal;
use crate::artifact::SECURITY_HEADERS;
use crate::config::IdentitySource;

/// Somebody who does not exist: their documents are nobody's to see.
const FORGED: &str = "policybook-doctor-forged";
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A try: what is sent, and its headers.
struct Try {
    name: String,
    headers: Vec<(String, String)>,
}

/// Runs the command: a try that succeeds is a finding.
pub(super) fn run(args: &DoctorArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let settings = &session.config.host;
    let url = args.url.clone().or_else(|| settings.public_url.clone()).ok_or_else(|| {
        Failure::usage("name the site with `--url https://policies.example.org/`, or set `public-url` in `[host]`")
    })?;
    let url = url.trim_end_matches('/');
    let identity = settings.identity.as_ref().ok_or_else(|| {
        Failure::usage("`[host.identity]` does not say which headers name people, so that none can be forged")
    })?;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let mut is_sound = true;
    let mut lines = Vec::new();
    for attempt in tries(&identity.source) {
        let mut request = agent.get(format!("{url}/api/v1/me"));
        for (name, value) in &attempt.headers {
            request = request.header(name, value);
        }
        let answer = request.call().map_err(|error| Failure::impossible(format!("{url}: {error}")))?;
        let status = answer.status().as_u16();
        // To be sent to the sign-in is to be nobody.
        let is_refused = matches!(status, 301..=303 | 307 | 308 | 400 | 401 | 403);
        is_sound &= is_refused;
        lines.push(format!("{}  {status}  {}", if is_refused { "refused " } else { "ACCEPTED" }, attempt.name));
        // A sign-in in front answers for itself.
        let is_ours = answer
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
        if attempt.headers.is_empty() && is_ours {
            for (name, value) in SECURITY_HEADERS {
                let sent = answer.headers().get(name).and_then(|value| value.to_str().ok());
                if sent != Some(value) {
                    lines.push(format!("changed       {name} is {}", sent.unwrap_or("not sent")));
                    is_sound = false;
                }
            }
        }
    }
    terminal.data(&format!("{}\n", lines.join("\n")))?;
    if is_sound {
        terminal.say("nobody could be somebody else in these ways; run it from outside of the proxy, and past it too");
        return Ok(Outcome::Clean);
    }
    terminal.insist("what is not refused above has to be mended before anybody acknowledges anything");
    Ok(Outcome::Findings)
}

fn tries(source: &IdentitySource) -> Vec<Try> {
    let headers = |name: &str, headers: &[(&str, &str)]| Try {
        name: name.to_owned(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let mut tries = vec![headers("nothing at all", &[])];
    match source {
        IdentitySource::Headers(settings) => {
            let user = settings.user.as_str();
            let twin = user.replace('-', "_");
            tries.push(headers("the name of somebody", &[(user, FORGED)]));
            tries.push(headers("an empty name", &[(user, "")]));
            tries.push(headers("two names", &[(user, FORGED), (user, "somebody-else")]));
            tries.push(headers("the name with an underscore", &[(&twin, FORGED)]));
            tries.push(headers(
                "the name from a forwarded address",
                &[(user, FORGED), ("X-Forwarded-For", "127.0.0.1")],
            ));
            for name in [&settings.name, &settings.email, &settings.groups].into_iter().flatten() {
                tries.push(headers(&format!("only `{name}`"), &[(name, FORGED)]));
            }
            if let Some((secret, _)) = &settings.secret {
                tries
                    .push(headers("a guessed secret", &[(user, FORGED), (secret, "00000000000000000000000000000000")]));
            }
        }
        IdentitySource::SignIn(_) => {
            let cookie = |id: &str| format!("__Host-policybook-session={id}");
            let guess = "A".repeat(43);
            tries.push(headers("a session that nobody began", &[("Cookie", &cookie(&guess))]));
            tries.push(headers("a session that is a name", &[("Cookie", &cookie(FORGED))]));
            tries.push(headers("a token instead of a session", &[("Authorization", &format!("Bearer {FORGED}"))]));
            tries.push(headers(
                "headers instead of a session",
                &[("X-Forwarded-User", FORGED), ("Remote-User", FORGED)],
            ));
        }
        IdentitySource::Token(settings) => {
            let bearer = |token: &str| match settings.header.as_str() {
                "authorization" => format!("Bearer {token}"),
                _ => token.to_owned(),
            };
            // {"alg":"none"} and {"sub":"policybook-doctor-forged"}, unsigned.
            let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2xpY3lib29rLWRvY3Rvci1mb3JnZWQifQ.";
            tries.push(headers("a token that nobody signed", &[(&settings.header, &bearer(unsigned))]));
            tries.push(headers("a token that is none", &[(&settings.header, &bearer(FORGED))]));
            tries.push(headers("headers instead of a token", &[("X-Forwarded-User", FORGED), ("Remote-User", FORGED)]));
        }
    }
    tries
}
