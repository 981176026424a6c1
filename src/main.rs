//! The program `policybook`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A run makes millions of short texts on all cores; `docs/decisions/` has the
/// measurement.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    policybook::cli::main()
}
