//! Compiles the header as C and C++, with the usual warnings as errors.

#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod support;

use std::process::Command;
use support::{Result, capi, config, directory, is_there, run};

/// Compiles `tests/c/uses.c`.
fn compile(compiler: &str, options: &[&str]) -> Result<()> {
    if !is_there(compiler) {
        return Ok(());
    }
    let output = directory("header")?.join(format!("{compiler}{}.o", options.concat().replace('/', "")));
    let mut command = Command::new(compiler);
    command.args(["-Wall", "-Wextra", "-Werror", "-O1", "-c"]).args(options);
    command.arg("-I").arg(config("sysconfig.get_path('include')")?).arg("-I").arg(capi().join("include"));
    run(command.arg(capi().join("tests/c/uses.c")).arg("-o").arg(output))?;
    Ok(())
}

const REPLACE: &str = "-DFMTUNIT_REPLACE";
const CLEAN: &str = "-DPY_SSIZE_T_CLEAN";

#[test]
fn c_compilers_accept_the_header_without_warnings() -> Result<()> {
    for standard in ["-std=gnu99", "-std=gnu11", "-std=gnu17"] {
        for options in
            [&[standard][..], &[standard, CLEAN], &[standard, REPLACE], &[standard, CLEAN, REPLACE]]
        {
            compile("gcc", options)?;
        }
    }
    compile("clang", &[CLEAN, REPLACE])
}

#[test]
fn cpp_compilers_accept_the_header_without_warnings() -> Result<()> {
    for standard in ["-std=c++11", "-std=gnu++11", "-std=gnu++17"] {
        for options in
            [&[standard][..], &[standard, CLEAN], &[standard, REPLACE], &[standard, CLEAN, REPLACE]]
        {
            compile("g++", &[&["-x", "c++"], options].concat())?;
        }
    }
    compile("clang++", &["-x", "c++", "-std=c++11", CLEAN, REPLACE])
}
