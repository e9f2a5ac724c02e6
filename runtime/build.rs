//! Sets the `Py_3_x` cfgs for the interpreter that this is built for, and finds its library for the tests.
//!
//! Sets `known_layout` too, where objects are laid out as `src/layout/known.rs` has it.

use std::env;

/// Builds whose objects are opaque, or laid out otherwise.
const OTHER_LAYOUTS: [&str; 5] = ["Py_LIMITED_API", "Py_GIL_DISABLED", "PyPy", "GraalPy", "RustPython"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(known_layout)");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();

    let cfgs = pyo3_build_config::get().build_script_outputs();
    let other = cfgs.iter().any(|line| OTHER_LAYOUTS.iter().any(|cfg| line.ends_with(&format!("={cfg}"))));
    let little_64 = env::var("CARGO_CFG_TARGET_POINTER_WIDTH").is_ok_and(|width| width == "64")
        && env::var("CARGO_CFG_TARGET_ENDIAN").is_ok_and(|endian| endian == "little");
    if little_64 && !other {
        println!("cargo::rustc-cfg=known_layout");
    }
}
