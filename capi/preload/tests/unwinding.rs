//! Exceptions of C++ pass through calls as they pass through CPython's functions, and native traces reach the caller.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::{
    Result, assert_same_lines, capi, compiler, directory, is_there, library, printed, replaceable, run,
};

/// Compiles `unwinding.cpp` into a directory, with further options.
fn compile(name: &str, options: &[&str]) -> Result<PathBuf> {
    let directory = directory(name)?;
    let mut compiler = compiler("g++")?;
    compiler.args(["-std=c++11", "-O1", "-fPIC", "-shared", "-Wno-cast-function-type"]);
    compiler.arg(capi().join("tests/c/unwinding.cpp")).args(options);
    run(compiler.arg("-o").arg(directory.join("unwinding.so")))?;
    Ok(directory)
}

/// Returns the command that runs the script with the extension of a directory.
fn script(directory: &Path, tier: &str) -> Result<Command> {
    let mut command = Command::new(replaceable()?);
    command.arg(capi().join("tests/exceptions.py"));
    command.env("PYTHONPATH", directory).env("FMTUNIT_TIER", tier);
    Ok(command)
}

/// Asserts that the outcomes are CPython's, and that no reference is lost. CPython loses those that its frames hold.
fn check(expected: &str, command: impl Fn(&str) -> Result<Command>) -> Result<()> {
    assert!(expected.contains("caught") && expected.contains(", traced"), "{expected}");
    for tier in ["interpret", "jit", "auto"] {
        assert_same_lines(&printed(&mut command(tier)?)?, expected, tier);
        let printed = printed(command(tier)?.arg("references"))?;
        assert_eq!(printed.lines().find(|line| line.contains("loses")), None, "{tier}");
    }
    Ok(())
}

#[test]
fn exceptions_pass_through_the_preload_library() -> Result<()> {
    if !is_there("g++") {
        return Ok(());
    }
    let library = library("fmtunit-preload", "libfmtunit_preload.so")?;
    let directory = compile("unwinding-stock", &[])?;
    let expected = printed(&mut script(&directory, "auto")?)?;
    check(&expected, |tier| {
        let mut command = script(&directory, tier)?;
        command.env("LD_PRELOAD", &library);
        Ok(command)
    })
}

#[test]
fn exceptions_pass_through_the_c_library() -> Result<()> {
    if !is_there("g++") {
        return Ok(());
    }
    let library = library("fmtunit-capi", "libfmtunit.so")?;
    let libraries = library.parent().ok_or("the library is in a directory")?.display().to_string();
    let (path, rpath) = (format!("-L{libraries}"), format!("-Wl,-rpath,{libraries}"));
    let expected = printed(&mut script(&compile("unwinding-without", &[])?, "auto")?)?;
    let options = ["-DWITH_FMTUNIT", "-DFMTUNIT_LIBRARY", &path, "-lfmtunit", &rpath];
    let directory = compile("unwinding-with", &options)?;
    check(&expected, |tier| script(&directory, tier))
}

#[test]
fn a_debugger_shows_compiled_formats_and_their_callers() -> Result<()> {
    if !is_there("g++") || !is_there("gdb") {
        return Ok(());
    }
    let library = library("fmtunit-preload", "libfmtunit_preload.so")?;
    let directory = compile("unwinding-debugger", &[])?;
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-ex", "set breakpoint pending on", "-ex", "break backtrace"]);
    // The first trace is that of the caller.
    gdb.args(["-ex", "ignore 1 1", "-ex", "run", "-ex", "backtrace", "--args"]);
    gdb.arg("env").arg(format!("LD_PRELOAD={}", library.display())).arg("FMTUNIT_TIER=jit");
    gdb.arg(format!("PYTHONPATH={}", directory.display())).arg(replaceable()?);
    let printed = printed(gdb.args(["-c", "import unwinding; unwinding.parse(1, 2, 3)"]))?;
    let frames: Vec<_> = printed.lines().filter(|line| line.starts_with('#')).collect();
    let find = |name: &str| frames.iter().position(|frame| frame.contains(name));
    let names = ["convert", "fmtunit:iO&O:parse", "PyArg_ParseTuple", "parse(_object", "Py_RunMain"];
    let found: Vec<_> = names.iter().map(|name| find(name)).collect();
    assert!(found.iter().all(Option::is_some) && found.is_sorted(), "{printed}");
    Ok(())
}
