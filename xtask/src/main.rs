//! What there is to do in this repository besides building it. `cargo xtask help` lists it.

mod budgets;
mod ci;
mod conformance;
mod matrix;
mod pythons;
mod shell;
mod summary;
#[allow(unreachable_pub, reason = "it is private to this crate all the same")]
mod units;
mod units_file;

use clap::{Parser, Subcommand};
use pythons::Version;
use std::process::ExitCode;

/// Chores of the fmtunit repository.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Options {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// All that must pass: formatting, lints, documentation, tests, generated files
    Ci,
    /// Write UNITS.md, the reference page of the format units
    Units {
        /// Change nothing; fail if the page is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Write all files anew that tests compare with: UNITS.md and the snapshots
    Bless,
    /// Count the instructions of calls under callgrind, and compare with the budgets
    Budgets {
        /// Set the budgets to what is counted
        #[arg(long)]
        write: bool,
    },
    /// Run the tests on every CPython of this machine
    Matrix {
        /// Only on these versions, such as `3.9 3.13`
        versions: Vec<Version>,
    },
    /// Run CPython's own tests under the preload library, and compare with what they do without
    Conformance {
        /// Only on these versions, such as `3.9 3.13`
        versions: Vec<Version>,
        /// Only the tests of the functions themselves: a minute for each version
        #[arg(long)]
        quick: bool,
    },
}

fn main() -> ExitCode {
    let done = match Options::parse().chore {
        Chore::Ci => ci::check_all(),
        Chore::Units { check: true } => units_file::check(),
        Chore::Units { check: false } => units_file::write(),
        Chore::Bless => ci::bless(),
        Chore::Budgets { write } => budgets::run(write),
        Chore::Matrix { versions } => matrix::run(&versions),
        Chore::Conformance { versions, quick } => conformance::run_all(&versions, quick),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
