//! Finds the interpreter's library, and notes which interpreter this is built for.

use std::error::Error;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();

    let python = pyo3_build_config::get().executable().ok_or("an interpreter that can be asked is needed")?;
    let answer = Command::new(python).args(["-c", "import sys; print(repr(sys.version))"]).output()?;
    println!("cargo::rustc-env=BUILT_FOR={}", String::from_utf8(answer.stdout)?.trim());
    Ok(())
}
