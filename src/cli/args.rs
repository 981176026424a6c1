//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::args_host::{AckArgs, DoctorArgs, HostArgs, LogArgs, ReceiptArgs};
use super::args_parse::{parse_date, parse_outcome, parse_type};
use crate::model::{Date, DocumentType, ReviewOutcome};

/// A git repository of Markdown policies in, a checked ISMS site out.
#[derive(Debug, Parser)]
#[command(name = "policybook", version, arg_required_else_help = true, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 clean; 1 findings at or above --fail-on; 2 wrong usage or configuration; 3 the run could not be done."
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// The book's folder; without it, the folder above that holds `book.toml`
    #[arg(long, short = 'C', global = true, value_name = "DIR")]
    pub(super) book: Option<PathBuf>,
    /// Take this day for today
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(super) date: Option<Date>,
    /// Say nothing but data and errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Colours in the terminal
    #[arg(long, global = true, value_enum, default_value_t = ColourChoice::Auto, value_name = "WHEN")]
    pub(super) color: ColourChoice,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start a book with the starter policies
    Init(InitArgs),
    /// Write a new document with complete front matter
    New(NewArgs),
    /// Check the book and write the site, whole or not at all
    Build(BuildArgs),
    /// Check the book and write nothing
    Check(CheckArgs),
    /// Preview the site, and reload it when a file changes
    Serve(ServeArgs),
    /// Serve the published site together with the acknowledgement service
    Host(HostArgs),
    /// Try from outside to be somebody else at a service, as a forger would
    Doctor(DoctorArgs),
    /// Keep and check the log of acknowledgements
    Log(LogArgs),
    /// Check a receipt
    Receipt(ReceiptArgs),
    /// Report, import and correct acknowledgements
    Ack(AckArgs),
    /// List documents, due reviews, controls, gaps or findings
    List(ListArgs),
    /// Show the history of a document
    History(HistoryArgs),
    /// Show what changed in a document between two versions, dates or commits
    Diff(DiffArgs),
    /// Show what a change does to texts, controls, decisions, readers and findings
    Impact(ImpactArgs),
    /// Record a review in a document's front matter
    Review(ReviewArgs),
    /// Record an approval in a document's front matter
    Approve(ApproveArgs),
    /// List the files of the theme, or take built-in ones into the book to change them
    Theme(ThemeArgs),
    /// Say what a finding means and how to mend it
    Explain(ExplainArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The document's id or path
    pub(super) id: String,
    /// A version, a day (YYYY-MM-DD) or a commit; without it, the version before the text as it stands
    pub(super) from: Option<String>,
    /// A version, a day or a commit; without it, the text as it stands in the folder
    pub(super) to: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = DiffFormat::Text, value_name = "FORMAT")]
    pub(super) format: DiffFormat,
    /// The whole text instead of the changed parts (html only)
    #[arg(long)]
    pub(super) whole: bool,
}

/// Formats of `diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For a terminal
    Text,
    /// For a comment
    Markdown,
    /// The later text with its changes marked, as a piece of HTML
    Html,
}

/// Arguments of `impact`.
#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    /// The branch, tag or commit that the change goes to; without it, the main branch, and on that the
    /// last commit
    pub(super) base: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = ImpactFormat::Text, value_name = "FORMAT")]
    pub(super) format: ImpactFormat,
    /// From which severity on a new finding fails the run
    #[arg(long, value_enum, default_value_t = FailOn::Never, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
}

/// Formats of `impact`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImpactFormat {
    /// For a terminal
    Text,
    /// For a comment on a merge request
    Markdown,
    /// For programs
    Json,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Where to start the book
    #[arg(default_value = ".")]
    pub(super) dir: PathBuf,
    /// The organisation's name
    #[arg(long, value_name = "NAME")]
    pub(super) organisation: Option<String>,
    /// Only `book.toml` and one page, without the starter policies
    #[arg(long)]
    pub(super) empty: bool,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// policy, standard, procedure, guideline, plan, register, record or page
    #[arg(value_name = "TYPE", value_parser = parse_type)]
    pub(super) document_type: DocumentType,
    /// The title
    pub(super) title: String,
    /// The id; without it, the next free one of its kind
    #[arg(long)]
    pub(super) id: Option<String>,
    /// Who answers for it
    #[arg(long)]
    pub(super) owner: Option<String>,
    /// The file, below `src`
    #[arg(long, value_name = "PATH")]
    pub(super) path: Option<String>,
}

