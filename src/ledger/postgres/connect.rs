//! Connecting: what the server has to be, and the settings under which nothing is lost.

use postgres::Client;

use super::address::Way;
use crate::ledger::error::StoreError;

/// How long a question, a lock and a transaction that says nothing may take: a node that died
/// must not hold the log's end.
const LIMITS: &str = "SET statement_timeout = '5s'; SET lock_timeout = '3s'; \
                      SET idle_in_transaction_session_timeout = '10s'; SET client_min_messages = 'warning'; \
                      SET default_transaction_isolation = 'read committed'";
/// The oldest server.
const SERVER_MIN: i32 = 140_000;

/// Connects, and checks that what the server says is on its disk is there.
pub(super) fn connect(way: &Way) -> Result<Client, StoreError> {
    let mut client = way.connect().map_err(|error| unavailable(&error))?;
    client.batch_execute(LIMITS).map_err(|error| unavailable(&error))?;
    let mut setting = |name: &str| -> Result<String, StoreError> {
        Ok(client.query_one("SELECT current_setting($1)", &[&name]).map_err(|error| unavailable(&error))?.get(0))
    };
    let version = setting("server_version_num")?;
    if version.parse::<i32>().unwrap_or_default() < SERVER_MIN {
        let shown = setting("server_version")?;
        return Err(StoreError::Foreign(format!("the server is PostgreSQL {shown}; 14 or later is needed")));
    }
    for (name, good) in [
        ("fsync", &["on"][..]),
        ("full_page_writes", &["on"]),
        ("synchronous_commit", &["on", "remote_apply"]),
        ("server_encoding", &["UTF8"]),
    ] {
        let value = setting(name)?;
        if !good.contains(&value.as_str()) {
            let message =
                format!("the server's `{name}` is `{value}`: set it to `{}`, or records can be lost", good[0]);
            return Err(StoreError::Foreign(message));
        }
    }
    Ok(client)
}

/// Returns what a failed question means for the caller.
pub(super) fn unavailable(error: &postgres::Error) -> StoreError {
    use postgres::error::SqlState;
    let words = match error.as_db_error() {
        Some(error) => format!("{}: {}", error.severity(), error.message()),
        None => {
            std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
        }
    };
    match error.code() {
        Some(code) if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => {
            StoreError::Broken(words)
        }
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE || *code == SqlState::UNDEFINED_TABLE => {
            StoreError::Foreign(words)
        }
        _ => StoreError::Unavailable(words),
    }
}
