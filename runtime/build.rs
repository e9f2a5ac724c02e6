//! Sets the cfgs of the target interpreter, and finds its library for the tests.
//!
//! Besides the `Py_3_x` cfgs there are two of our own:
//!
//! * `known_layout`: objects have the layouts in `src/layout/known.rs`.
//! * `by_hand`: `src/layout/known/fresh.rs` can create objects without CPython's constructors.
//!
//! `FMTUNIT_LAYOUTS=unknown` in the environment sets neither, to test the code for unknown layouts.

use std::env;

/// Builds with opaque objects, or with other layouts.
const OTHER_LAYOUTS: [&str; 5] = ["Py_LIMITED_API", "Py_GIL_DISABLED", "PyPy", "GraalPy", "RustPython"];

/// Builds that count all objects or references.
const COUNTED: [&str; 2] = ["py_sys_config=\"Py_REF_DEBUG\"", "py_sys_config=\"Py_TRACE_REFS\""];

/// The environment variable that can hide the layouts.
const LAYOUTS: &str = "FMTUNIT_LAYOUTS";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={LAYOUTS}");
    println!("cargo::rustc-check-cfg=cfg(known_layout)");
    println!("cargo::rustc-check-cfg=cfg(by_hand)");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();

    let cfgs = pyo3_build_config::get().build_script_outputs();
    let has = |cfg: &str| cfgs.iter().any(|line| line.ends_with(&format!("={cfg}")));
    if has("Py_LIMITED_API") && !has("Py_3_11") {
        // Buffers joined the limited API in 3.11.
        println!(
            "cargo::error=the limited API of 3.11 or later is required: build with abi3-py311, or a later one"
        );
    }
    let other = OTHER_LAYOUTS.iter().any(|cfg| has(cfg));
    let little_64 = env::var("CARGO_CFG_TARGET_POINTER_WIDTH").is_ok_and(|width| width == "64")
        && env::var("CARGO_CFG_TARGET_ENDIAN").is_ok_and(|endian| endian == "little");
    let hidden = env::var(LAYOUTS).is_ok_and(|layouts| layouts == "unknown");
    if little_64 && !other && !hidden {
        println!("cargo::rustc-cfg=known_layout");
        let is_counted = COUNTED.iter().any(|cfg| has(cfg));
        if has("Py_3_11") && !has("Py_3_14") && !is_counted {
            println!("cargo::rustc-cfg=by_hand");
        }
    }
}
