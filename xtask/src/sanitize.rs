//! The suite under checks of memory: those of CPython's allocators, and AddressSanitizer.

use crate::shell::{cargo, root, run as run_command};
use anyhow::{Result, bail};
use std::process::Command;

/// The tests that compare with CPython, and those of the crates that know its objects.
const TESTS: &str = "test -p fmtunit-runtime -p fmtunit-jit -p fmtunit-tests --lib --test suite";

/// The tests that compare with CPython.
const SUITE: &str = "test -p fmtunit-tests --test suite";

/// The target of AddressSanitizer. Because a target is named, build scripts and macros are not instrumented.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// A test that limits the address space; the sanitizer needs more.
const IMPOSSIBLE: &str = "address_space_is_refused";

/// The modules whose tests finalize an interpreter.
const FINALIZING: &str = "::interpreters";

/// Runs the suite under both; `quick` runs it only with CPython's checks, which need no nightly compiler.
pub(crate) fn run(quick: bool) -> Result<()> {
    // Checks bytes around each block, overwrites freed blocks, and checks that allocators are not mixed and the GIL is held.
    run_command(cargo(TESTS).env("PYTHONMALLOC", "debug"))?;
    if quick { Ok(()) } else { under_address_sanitizer() }
}

/// Runs the suite under AddressSanitizer. It instruments the routines, but not machine code that is generated at run time.
fn under_address_sanitizer() -> Result<()> {
    let nightly = Command::new("rustup").args(["run", "nightly", "rustc", "--version"]).output();
    if !nightly.is_ok_and(|output| output.status.success()) {
        bail!("AddressSanitizer needs a nightly compiler: rustup toolchain install nightly");
    }
    // CPython itself leaks when it is finalized (3.12: every interned string).
    let all = ["--skip", IMPOSSIBLE, "--skip", FINALIZING];
    run_command(command(TESTS).args(all))?;
    run_command(command(SUITE).arg(FINALIZING).env("ASAN_OPTIONS", "detect_leaks=0"))
}

/// Returns a test command under the sanitizer, to which arguments of the tests can be added.
fn command(tests: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]).args(tests.split_whitespace());
    command.args(["--target", TARGET, "--"]).current_dir(root());
    command.env("RUSTFLAGS", "-Zsanitizer=address");
    // Then each object is a block of its own, which the sanitizer tracks.
    command.env("PYTHONMALLOC", "malloc");
    command
}
