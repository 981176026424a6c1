//! How a run ends when it could not be done.

use std::fmt::Display;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Clean.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Findings that say that the history could not be told.
    NoHistory,
}

/// Why a command could not be done.
#[derive(Debug)]
pub(super) enum Failure {
    /// Wrong usage or configuration.
    Usage(String),
    /// The world is not as it has to be: no repository, disk full.
    Impossible(String),
    /// The reader of our output is gone; nothing to say, nobody to say it to.
    ReaderGone,
}

impl Failure {
    /// Makes a failure of usage.
    pub(super) fn usage(message: impl Display) -> Self {
        Failure::Usage(message.to_string())
    }

    /// Makes a failure of the world.
    pub(super) fn impossible(message: impl Display) -> Self {
        Failure::Impossible(message.to_string())
    }
}

/// Returns the exit status for an ending: 0 clean, 1 findings, 2 usage, 3 not done.
pub(super) fn exit_code(ending: &Result<Outcome, Failure>) -> ExitCode {
    match ending {
        Ok(Outcome::Clean) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure::Usage(_)) => ExitCode::from(2),
        Ok(Outcome::NoHistory) | Err(Failure::Impossible(_)) => ExitCode::from(3),
    }
}
