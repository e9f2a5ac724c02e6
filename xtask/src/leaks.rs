//! The leak checks of the suite on a debug build of CPython, which counts all references.

use crate::pythons::{Found, Python, Version, identify};
use crate::shell::{cargo, run as run_command};
use anyhow::{Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// The tests: each case a thousand times, and the count before and after.
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

/// What is asked for, if it is one; the newest that is found otherwise.
fn debug_build() -> Option<Python> {
    let asked_for = env::var_os("PYO3_PYTHON").and_then(usable);
    asked_for.or_else(|| {
        let named = candidates().into_iter().filter_map(usable);
        let mut all: Vec<_> = Found::on_this_machine().usable.into_iter().chain(named).collect();
        all.retain(counts_references);
        all.into_iter().max_by_key(|python| python.version)
    })
}

/// Debug builds stand beside the others under names of their own.
fn candidates() -> Vec<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let directories: Vec<_> = env::split_paths(&path).collect();
    let names = Version::supported()
        .flat_map(|version| [format!("python{version}d"), format!("python{version}-dbg")]);
    let paths = names.flat_map(|name| directories.iter().map(move |directory| directory.join(&name)));
    paths.filter(|path| path.exists()).map(PathBuf::into_os_string).collect()
}

/// The interpreter of this name, if it counts references. Where its library is, the linker will find out: Debian's is not where
/// the interpreter says.
fn usable(name: OsString) -> Option<Python> {
    let (python, _) = identify(Command::new(name))?;
    Some(python).filter(counts_references)
}

fn counts_references(python: &Python) -> bool {
    let program = "import sys; sys.exit(not hasattr(sys, 'gettotalrefcount'))";
    Command::new(&python.executable).args(["-c", program]).status().is_ok_and(|status| status.success())
}
