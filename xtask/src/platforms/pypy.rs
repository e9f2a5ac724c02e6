//! PyPy, on this machine: only extension modules exist there.

use super::{Outcome, Step, missing, output};
use crate::shell::{cargo, root, run as run_command};
use crate::summary::Summary;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::process::Command;

/// The environment variable with the command of PyPy.
const PYPY: &str = "FMTUNIT_PYPY";

/// Runs a step.
pub(super) fn run(step: Step) -> Outcome {
    match step {
        Step::Compiles | Step::Module => Outcome::of(run_step(step)),
        _ => Outcome::None,
    }
}

fn run_step(step: Step) -> Result<Option<Summary>> {
    let pypy = env::var(PYPY).unwrap_or_else(|_| "pypy3".into());
    let suffix = "import sysconfig; print(sysconfig.get_config_var('EXT_SUFFIX'))";
    let suffix = Command::new(&pypy).args(["-c", suffix]).output().ok();
    let suffix = suffix.and_then(|it| String::from_utf8(it.stdout).ok()).unwrap_or_default();
    if !suffix.contains("pypy") {
        return Err(missing(format!("PyPy 3.11 ({PYPY})")));
    }
    let target = output()?.join("pypy");
    let mut command = cargo(if step == Step::Compiles {
        "check -p fmtunit -p spam --features fmtunit/jit --lib"
    } else {
        "build -p spam --lib"
    });
    command.env("PYO3_PYTHON", &pypy).env("PYO3_BUILD_EXTENSION_MODULE", "1");
    run_command(command.env("CARGO_TARGET_DIR", &target))?;
    if step == Step::Compiles {
        return Ok(None);
    }
    let module = target.join("module");
    fs::create_dir_all(&module)?;
    fs::copy(target.join("debug/libspam.so"), module.join(format!("spam{}", suffix.trim())))
        .context("the module cannot be copied")?;
    let mut tests = Command::new(&pypy);
    tests.arg(root().join("examples/spam/tests/test_spam.py"));
    run_command(tests.env("PYTHONPATH", module).env("PYTHONDONTWRITEBYTECODE", "1"))?;
    Ok(None)
}
