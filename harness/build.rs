//! Sets the `Py_3_x` cfgs, and notes which interpreter this is built for.

use std::error::Error;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();

    let executable =
        pyo3_build_config::get().executable().ok_or("no Python executable is configured: set PYO3_PYTHON")?;
    let answer = Command::new(executable).args(["-c", "import sys; print(repr(sys.version))"]).output()?;
    println!("cargo::rustc-env=BUILT_FOR={}", String::from_utf8(answer.stdout)?.trim());
    Ok(())
}
