//! Tests of the Python package, and tests of other packages under the preload library.

use crate::pythons::{Found, Python, Version};
use crate::shell::{root, run};
use crate::venv::Venv;
use anyhow::{Result, bail};

/// Installs the package on the given versions, or on all, and tests it there.
pub(crate) fn test(given: &[Version]) -> Result<()> {
    for python in pythons(given)? {
        let venv = Venv::with_package(&python, &["mypy"])?;
        run(venv.python().args(["-m", "unittest"]))?;
        run(venv
            .python()
            .args(["-m", "mypy", "--strict", "--cache-dir=/dev/null"])
            .arg(root().join("python")))?;
    }
    Ok(())
}

/// Runs the tests of other packages, with the preload library and without.
pub(crate) fn test_third_party(given: &[Version], packages: &[String]) -> Result<()> {
    let mut count = 0;
    for python in pythons(given)? {
        let venv = Venv::with_package(&python, &[])?;
        if venv.is_served()? {
            run(venv.python().arg("third_party.py").args(packages))?;
            count += 1;
        }
    }
    if count == 0 {
        bail!("there is no CPython that the preload library serves");
    }
    Ok(())
}

/// Returns the interpreters to test on: those that can create virtual environments.
fn pythons(given: &[Version]) -> Result<Vec<Python>> {
    let mut pythons = Found::on_this_machine().usable;
    pythons.retain(|it| given.is_empty() || given.contains(&it.version));
    pythons.retain(|python| {
        let has_pip = python.has_module("ensurepip");
        if !has_pip {
            println!("{}: skipped, it has no module `ensurepip`", python.full);
        }
        has_pip
    });
    if pythons.is_empty() {
        bail!("there is no CPython to test with");
    }
    Ok(pythons)
}
