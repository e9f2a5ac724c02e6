//! Finds libpython, and compiles the C written by hand against its headers.

use std::process::Command;
use std::{error, str};

type Failure = Box<dyn error::Error>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-changed=../capi/include/fmtunit.h");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();

    cc::Build::new()
        .files([
            "c/by_hand_objects.c",
            "c/by_hand_parse.c",
            "c/by_hand_build.c",
            "c/by_hand_keywords.c",
            "c/by_hand_call.c",
            "c/stock_fast.c",
            "c/header.c",
        ])
        .include(ask("import sysconfig; print(sysconfig.get_path('include'))")?)
        .include("../capi/include")
        .std("c11")
        .opt_level(3)
        // As an extension module is built: the debug information of the bench profile would ask for frame pointers.
        .debug(false)
        .force_frame_pointer(false)
        .define("NDEBUG", None)
        // As Rust calls into a shared library.
        .flag_if_supported("-fno-plt")
        // CPython's own headers have unused parameters.
        .flag_if_supported("-Wno-unused-parameter")
        .compile("by_hand");
    Ok(())
}

/// Returns the output of the interpreter.
fn ask(program: &str) -> Result<String, Failure> {
    let executable =
        pyo3_build_config::get().executable().ok_or("no Python executable is configured: set PYO3_PYTHON")?;
    let answer = Command::new(executable).args(["-c", program]).output()?;
    if !answer.status.success() {
        return Err(format!("{executable}: {}", String::from_utf8_lossy(&answer.stderr)).into());
    }
    Ok(str::from_utf8(&answer.stdout)?.trim().to_owned())
}
