//! Sets the `Py_3_x` cfgs, and notes which interpreter this is built for.
//!
//! `ordered_arguments` is set where C passes all variadic arguments in their order: see `src/variadic.rs`.

use std::env;
use std::error::Error;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();

    let executable =
        pyo3_build_config::get().executable().ok_or("no Python executable is configured: set PYO3_PYTHON")?;
    let answer = Command::new(executable).args(["-c", "import sys; print(repr(sys.version))"]).output()?;
    println!("cargo::rustc-env=BUILT_FOR={}", String::from_utf8(answer.stdout)?.trim());

    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    println!("cargo::rustc-check-cfg=cfg(ordered_arguments)");
    match (target("ARCH").as_str(), target("OS").as_str(), target("FAMILY").as_str()) {
        ("x86_64", _, "unix") | ("aarch64" | "s390x", "linux", _) => {}
        _ => println!("cargo::rustc-cfg=ordered_arguments"),
    }
    Ok(())
}
