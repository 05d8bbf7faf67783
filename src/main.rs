//! The program `shoal`: the studio, and the command line around it.

use std::process::ExitCode;

fn main() -> ExitCode {
    shoal::cli::run()
}
