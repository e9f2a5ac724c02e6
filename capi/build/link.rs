// Links the libraries without libpython, which the interpreter that loads them provides. Included by their build scripts.

use std::path::Path;
use std::{env, error, fs};

/// Shadows libpython by an empty archive.
///
/// `pyo3-ffi` links libpython, for programs that embed Python. The linker searches the directory of the package's own build
/// script first.
fn leave_libpython_out() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../build/link.rs");
    let directory = env::var("OUT_DIR")?;
    if let Some(name) = pyo3_build_config::get().lib_name() {
        fs::write(Path::new(&directory).join(format!("lib{name}.a")), "!<arch>\n")?;
    }
    println!("cargo::rustc-link-search=native={directory}");
    Ok(())
}
