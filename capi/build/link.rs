// How the libraries are linked: without libpython, which is what they are loaded into. Included by their build scripts.

use std::path::Path;
use std::{env, error, fs};

/// Puts an empty archive in place of libpython.
///
/// `pyo3-ffi` links libpython, as a program that embeds Python needs it. Of two directories the linker takes the one that the
/// package names itself.
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
