//! What there is to do in this repository besides building it. `cargo xtask help` lists it.

mod abi;
mod bench;
mod budgets;
mod chroot;
mod ci;
mod conformance;
mod fuzz;
mod launcher;
mod leaks;
mod matrix;
mod package;
mod pythons;
mod sanitize;
mod shell;
mod summary;
#[allow(unreachable_pub, reason = "it is private to this crate all the same")]
mod units;
mod units_file;
mod venv;

use bench::Effort;
use clap::{Parser, Subcommand};
use pythons::{Version, Wanted};
use std::num::NonZero;
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
    Ci {
        /// All but the tests
        #[arg(long)]
        no_tests: bool,
    },
    /// Check that all compiles for the limited API and for free-threaded CPython
    Abi,
    /// Write UNITS.md, the reference page of the format units
    Units {
        /// Change nothing; fail if the page is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Write all files anew that tests compare with: UNITS.md and the snapshots
    Bless,
    /// Run the benches that compare, and write benches/RESULTS.md anew: with these versions alone
    Bench {
        /// On these versions, such as `3.11 3.13.0`
        #[arg(required = true)]
        versions: Vec<Wanted>,
        /// How many processes time the calls
        #[arg(long, default_value = "5")]
        processes: NonZero<u32>,
        /// How often each times a call
        #[arg(long, default_value = "15")]
        rounds: NonZero<u32>,
    },
    /// Count the instructions of calls under callgrind, and compare with the budgets
    Budgets {
        /// Set the budgets to what is counted
        #[arg(long)]
        write: bool,
    },
    /// Run the fuzz targets, each for some time
    Fuzz {
        /// Only these targets, such as `engines_agree`
        targets: Vec<String>,
        /// How long each runs
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Run the tests on every CPython of this machine, and on the newest in a chroot
    Matrix {
        /// Only on these versions, such as `3.9 3.13.0`
        versions: Vec<Wanted>,
        /// Only the tests that compare with CPython's own functions, with a quarter of the random calls
        #[arg(long)]
        quick: bool,
        /// All tests on this version, in spite of `--quick`
        #[arg(long)]
        whole: Vec<Wanted>,
    },
    /// Run CPython's own tests under the preload library, and compare with what they do without
    Conformance {
        /// Only on these versions, such as `3.9 3.13`
        versions: Vec<Version>,
        /// Only the tests of the functions themselves: a minute for each version
        #[arg(long)]
        quick: bool,
    },
    /// Run each case of the suite a thousand times on a debug build of CPython, which counts all references
    Leaks,
    /// Run the suite with the checks of CPython's own allocators, and under AddressSanitizer
    Sanitize {
        /// Only with CPython's own checks, for which no nightly compiler is needed
        #[arg(long)]
        quick: bool,
    },
    /// Install the Python package, and run its tests
    Python {
        /// Only on these versions, such as `3.9 3.13`
        versions: Vec<Version>,
    },
    /// Run the tests of wheels from PyPI under the preload library, and compare with what they do without
    ThirdParty {
        /// Only on these versions, such as `3.9 3.13`
        versions: Vec<Version>,
        /// Only this package; can be given several times
        #[arg(long = "package")]
        packages: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Options::parse().chore {
        Chore::Ci { no_tests } => ci::check_all(!no_tests),
        Chore::Abi => abi::check(),
        Chore::Units { check: true } => units_file::check(),
        Chore::Units { check: false } => units_file::write(),
        Chore::Bless => ci::bless(),
        Chore::Bench { versions, processes, rounds } => bench::run(&versions, &Effort { processes, rounds }),
        Chore::Budgets { write } => budgets::run(write),
        Chore::Fuzz { targets, seconds } => fuzz::run(&targets, seconds),
        Chore::Matrix { versions, quick, whole } => matrix::run(&versions, quick, &whole),
        Chore::Conformance { versions, quick } => conformance::run_all(&versions, quick),
        Chore::Leaks => leaks::run(),
        Chore::Sanitize { quick } => sanitize::run(quick),
        Chore::Python { versions } => package::test(&versions),
        Chore::ThirdParty { versions, packages } => package::test_third_party(&versions, &packages),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
