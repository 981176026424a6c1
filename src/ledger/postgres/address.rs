//! Where a database is, and when the way to it is protected.

use std::fmt;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::ledger::error::StoreError;

/// Where a database is, and how it is known to be that one.
#[derive(Clone, Default)]
pub struct PostgresAddress {
    /// `postgresql://user@host/database`.
    pub url: String,
    /// The password, when it does not stand in the URL.
    pub password: Option<String>,
    /// The certificates, as PEM, of those who vouch for the server; the public ones when nothing.
    pub authorities: Option<Vec<u8>>,
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresAddress(…)")
    }
}

/// The way to a server.
#[derive(Clone)]
pub(super) struct Way {
    config: Config,
    /// Nothing when the way does not leave this machine, or somebody answers for it.
    protection: Option<MakeRustlsConnect>,
}

impl Way {
    /// Returns the way to this address. Over a network it is encrypted, and the server has to
    /// prove that it is the one named: a colleague's network is not to be trusted more than
    /// anybody's.
    ///
    /// # Errors
    ///
    /// When it is no address, or the certificates cannot be read.
    pub(super) fn to(address: &PostgresAddress) -> Result<Self, StoreError> {
        // The URL may hold a password: it is not repeated.
        let mut config = Config::from_str(&address.url).map_err(|error| {
            let why = std::error::Error::source(&error).map_or_else(String::new, |why| format!(": {why}"));
            StoreError::Foreign(format!("the database's address: {error}{why}"))
        })?;
        if let Some(password) = &address.password {
            config.password(password);
        }
        let asked = config.get_ssl_mode();
        let is_protected = asked == SslMode::Require || (asked != SslMode::Disable && !is_on_this_machine(&config));
        config.ssl_mode(if is_protected { SslMode::Require } else { SslMode::Disable });
        config.application_name("policybook").connect_timeout(Duration::from_secs(5));
        let protection = is_protected.then(|| protection(address.authorities.as_deref())).transpose()?;
        Ok(Self { config, protection })
    }

    /// Connects.
    pub(super) fn connect(&self) -> Result<Client, postgres::Error> {
        match &self.protection {
            Some(protection) => self.config.connect(protection.clone()),
            None => self.config.connect(NoTls),
        }
    }
}

fn is_on_this_machine(config: &Config) -> bool {
    let is_local = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(is_local) && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

fn protection(authorities: Option<&[u8]>) -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = RootCertStore::empty();
    match authorities {
        Some(pem) => {
            let unread = |error: &dyn fmt::Display| {
                StoreError::Foreign(format!("the certificates of who vouches for the database: {error}"))
            };
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| unread(&error))?;
                roots.add(certificate).map_err(|error| unread(&error))?;
            }
            if roots.is_empty() {
                return Err(unread(&"there is none; write them as PEM, one behind the other"));
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Foreign(error.to_string()))?;
    Ok(MakeRustlsConnect::new(builder.with_root_certificates(roots).with_no_client_auth()))
}
