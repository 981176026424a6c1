//! The program `policybook`.

use std::process::ExitCode;

fn main() -> ExitCode {
    policybook::cli::main()
}
