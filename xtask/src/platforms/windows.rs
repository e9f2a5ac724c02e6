//! Windows: programs run under wine, with a CPython for Windows.

use super::{ONE_IN, Outcome, Platform, SKIPPED, Step, Toolchain, missing, output, test};
use crate::shell::{root, run as run_command};
use crate::summary::Summary;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The environment variable with the directory of a CPython for Windows: `python.exe` and its libraries.
const PYTHON: &str = "FMTUNIT_WINDOWS_PYTHON";
/// The environment variable with the command of wine 10 or later; older ones lack libraries that Rust needs.
const WINE: &str = "FMTUNIT_WINE";

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Runs a step.
pub(super) fn run(platform: &Platform, step: Step) -> Outcome {
    match step {
        Step::CLibraries | Step::Assembly => Outcome::None,
        _ => Outcome::of(run_step(platform, step)),
    }
}

fn run_step(platform: &Platform, step: Step) -> Result<Option<Summary>> {
    let directory =
        env::var_os(PYTHON).ok_or_else(|| missing(format!("a CPython for Windows ({PYTHON})")))?;
    let directory = PathBuf::from(directory);
    let wine = env::var(WINE).unwrap_or_else(|_| "wine".into());
    let python = launcher(&wine, &directory)?;
    let is_there = |program: &str, option: &str| {
        Command::new(program).arg(option).output().is_ok_and(|output| output.status.success())
    };
    if !is_there(COMPILER, "--version") {
        return Err(missing(COMPILER));
    }
    let version =
        Command::new(&python).args(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).output();
    let version = version.ok().and_then(|it| String::from_utf8(it.stdout).ok()).unwrap_or_default();
    let version = version.trim();
    if version.is_empty() {
        return Err(missing(format!("wine with the libraries that CPython needs ({WINE})")));
    }
    let library = format!("python{}", version.replace('.', ""));
    let config = platform.config(version, &library, &python.to_string_lossy())?;
    let toolchain = Toolchain::find(platform.target)?;
    let cargo = |arguments: &str| {
        let mut command = toolchain.cargo(arguments);
        command.args(["--target", platform.target]).env("PYO3_CONFIG_FILE", &config);
        command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", COMPILER);
        command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", &wine);
        // The start files are those of the installed MinGW.
        command.env("RUSTFLAGS", "-Clink-self-contained=no");
        // Where programs find python3x.dll, and that the standard library.
        command.env("WINEPATH", &directory).env("PYTHONHOME", &directory);
        command
    };
    match step {
        Step::Compiles | Step::CLibraries | Step::Assembly => Ok(None),
        Step::Quickstart => run_command(&mut cargo("run -p fmtunit --example quickstart")).map(|()| None),
        Step::Rows => run_command(&mut cargo("run -p fmtunit --example rows")).map(|()| None),
        Step::Module => {
            run_command(&mut cargo("build -p spam --lib"))?;
            let built = output()?.join(platform.target).join("debug/spam.dll");
            let module = output()?.join("module");
            fs::create_dir_all(&module)?;
            fs::copy(&built, module.join("spam.pyd"))
                .with_context(|| format!("{} is missing", built.display()))?;
            let mut tests = Command::new(&python);
            tests.args(["-X", "dev", "-W", "error"]).arg(root().join("examples/spam/tests/test_spam.py"));
            run_command(tests.env("PYTHONPATH", module).env("PYTHONDONTWRITEBYTECODE", "1"))?;
            Ok(None)
        }
        Step::Suite => {
            let mut suite = cargo("test -p fmtunit-tests --test suite");
            suite.arg("--").args(SKIPPED.iter().flat_map(|skipped| ["--skip", skipped]));
            test(suite.env("FMTUNIT_TESTS_ONE_IN", ONE_IN), platform.name)
        }
    }
}

/// Writes a program that runs the interpreter under wine.
fn launcher(wine: &str, directory: &Path) -> Result<PathBuf> {
    let file = output()?.join("wine-python");
    let program = format!("#!/bin/sh\nexec '{wine}' '{}/python.exe' \"$@\"\n", directory.display());
    fs::write(&file, program).with_context(|| format!("{} cannot be written", file.display()))?;
    run_command(Command::new("chmod").arg("+x").arg(&file))?;
    Ok(file)
}
