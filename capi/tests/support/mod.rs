//! Libraries, compilers and interpreters for the tests of both libraries.

#![allow(dead_code, unused_imports, reason = "each test needs some of it")]

mod launcher;

pub(crate) use launcher::replaceable;
use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Returns the directory of the package `fmtunit-capi`.
pub(crate) fn capi() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.ends_with("preload") { package.join("..") } else { package.into() }
}

/// Returns the interpreter that the libraries are built for.
pub(crate) fn python() -> Result<&'static str> {
    match env!("FMTUNIT_PYTHON") {
        "" => Err("the path of the interpreter is unknown: set PYO3_PYTHON".into()),
        python => Ok(python),
    }
}

/// The prefix of the compilers for the architecture of the tests, if `ci/cross` builds them for another one.
pub(crate) fn tool_prefix() -> Option<String> {
    env::var("FMTUNIT_TOOLS").ok()
}

/// Returns the command of a compiler for the architecture of the tests.
pub(crate) fn tool(name: &str) -> Command {
    Command::new(format!("{}{name}", tool_prefix().unwrap_or_default()))
}

/// Builds a library of a package in the profile of this test. cargo does not, since nothing links the library.
pub(crate) fn library(package: &str, file: &str) -> Result<PathBuf> {
    let test = env::current_exe()?;
    let output = test.ancestors().nth(2).ok_or("the test is in a directory")?;
    let mut target = output.parent().ok_or("the output is in the target directory")?;
    let profile = if output.ends_with("debug") { "dev" } else { "release" };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    cargo.args(["build", "--offline", "--quiet", "--package", package, "--profile", profile]);
    if tool_prefix().is_some() {
        target = target.parent().ok_or("the directory of the target is in the target directory")?;
    } else {
        cargo.env_remove("CARGO_BUILD_TARGET");
    }
    cargo.arg("--target-dir").arg(target).env("PYO3_PYTHON", python()?);
    run(cargo.current_dir(capi()))?;
    Ok(output.join(file))
}

/// Returns the command of a C or C++ compiler that finds Python's header and ours, with warnings as errors.
pub(crate) fn compiler(name: &str) -> Result<Command> {
    let mut compiler = tool(name);
    compiler.args(["-Wall", "-Wextra", "-Werror"]).arg("-I").arg(config("sysconfig.get_path('include')")?);
    compiler.arg("-I").arg(capi().join("include"));
    Ok(compiler)
}

/// Asserts that two outputs are the same, and shows the first line that differs.
pub(crate) fn assert_same_lines(printed: &str, expected: &str, tier: &str) {
    for (line, expected) in printed.lines().zip(expected.lines()) {
        assert_eq!(line, expected, "{tier}");
    }
    assert_eq!(printed.lines().count(), expected.lines().count(), "{tier}");
}

/// Runs a command, and returns an error if it fails.
pub(crate) fn run(command: &mut Command) -> Result<Output> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be run: {error}"))?;
    if !output.status.success() {
        let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        return Err(format!("{command:?}: {}\n{out}\n{err}", output.status).into());
    }
    Ok(output)
}

/// Returns the output of a command.
pub(crate) fn printed(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8(run(command)?.stdout)?)
}

/// Evaluates an expression of `sysconfig`.
pub(crate) fn config(expression: &str) -> Result<String> {
    let program = format!("import sysconfig; print({expression})");
    Ok(printed(Command::new(python()?).args(["-c", &program]))?.trim().to_owned())
}

/// Returns whether there is such a compiler, and prints a message if there is none.
pub(crate) fn is_there(program: &str) -> bool {
    let is_there = tool(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        println!("skipped: there is no {program}");
    }
    is_there
}

/// Creates a directory for a test.
pub(crate) fn directory(name: &str) -> Result<PathBuf> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&directory)?;
    Ok(directory)
}
