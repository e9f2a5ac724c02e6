//! The chores of this repository, other than building it. `cargo xtask help` lists them.

mod abi;
mod bench;
mod budgets;
mod chroot;
mod ci;
mod conformance;
mod figures;
mod fuzz;
mod generated;
mod header;
mod launcher;
mod leaks;
mod matrix;
mod package;
mod platforms;
mod pythons;
mod sanitize;
mod shell;
mod summary;
mod units;
mod venv;

use bench::Effort;
use clap::{Parser, Subcommand};
use generated::Page;
use pythons::{Selected, Version};
use std::num::NonZero;
use std::process::ExitCode;

/// Chores of the fmtunit repository
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Options {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run all checks: generated files, formatting, lints, documentation, tests
    Ci {
        /// Skip the tests
        #[arg(long)]
        no_tests: bool,
    },
    /// Check that the workspace compiles for the limited API and for free-threaded CPython
    Abi,
    /// Write UNITS.md, the reference page of the format units
    Units {
        /// Write nothing; fail if the page is out of date
        #[arg(long)]
        check: bool,
    },
    /// Write the figures of README.md from benches/RESULTS.md
    Figures {
        /// Write nothing; fail if the figures are out of date
        #[arg(long)]
        check: bool,
    },
    /// Write the tables of capi/include/fmtunit.h
    Header {
        /// Write nothing; fail if the tables are out of date
        #[arg(long)]
        check: bool,
    },
    /// Rewrite all files that tests compare with: generated pages and snapshots
    Bless,
    /// Run the comparing benches, then write benches/RESULTS.md and the figures of README.md
    Bench {
        /// Versions to run on, such as `3.11 3.13.0`: the page has no others
        #[arg(required = true)]
        versions: Vec<Selected>,
        /// Number of processes that time the calls
        #[arg(long, default_value = "5")]
        processes: NonZero<u32>,
        /// Number of times that each process times a call
        #[arg(long, default_value = "15")]
        rounds: NonZero<u32>,
    },
    /// Count the instructions of calls under callgrind, and compare with the budgets
    Budgets {
        /// Set the budgets to these counts
        #[arg(long)]
        write: bool,
    },
    /// Run the fuzz targets
    Fuzz {
        /// Targets to run, such as `engines_agree`; all by default
        targets: Vec<String>,
        /// Time for each target
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Run the tests on every CPython of this machine, and on the newest versions in a chroot
    Matrix {
        /// Versions to test on, such as `3.9 3.13.0`; all by default
        versions: Vec<Selected>,
        /// Run only the tests that depend on the version, with an eighth of the random calls
        #[arg(long)]
        quick: bool,
        /// Run all tests on this version, in spite of `--quick`
        #[arg(long)]
        whole: Vec<Selected>,
    },
    /// Check that everything compiles for other platforms, and run the examples and the suite where that is possible here
    Platforms {
        /// Platforms, such as `aarch64-linux`; all by default
        names: Vec<String>,
        /// Only check that the library crates compile
        #[arg(long)]
        check: bool,
    },
    /// Run CPython's own tests with and without the preload library, and compare
    Conformance {
        /// Versions to test, such as `3.9 3.13`; all by default
        versions: Vec<Version>,
        /// Run only the tests of the functions themselves: a minute for each version
        #[arg(long)]
        quick: bool,
    },
    /// Run each case of the suite a thousand times on a debug build of CPython, which counts all references
    Leaks,
    /// Run the suite with the checks of CPython's allocators, and under AddressSanitizer
    Sanitize {
        /// Use only CPython's checks, which need no nightly compiler
        #[arg(long)]
        quick: bool,
    },
    /// Install the Python package, run its tests, and check its types
    Python {
        /// Versions to test on, such as `3.9 3.13`; all by default
        versions: Vec<Version>,
    },
    /// Run the tests of packages from PyPI with and without the preload library, and compare
    ThirdParty {
        /// Versions to test on, such as `3.9 3.13`; all by default
        versions: Vec<Version>,
        /// Package to test, repeatable; all by default
        #[arg(long = "package")]
        packages: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Options::parse().chore {
        Chore::Ci { no_tests } => ci::check_all(!no_tests),
        Chore::Abi => abi::check(),
        Chore::Units { check } => Page::Units.write_or_check(check),
        Chore::Figures { check } => Page::Figures.write_or_check(check),
        Chore::Header { check } => Page::Header.write_or_check(check),
        Chore::Bless => ci::bless(),
        Chore::Bench { versions, processes, rounds } => bench::run(&versions, &Effort { processes, rounds }),
        Chore::Budgets { write } => budgets::run(write),
        Chore::Fuzz { targets, seconds } => fuzz::run(&targets, seconds),
        Chore::Matrix { versions, quick, whole } => matrix::run(&versions, quick, &whole),
        Chore::Platforms { names, check } => platforms::run(&names, check),
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
