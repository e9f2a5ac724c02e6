//! The suite where memory is watched: with the checks of CPython's own allocators, and under AddressSanitizer.

use crate::shell::{cargo, root, run as run_command};
use anyhow::{Result, bail};
use std::process::Command;

/// The tests: those that compare with CPython, and those of the parts that know its objects.
const TESTS: &str = "test -p fmtunit-runtime -p fmtunit-jit -p fmtunit-tests --lib --test suite";

/// The former alone.
const SUITE: &str = "test -p fmtunit-tests --test suite";

/// What AddressSanitizer supports here: with a target, build scripts and macros are left alone.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// A test that leaves no address space, of which the sanitizer needs more than there is.
const IMPOSSIBLE: &str = "address_space_is_refused";

/// The modules of tests that finalize an interpreter.
const FINALIZING: &str = "::interpreters";

/// Runs the suite with what watches memory; `quick`: only with CPython's own checks, which need no nightly compiler.
pub(crate) fn run(quick: bool) -> Result<()> {
    // Bytes before and behind each block, freed blocks overwritten, each allocator called for its own, and with the GIL.
    run_command(cargo(TESTS).env("PYTHONMALLOC", "debug"))?;
    if quick { Ok(()) } else { under_address_sanitizer() }
}

/// Machine code that is made at run time is not instrumented; the routines that it calls are.
fn under_address_sanitizer() -> Result<()> {
    let nightly = Command::new("rustup").args(["run", "nightly", "rustc", "--version"]).output();
    if !nightly.is_ok_and(|output| output.status.success()) {
        bail!("AddressSanitizer needs a nightly compiler: rustup toolchain install nightly");
    }
    // What CPython itself leaves behind when it is finalized (3.12: every interned string) is no leak of ours.
    let all = ["--skip", IMPOSSIBLE, "--skip", FINALIZING];
    run_command(command(TESTS).args(all))?;
    run_command(command(SUITE).arg(FINALIZING).env("ASAN_OPTIONS", "detect_leaks=0"))
}

/// Tests with the sanitizer, up to the arguments of the tests themselves.
fn command(tests: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]).args(tests.split_whitespace());
    command.args(["--target", TARGET, "--"]).current_dir(root());
    command.env("RUSTFLAGS", "-Zsanitizer=address");
    // Each object is a block of its own then, which the sanitizer knows.
    command.env("PYTHONMALLOC", "malloc");
    command
}
