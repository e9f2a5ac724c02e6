//! Compiles the header as C and C++, with the usual warnings as errors.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

mod support;

use support::{Result, capi, compiler, directory, is_there, run};

/// Compiles `tests/c/uses.c`.
fn compile(name: &str, options: &[&str]) -> Result<()> {
    if !is_there(name) {
        return Ok(());
    }
    let output = directory("header")?.join(format!("{name}{}.o", options.concat().replace('/', "")));
    let mut compiler = compiler(name)?;
    compiler.args(["-O1", "-c"]).args(options).arg(capi().join("tests/c/uses.c")).arg("-o").arg(output);
    run(&mut compiler)?;
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
