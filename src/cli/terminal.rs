//! What a person sees: data on stdout, talk on stderr.

use std::io::{self, IsTerminal as _, Write as _};

use super::args::{ColourChoice, Common};
use super::failure::Failure;
use crate::diagnostic::Colours;

/// The two streams and how to speak on them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    is_quiet: bool,
    choice: ColourChoice,
}

impl Terminal {
    /// Returns the terminal with the wishes of `common`.
    pub(super) fn new(common: &Common) -> Self {
        Self { is_quiet: common.quiet, choice: common.color }
    }

    /// Returns whether to colour what goes to stderr.
    pub(super) fn talk_colours(self) -> Colours {
        self.colours(io::stderr().is_terminal())
    }

    /// Returns whether to colour what goes to stdout.
    pub(super) fn data_colours(self) -> Colours {
        self.colours(io::stdout().is_terminal())
    }

    fn colours(self, is_terminal: bool) -> Colours {
        let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.choice {
            ColourChoice::Always => Colours::On,
            ColourChoice::Auto if is_terminal && !is_refused => Colours::On,
            ColourChoice::Auto | ColourChoice::Never => Colours::Off,
        }
    }

    /// Writes data to stdout.
    pub(super) fn data(self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            // `policybook list documents | head` is no error.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::ReaderGone),
            Err(error) => Err(Failure::impossible(format!("the output cannot be written: {error}"))),
        }
    }

    /// Says something to the person, unless asked to be quiet.
    pub(super) fn say(self, text: &str) {
        if !self.is_quiet {
            self.insist(text);
        }
    }

    /// Says something that even a quiet run must say.
    pub(super) fn insist(self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
