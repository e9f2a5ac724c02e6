//! Builds the module with cargo, as its README says, and tests it with the interpreter that it is built for.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The interpreter; empty if the build script knows none.
const PYTHON: &str = env!("SPAM_PYTHON");

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn python_uses_the_module() -> Result<(), Box<dyn Error>> {
    if PYTHON.is_empty() {
        return Err("the path of the interpreter is unknown: set PYO3_PYTHON".into());
    }
    let module = build()?;
    let directory = module.parent().ok_or("the module has no directory")?;
    let mut tests = Command::new(PYTHON);
    // Development mode checks memory, and warns of unreleased resources.
    tests.args(["-X", "dev", "-W", "error"]).arg(Path::new(PACKAGE).join("tests/test_spam.py"));
    tests.env("PYTHONPATH", directory).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(directory);
    run(&mut tests)
}

/// Builds the module in a target directory of its own, and gives it the name that Python imports.
fn build() -> Result<PathBuf, Box<dyn Error>> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spam");
    let (profile, output) = if cfg!(debug_assertions) { ("dev", "debug") } else { ("release", "release") };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    // In the package's directory cargo reads its configuration, which leaves libpython out.
    cargo.args(["build", "--offline", "--quiet", "--lib", "--profile", profile]).current_dir(PACKAGE);
    cargo.arg("--target-dir").arg(&target).env("PYO3_PYTHON", PYTHON).env_remove("CARGO_BUILD_TARGET");
    run(&mut cargo)?;

    let library = target.join(output).join(format!("{DLL_PREFIX}spam{DLL_SUFFIX}"));
    let content = fs::read(&library)
        .map_err(|error| format!("cargo has built no module at {}: {error}", library.display()))?;
    let names_python = content.windows(11).any(|text| text == b"libpython3.");
    assert!(cfg!(not(target_os = "linux")) || !names_python, "the module links libpython");

    let directory = target.join("import");
    fs::create_dir_all(&directory)?;
    let module = directory.join(if cfg!(windows) { "spam.pyd" } else { "spam.so" });
    fs::write(&module, content)?;
    Ok(module)
}

/// Runs a command, which has to succeed. What it writes is seen if it does not.
fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{command:?}: {}\n{text}", output.status).into());
    }
    print!("{text}");
    Ok(())
}
