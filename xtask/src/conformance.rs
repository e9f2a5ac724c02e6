//! CPython's own tests, unmodified, under the preload library.

mod delegated;
mod outcome;
mod stats;

use crate::launcher;
use crate::pythons::{Found, Python, Version};
use crate::shell::{cargo, run, target_directory};
use anyhow::{Context, Result, bail};
use outcome::Outcome;
use stats::Stats;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The tiers that the tests run in.
const TIERS: [&str; 3] = ["interpret", "jit", "auto"];

/// Tests of the functions themselves, and of C modules that parse arguments. Each version has some of them.
const TESTS: [&str; 15] = [
    "test_capi",
    "test_clinic",
    "test_struct",
    "test_zlib",
    "test_sqlite3",
    "test_sqlite",
    "test_datetime",
    "test_array",
    "test_mmap",
    "test_select",
    "test_codecs",
    "test_ctypes",
    "test_elementtree",
    "test_pyexpat",
    "test_socket",
];

/// The fewest calls that show that the tests have reached the preload library.
const FEWEST_CALLS: u64 = 1_000;

/// Runs the tests on the given versions, or on all; `quick` runs only those of the functions themselves.
pub(crate) fn run_all(given: &[Version], quick: bool) -> Result<()> {
    let usable = Found::on_this_machine().usable;
    let mut faults = Vec::new();
    let mut count = 0;
    for python in usable.iter().filter(|it| given.is_empty() || given.contains(&it.version)) {
        let profile = if quick { Profile::Dev } else { Profile::Release };
        let Some(session) = Session::new(python, profile, &target_directory())? else { continue };
        let tests = session.tests_of_functions();
        count += usize::from(tests.is_some() || !quick);
        match tests {
            Some(tests) => faults.extend(session.test_the_functions(&tests)?),
            None => println!("{}: it has no tests of the functions", python.full),
        }
        if !quick {
            faults.extend(session.test_the_library()?);
        }
    }
    match faults.len() {
        0 if count == 0 => bail!("there is no CPython with its tests"),
        0 => {
            println!("\n{count} versions: CPython's tests have the same results with fmtunit");
            Ok(())
        }
        number => bail!("{number} faults:\n{}", faults.join("\n")),
    }
}

/// Runs the tests of the functions on one version, and builds below `target`. Returns whether they succeed; `None` if it has
/// none.
pub(crate) fn is_conforming(python: &Python, target: &Path) -> Result<Option<bool>> {
    let Some(session) = Session::new(python, Profile::Dev, target)? else { return Ok(None) };
    let Some(tests) = session.tests_of_functions() else { return Ok(None) };
    let faults = session.test_the_functions(&tests)?;
    for fault in &faults {
        println!("{fault}");
    }
    Ok(Some(faults.is_empty()))
}

/// The profile that the library is built with.
#[derive(Clone, Copy)]
enum Profile {
    /// The profile of tests, which may have built it already.
    Dev,
    Release,
}

/// Builds the preload library for a version.
fn build(python: &Python, profile: Profile, target: &Path) -> Result<PathBuf> {
    let (profile, directory) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Release => ("release", "release"),
    };
    let mut cargo = cargo(&format!("build --profile {profile} --package fmtunit-preload"));
    run(cargo.env("PYO3_PYTHON", &python.executable).env("CARGO_TARGET_DIR", target))?;
    let target = target.join(directory);
    // Building for the next version overwrites it.
    let library = target.join(format!("conformance-{}.so", python.full));
    fs::copy(target.join("libfmtunit_preload.so"), &library).context("the library is missing")?;
    Ok(library)
}

/// An interpreter, and the preload library for it.
struct Session<'a> {
    python: &'a Python,
    /// The program that runs it.
    program: PathBuf,
    library: PathBuf,
}

impl<'a> Session<'a> {
    /// Builds the library, and a launcher if needed. `None` if the interpreter lacks its tests.
    fn new(python: &'a Python, profile: Profile, target: &Path) -> Result<Option<Self>> {
        if let Some(missing) = ["_testcapi", "test"].into_iter().find(|module| !python.has_module(module)) {
            println!("{}: skipped, it has no module `{missing}`", python.full);
            return Ok(None);
        }
        let (program, library) = (launcher::replaceable(python, target)?, build(python, profile, target)?);
        Ok(Some(Self { python, program, library }))
    }

