//! What can be typed about the service, the log of acknowledgements and what stands in it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args_parse::parse_date;
use crate::config::Listen;
use crate::model::Date;

/// Arguments of `host`.
#[derive(Debug, Args)]
pub(super) struct HostArgs {
    /// Try it out as this person, an e-mail address: on this machine only, and nothing counts
    #[arg(long = "as", value_name = "WHO")]
    pub(super) person: Option<String>,
    /// A group that this person is in; may be given again
    #[arg(long = "group", value_name = "NAME", requires = "person")]
    pub(super) groups: Vec<String>,
    /// Where to answer, instead of `listen` in `[host]`: an address and a port, or `unix:` and a path
    #[arg(long, value_name = "PLACE")]
    pub(super) listen: Option<Listen>,
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
    /// Append the newest checkpoint to a file that is kept elsewhere, after checking the ones in it
    Anchor(LogAnchorArgs),
    /// Copy the log while the service writes to it, and check the copy
    Backup(LogBackupArgs),
    /// Write everything that an auditor needs into a folder
    Export(LogExportArgs),
    /// Copy the log to an empty PostgreSQL database: the same bytes, under the same root
    Migrate(LogMigrateArgs),
    /// Sign with a new key from now on; the old one confirms it
    RotateKey,
}

/// Arguments of `log verify`.
#[derive(Debug, Args)]
pub(super) struct LogVerifyArgs {
    /// The log: a file, or `postgresql://…`; without it, the one of `[host]`
    #[arg(long, value_name = "LOG")]
    pub(super) database: Option<String>,
    /// A file of checkpoints that were kept elsewhere, of which this has to be the log; may be given again
    #[arg(long, value_name = "FILE")]
    pub(super) against: Vec<PathBuf>,
    /// The public key that is known from elsewhere: a file, or the key itself
    #[arg(long, value_name = "KEY")]
    pub(super) key: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `log anchor`.
#[derive(Debug, Args)]
pub(super) struct LogAnchorArgs {
    /// The file, best one of a git repository that who keeps the log cannot rewrite
    pub(super) file: PathBuf,
}

/// Arguments of `log backup`.
#[derive(Debug, Args)]
pub(super) struct LogBackupArgs {
    /// The file, which is made
    pub(super) file: PathBuf,
}

/// Arguments of `log export`.
#[derive(Debug, Args)]
pub(super) struct LogExportArgs {
    /// The folder, which is made
    pub(super) folder: PathBuf,
}

/// Arguments of `log migrate`.
#[derive(Debug, Args)]
pub(super) struct LogMigrateArgs {
    /// The database, `postgresql://user@host/name`; the password comes from PGPASSWORD
    #[arg(long, value_name = "URL")]
    pub(super) to: String,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// The address of the service, as it is reached from where you are; without it, `public-url`
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
}

/// Arguments of `receipt`.
#[derive(Debug, Args)]
pub(super) struct ReceiptArgs {
    #[command(subcommand)]
    pub(super) command: ReceiptCommand,
}

/// What to do with a receipt.
#[derive(Debug, Subcommand)]
pub(super) enum ReceiptCommand {
    /// Check everything that a receipt claims, without the log
    Verify(ReceiptVerifyArgs),
}

/// Arguments of `receipt verify`.
#[derive(Debug, Args)]
pub(super) struct ReceiptVerifyArgs {
    /// The file
    pub(super) file: PathBuf,
    /// The log's public key, known from elsewhere: a file, or the key itself
    #[arg(long, value_name = "KEY")]
    pub(super) key: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `ack`.
#[derive(Debug, Args)]
pub(super) struct AckArgs {
    #[command(subcommand)]
    pub(super) command: AckCommand,
}

/// What to do about acknowledgements.
#[derive(Debug, Subcommand)]
pub(super) enum AckCommand {
    /// Say who has acknowledged what, and who has not
    Report(AckReportArgs),
    /// Remind those who are late or soon will be, by way of another system
    Remind(AckRemindArgs),
    /// Acknowledge a text with a commit that you sign, where no service runs
    Sign(AckSignArgs),
    /// Check the acknowledgements that signed commits brought
    Check(AckCheckArgs),
    /// Record what people confirmed on paper or in another system, or by signed commits
    Import(AckImportArgs),
    /// Record that somebody need not acknowledge a document
    Exempt(AckExemptArgs),
    /// Record that an earlier record does not count any more
    Withdraw(AckWithdrawArgs),
    /// Remove the values that name a person who has left; their records stay and name nobody
    Erase(AckEraseArgs),
    /// Erase those who left longer ago than `[host] retention` says
    Retention(AckRetentionArgs),
}

/// A form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For a terminal
    Text,
    /// For a spreadsheet
    Csv,
    /// For programs
    Json,
    /// A workbook, into the file of `--output`
    Xlsx,
}

/// Arguments of `ack report`.
#[derive(Debug, Args)]
pub(super) struct AckReportArgs {
    /// Only this document
    #[arg(long, value_name = "ID")]
    pub(super) document: Option<String>,
    /// Only people of this group
    #[arg(long, value_name = "NAME")]
    pub(super) group: Option<String>,
    /// Only this person, by the identifier of the sign-in
    #[arg(long, value_name = "ID")]
    pub(super) person: Option<String>,
    /// Only those who have not done it
    #[arg(long)]
    pub(super) open: bool,
    /// Only records up to the end of this day, and the people of it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(super) as_of: Option<Date>,
    /// Only the very text counts, not an earlier one with smaller changes since
    #[arg(long)]
    pub(super) strict: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(super) format: ReportFormat,
    /// Write it to this file instead
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Arguments of `ack remind`.
#[derive(Debug, Args)]
pub(super) struct AckRemindArgs {
    /// Only say who would be reminded of what
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Send a mail to each person, by the server in `[host.mail]`
    #[arg(long, conflicts_with = "webhook")]
    pub(super) mail: bool,
    /// Where to send it: an address that takes JSON, one request for each person
    #[arg(long, value_name = "URL", required_unless_present_any = ["dry_run", "mail"])]
    pub(super) webhook: Option<String>,
    /// Remind of what is due within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 3)]
    pub(super) ahead: u16,
    /// Nobody is reminded again before so many days have passed
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(super) again_after: u16,
}

/// Arguments of `ack import`.
#[derive(Debug, Args)]
pub(super) struct AckImportArgs {
    /// Rows with a head: `id`, `document`, and if need be `version`, `language`, `date`, `fingerprint`
    #[arg(required_unless_present = "commits", requires = "method", requires = "by")]
    pub(super) file: Option<PathBuf>,
    /// The signed commits of this repository instead of a file
    #[arg(long, conflicts_with_all = ["file", "method", "by", "evidence"])]
    pub(super) commits: bool,
    /// How they were given: paper, meeting, form, mail
    #[arg(long, value_name = "WORD")]
    pub(super) method: Option<String>,
    /// Who records them
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
    /// The scan or the export that proves them, which the log keeps
    #[arg(long, value_name = "FILE")]
    pub(super) evidence: Option<PathBuf>,
    /// Check everything and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// Arguments of `ack sign`.
#[derive(Debug, Args)]
pub(super) struct AckSignArgs {
    /// The document
    pub(super) document: String,
    /// Who acknowledges it [default: git's `user.email`]
    #[arg(long = "as", value_name = "E-MAIL")]
    pub(super) person: Option<String>,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
    /// Only write the file
    #[arg(long)]
    pub(super) no_commit: bool,
}

/// Arguments of `ack check`.
#[derive(Debug, Args)]
pub(super) struct AckCheckArgs {
    /// Check only what came since this branch; its list of allowed signers counts
    #[arg(long, value_name = "REV")]
    pub(super) base: Option<String>,
}

/// Arguments of `ack exempt`.
#[derive(Debug, Args)]
pub(super) struct AckExemptArgs {
    /// The person, by the identifier of the sign-in
    pub(super) person: String,
    /// The document
    pub(super) document: String,
    /// Why
    #[arg(long)]
    pub(super) reason: String,
    /// The last day on which it holds
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(super) until: Option<Date>,
    /// Who decides that
    #[arg(long, value_name = "NAME")]
    pub(super) by: String,
}

/// Arguments of `ack withdraw`.
#[derive(Debug, Args)]
pub(super) struct AckWithdrawArgs {
    /// The id of the record
    pub(super) record: String,
    /// Why
    #[arg(long)]
    pub(super) reason: String,
    /// Who decides that
    #[arg(long, value_name = "NAME")]
    pub(super) by: String,
}

/// Arguments of `ack retention`.
#[derive(Debug, Args)]
pub(super) struct AckRetentionArgs {
    /// Only say who would be erased
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Who does that
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    pub(super) by: Option<String>,
}

/// Arguments of `ack erase`.
#[derive(Debug, Args)]
pub(super) struct AckEraseArgs {
    /// The person, by the identifier of the sign-in
    pub(super) person: String,
    /// On which ground
    #[arg(long)]
    pub(super) reason: String,
    /// Who decides that
    #[arg(long, value_name = "NAME")]
    pub(super) by: String,
}
