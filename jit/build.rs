//! Finds the interpreter's library for the tests, and sets `compiles` where Cranelift has a back end.

use std::env;

/// Where Cranelift has a back end and code memory is asked for as `src/backend/native/arena.rs` does: as in `Cargo.toml`.
const ARCHITECTURES: [&str; 2] = ["x86_64", "aarch64"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(compiles)");
    let is_unix = env::var("CARGO_CFG_UNIX").is_ok();
    let has_back_end = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|it| ARCHITECTURES.contains(&it.as_str()));
    if is_unix && has_back_end {
        println!("cargo::rustc-cfg=compiles");
    }
    pyo3_build_config::add_libpython_rpath_link_args();
}