    /// Runs the tests of the functions in each tier. Returns faults: failures, and calls delegated without a reason.
    fn test_the_functions(&self, tests: &[String]) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for tier in TIERS {
            let (outcome, stats) = self.run_with(tests, tier)?;
            let mut fault = |what: String| faults.push(format!("{} {tier}: {what}", self.python.full));
            if !outcome.is_success() {
                fault(format!("{tests:?}: {outcome:?}"));
            }
            let calls = stats.calls();
            if calls < FEWEST_CALLS {
                fault(format!("only {calls} calls have been counted"));
            }
            for entry in stats.delegated() {
                if delegated::reason(self.python.version, entry).is_none() {
                    fault(format!("{} {:?} is delegated", entry.function, entry.format));
                }
            }
            println!("{:10} {tier:10} {} {calls} calls", self.python.full, tests.join(" "));
        }
        Ok(faults)
    }

    /// Returns the arguments that make the test package run the tests of the functions.
    fn tests_of_functions(&self) -> Option<Vec<String>> {
        let arguments: &[&str] = if self.python.has_module("test.test_getargs2") {
            &["test_getargs2"]
        } else if !self.python.has_module("test.test_capi.test_getargs") {
            return None;
        } else if self.python.has_module("test.test_capi.test_set") {
            &["test_capi.test_getargs"]
        } else {
            // The test package of 3.11 does not know tests by such names.
            &["test_capi", "-m", "test.test_capi.test_getargs*"]
        };
        Some(arguments.iter().map(|&it| it.to_owned()).collect())
    }

    /// Runs tests of the standard library in each tier and without the library. Returns differences.
    fn test_the_library(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for test in TESTS.into_iter().filter(|test| self.python.has_module(&format!("test.{test}"))) {
            let tests = [test.to_owned()];
            let expected = outcome::of(&mut self.command(&tests))?;
            println!("{:10} {:10} {test} {}", self.python.full, "without", expected.summary());
            // Some tests need more than an interpreter, such as the sources of CPython.
            if expected.is_skipped() {
                continue;
            }
            if !expected.has_run() {
                faults.push(format!("{} {test}: it does not run: {expected:?}", self.python.full));
                continue;
            }
            for tier in TIERS {
                let (outcome, stats) = self.run_with(&tests, tier)?;
                let is_same = outcome == expected;
                let result = if is_same { "the same" } else { "DIFFERENT" };
                println!("{:10} {tier:10} {test} {result}, {} calls", self.python.full, stats.calls());
                let full = &self.python.full;
                if !is_same {
                    faults.push(format!("{full} {tier} {test}: {outcome:?}, and without {expected:?}"));
                }
                if stats.calls() == 0 {
                    faults.push(format!("{full} {tier} {test}: no call has reached the library"));
                }
            }
        }
        Ok(faults)
    }

    fn command(&self, tests: &[String]) -> Command {
        let mut command = Command::new(&self.program);
        // Tests of sockets of virtual machines wait for ever if the host does not answer.
        command.args(["-m", "test", "-v", "-i", "*VSOCK*"]).args(tests);
        command.env_remove("LD_PRELOAD").current_dir(env::temp_dir());
        command
    }

    fn run_with(&self, tests: &[String], tier: &str) -> Result<(Outcome, Stats)> {
        let file = self.library.with_extension("stats");
        let _ = fs::remove_file(&file);
        let mut command = self.command(tests);
        command.env("LD_PRELOAD", &self.library).env("FMTUNIT_TIER", tier).env("FMTUNIT_STATS", &file);
        let outcome = outcome::of(&mut command)?;
        let text = fs::read(&file).unwrap_or_default();
        let _ = fs::remove_file(&file);
        Ok((outcome, Stats::new(&String::from_utf8_lossy(&text))))
    }
}
