//! What can be typed about the service and the log of acknowledgements.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `host`.
#[derive(Debug, Args)]
pub(super) struct HostArgs {
    /// Try it out as this person, an e-mail address: on this machine only, and nothing counts
    #[arg(long = "as", value_name = "WHO")]
    pub(super) person: Option<String>,
    /// A group that this person is in; may be given again
    #[arg(long = "group", value_name = "NAME", requires = "person")]
    pub(super) groups: Vec<String>,
    /// Where to answer, instead of `listen` in `[host]`
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) listen: Option<SocketAddr>,
    /// The folder of the published site, instead of `site` in `[host]`
    #[arg(long, value_name = "DIR")]
    pub(super) site: Option<PathBuf>,
}

/// Arguments of `log`.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    #[command(subcommand)]
    pub(super) command: LogCommand,
}

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(super) enum LogCommand {
    /// Make the signing key and an empty log
    Init,
    /// Check that nothing in the log was changed after it was written
    Verify(LogVerifyArgs),
}

/// Arguments of `log verify`.
#[derive(Debug, Args)]
pub(super) struct LogVerifyArgs {
    /// The log, instead of the one of `[host]`
    #[arg(long, value_name = "FILE")]
    pub(super) database: Option<PathBuf>,
    /// A checkpoint that was kept elsewhere, of which this has to be the log; may be given again
    #[arg(long, value_name = "FILE")]
    pub(super) against: Vec<PathBuf>,
    /// The public key that is known from elsewhere: a file, or the key itself
    #[arg(long, value_name = "KEY")]
    pub(super) key: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}
