//! The calls of the API: which there are, at which address and with which method.
//! `docs/reference/openapi.json` describes the same ones.

use hyper::Method;

use super::log_calls::LogCall;
use super::recorder::RecorderCall;
use super::writer::Intent;

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// Who asks, and what is asked of them.
    Me,
    /// What is on record about who asks.
    Records,
    /// To say something to a text.
    Say(Intent),
    /// A receipt.
    Receipt,
    /// To put something on record about somebody else.
    Record(RecorderCall),
    /// Who has acknowledged what.
    Coverage,
    /// The newest checkpoint of the log.
    Checkpoint,
    /// Hashes and proofs of the log.
    Log(LogCall),
}

/// What stands for any one part of an address.
const ANY: &str = "{id}";

/// Every call, by method and address.
const CALLS: [(&str, &str, Call); 13] = [
    ("GET", "api/v1/me", Call::Me),
    ("GET", "api/v1/acks", Call::Records),
    ("POST", "api/v1/acks", Call::Say(Intent::Confirm)),
    ("POST", "api/v1/declines", Call::Say(Intent::Decline)),
    ("GET", "api/v1/acks/{id}/receipt", Call::Receipt),
    ("POST", "api/v1/acks/on-behalf", Call::Record(RecorderCall::OnBehalf)),
    ("POST", "api/v1/exemptions", Call::Record(RecorderCall::Exemption)),
    ("POST", "api/v1/withdrawals", Call::Record(RecorderCall::Withdrawal)),
    ("GET", "api/v1/coverage", Call::Coverage),
    ("GET", "api/v1/log/checkpoint", Call::Checkpoint),
    ("GET", "api/v1/log/leaves", Call::Log(LogCall::Leaves)),
    ("GET", "api/v1/log/proof", Call::Log(LogCall::Proof)),
    ("GET", "api/v1/log/consistency", Call::Log(LogCall::Consistency)),
];

/// Returns every call as method and address, with `{id}` for what differs.
pub fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    CALLS.iter().map(|(method, path, _)| (*method, *path))
}

/// What is at an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A call, with the part of the address that differs; empty when none does.
    Call(Call, &'a str),
    /// Something that is asked with these methods.
    Otherwise(String),
    /// Nothing.
    Nothing,
}

/// Returns what is at an address, asked with this method; `HEAD` asks as `GET` does.
pub(super) fn found<'a>(method: &Method, path: &'a str) -> Found<'a> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let at = || CALLS.iter().filter_map(|(by, pattern, call)| Some((*by, *call, matched(pattern, path)?)));
    if let Some((_, call, id)) = at().find(|(by, ..)| *by == method) {
        return Found::Call(call, id);
    }
    let methods: Vec<&str> = at().map(|(by, ..)| if by == "GET" { "GET, HEAD" } else { by }).collect();
    if methods.is_empty() { Found::Nothing } else { Found::Otherwise(methods.join(", ")) }
}

fn matched<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, after)) = pattern.split_once(ANY) else { return (pattern == path).then_some("") };
    let part = path.strip_prefix(before)?.strip_suffix(after)?;
    (!part.is_empty() && !part.contains('/')).then_some(part)
}
