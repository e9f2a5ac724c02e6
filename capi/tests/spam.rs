//! An extension in C does the same with the header as without. The test prints the times of calls: run it optimised, with
//! `cargo test --release`.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Result, capi, compiler, directory, is_there, library, printed, python, run};

/// Compiles the extension into a directory, with further options.
fn compile(name: &str, options: &[&str]) -> Result<PathBuf> {
    let directory = directory(name)?;
    let mut compiler = compiler("gcc")?;
    compiler.args(["-O2", "-fPIC", "-shared"]);
    compiler.arg(capi().join("tests/c/spam.c")).args(options).arg("-o").arg(directory.join("spam.so"));
    run(&mut compiler)?;
    Ok(directory)
}

/// Returns the output of the script with the extension of a directory.
fn call(directory: &Path, tier: &str, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(python()?);
    command.arg(capi().join("tests/calls.py")).args(arguments);
    printed(command.env("PYTHONPATH", directory).env("FMTUNIT_TIER", tier))
}

#[test]
fn an_extension_does_the_same_with_the_header() -> Result<()> {
    if !is_there("gcc") {
        return Ok(());
    }
    let library = library("fmtunit-capi", "libfmtunit.so")?;
    let libraries = library.parent().ok_or("the library is in a directory")?.display().to_string();
    let without = compile("spam-without", &[])?;
    let (path, rpath) = (format!("-L{libraries}"), format!("-Wl,-rpath,{libraries}"));
    let library = &["-DWITH_FMTUNIT", "-DFMTUNIT_LIBRARY", &path, "-lfmtunit", &rpath];
    let with = compile("spam-with-library", library)?;
    let alone = compile("spam-with-header", &["-DWITH_FMTUNIT", "-DFMTUNIT_NO_CHECK"])?;

    let expected = call(&without, "auto", &[])?;
    assert_eq!(call(&alone, "auto", &[])?, expected, "header");
    for tier in ["stock", "interpret", "jit", "auto"] {
        assert_eq!(call(&with, tier, &[])?, expected, "{tier}");
    }
    let stock = call(&without, "auto", &["times"])?;
    print_times(&stock, &call(&alone, "auto", &["times"])?)?;
    print_times(&stock, &call(&with, "jit", &["times"])?)
}

/// Prints the times of calls. It asserts nothing: the machine may be busy, and the library not optimised.
fn print_times(without: &str, with: &str) -> Result<()> {
    let profile = if cfg!(debug_assertions) { "without optimisation" } else { "optimised" };
    println!("nanoseconds for a call from Python, {profile}: stock, with fmtunit.h, ratio");
    for (stock, ours) in without.lines().zip(with.lines()) {
        let (call, stock) = stock.rsplit_once('\t').ok_or("a line has a time")?;
        let (_, ours) = ours.rsplit_once('\t').ok_or("a line has a time")?;
        let (stock, ours): (f64, f64) = (stock.parse()?, ours.parse()?);
        println!("{stock:8.1} {ours:8.1} {:6.2}  {call}", stock / ours);
    }
    Ok(())
}
