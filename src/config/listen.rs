//! Where the service answers.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

/// Where the service answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// At an address and a port.
    Address(SocketAddr),
    /// At a socket in the file system, by its path.
    Socket(String),
}

/// A text says of no place where it could answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write an address and a port such as `127.0.0.1:8080`, or `unix:` and the path of a socket")]
pub struct BadListen;

impl FromStr for Listen {
    type Err = BadListen;

    fn from_str(text: &str) -> Result<Self, BadListen> {
        match text.strip_prefix("unix:") {
            Some("") => Err(BadListen),
            Some(path) => Ok(Self::Socket(path.to_owned())),
            None => text.parse().map(Self::Address).map_err(|_| BadListen),
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Socket(path) => write!(f, "unix:{path}"),
        }
    }
}
