//! The leak checks of the suite on a debug build of CPython, which counts all references.

use crate::pythons::{Found, Python, Version, identify};
use crate::shell::{cargo, run as run_command};
use anyhow::{Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// The tests, which run each case a thousand times and compare the count of references.
const TESTS: &str = "test -p fmtunit-tests --test suite -- leaks --nocapture";

/// Runs the leak checks on a debug build.
pub(crate) fn run() -> Result<()> {
    let Some(python) = debug_build() else {
        bail!(
            "there is no debug build of CPython that the tests can be built for: Debian has one in python3-dbg and \
             libpython3-dbg, and `PYO3_PYTHON` can name another"
        );
    };
    println!("CPython {} ({})", python.full, python.executable.display());
    run_command(cargo(TESTS).env("PYO3_PYTHON", python.executable))
}

/// Returns the debug build that `PYO3_PYTHON` names, or the newest that is found.
fn debug_build() -> Option<Python> {
    let named = env::var_os("PYO3_PYTHON").and_then(usable);
    named.or_else(|| {
        let others = candidates().into_iter().filter_map(usable);
        let mut all: Vec<_> = Found::on_this_machine().usable.into_iter().chain(others).collect();
        all.retain(counts_references);
        all.into_iter().max_by_key(|python| python.version)
    })
}

/// Returns the debug builds on the path, by their names.
fn candidates() -> Vec<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let directories: Vec<_> = env::split_paths(&path).collect();
    let names = Version::supported()
        .flat_map(|version| [format!("python{version}d"), format!("python{version}-dbg")]);
    let paths = names.flat_map(|name| directories.iter().map(move |directory| directory.join(&name)));
    paths.filter(|path| path.exists()).map(PathBuf::into_os_string).collect()
}

/// Returns the interpreter of this name, if it counts references. It may lack a shared library at the place that it names:
/// Debian's debug build does, and can be linked all the same.
fn usable(name: OsString) -> Option<Python> {
    let (python, _) = identify(Command::new(name))?;
    Some(python).filter(counts_references)
}

fn counts_references(python: &Python) -> bool {
    let program = "import sys; sys.exit(not hasattr(sys, 'gettotalrefcount'))";
    Command::new(&python.executable).args(["-c", program]).status().is_ok_and(|status| status.success())
}
