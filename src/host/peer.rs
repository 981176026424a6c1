//! Who is at the other end of a connection.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Peer {
    /// A machine.
    Address(IpAddr),
    /// A program of this machine that may open the service's socket: its file says who that is.
    OwnSocket,
}

impl Peer {
    /// Returns whether it is one of our proxies.
    pub(super) fn is_one_of(self, proxies: &[IpNet]) -> bool {
        match self {
            Self::Address(address) => {
                let address = address.to_canonical();
                proxies.iter().any(|network| network.contains(&address))
            }
            Self::OwnSocket => true,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.to_canonical().fmt(f),
            Self::OwnSocket => f.write_str("unix"),
        }
    }
}