/// From which severity on a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Nothing: publish what can be published
    Never,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// Where to write the site
    #[arg(long, short, value_name = "DIR")]
    pub(super) dest_dir: Option<PathBuf>,
    /// Show the texts of drafts
    #[arg(long)]
    pub(super) drafts: bool,
    /// Where the last publication is: a site, or its `data/manifest.json`; without it, the site that is there
    #[arg(long, value_name = "PATH")]
    pub(super) published: Option<PathBuf>,
    /// From which severity on nothing is published
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    /// Make every page anew, whatever the last build left
    #[arg(long)]
    pub(super) no_cache: bool,
    /// The book as it stood at the end of this day, into a folder of its own
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date, requires = "dest_dir")]
    pub(super) as_at: Option<Date>,
}

/// A form of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// As in `data/findings.json`
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub Actions annotations
    Github,
    /// JUnit XML
    Junit,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The form of the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// From which severity on the check fails
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    /// Where the last publication is: a site, or its `data/manifest.json`; without it, the site that is there
    #[arg(long, value_name = "PATH")]
    pub(super) published: Option<PathBuf>,
    /// Only findings in files that changed since this commit, tag or branch
    #[arg(long, value_name = "REV")]
    pub(super) since: Option<String>,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, short, default_value_t = 3000)]
    pub(super) port: u16,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Look for changes again and again, where the system gives no notice
    #[arg(long)]
    pub(super) poll: bool,
}

/// What to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListKind {
    /// All documents
    Documents,
    /// Reviews that are overdue or due soon
    Due,
    /// Documents whose review is overdue
    Stale,
    /// Requirements and controls of the frameworks
    Controls,
    /// Requirements and controls that nothing approved satisfies
    Gaps,
    /// Tags that are releases
    Releases,
    /// Findings
    Findings,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub(super) kind: ListKind,
    /// As JSON
    #[arg(long, conflicts_with = "csv")]
    pub(super) json: bool,
    /// As CSV
    #[arg(long)]
    pub(super) csv: bool,
    /// As it stood at the end of this day (documents, controls and gaps)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(super) as_at: Option<Date>,
}

/// Arguments of `history`.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// The document's id or path
    pub(super) id: String,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `review`.
#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// The document's id or path
    pub(super) id: String,
    /// Who reviewed; without it, git's `user.name`
    #[arg(long)]
    pub(super) by: Option<String>,
    /// The outcome: unchanged, changed, change-needed or retire
    #[arg(long, default_value = "unchanged", value_parser = parse_outcome)]
    pub(super) outcome: ReviewOutcome,
}

/// Arguments of `approve`.
#[derive(Debug, Args)]
pub(super) struct ApproveArgs {
    /// The document's id or path
    pub(super) id: String,
    /// Who approves; without it, git's `user.name`
    #[arg(long)]
    pub(super) by: Option<String>,
    /// The version that is approved, when it is a new one
    #[arg(long, value_name = "LABEL")]
    pub(super) version_label: Option<String>,
    /// The first day in force, when it is not today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(super) effective_from: Option<Date>,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Name of the rule; without it, all rules are listed
    pub(super) rule: Option<String>,
}

/// Arguments of `theme`.
#[derive(Debug, Args)]
pub(super) struct ThemeArgs {
    #[command(subcommand)]
    pub(super) command: ThemeCommand,
}

/// What to do with the theme.
#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// Name the files of the theme, and whose they are
    List,
    /// Copy built-in files into the book's folder `theme/`, never over a file that is there
    Eject(ThemeEjectArgs),
}

/// Arguments of `theme eject`.
#[derive(Debug, Args)]
pub(super) struct ThemeEjectArgs {
    /// Files, such as `document.html` or `assets/style.css`
    #[arg(required = true)]
    pub(super) names: Vec<String>,
    /// Print the built-in files and write nothing
    #[arg(long)]
    pub(super) print: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}
