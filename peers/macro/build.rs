//! How the module is linked.

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // macOS has to be told that the C API is found when the module is loaded.
    pyo3_build_config::add_extension_module_link_args();
    // A branch predictor takes some addresses that differ by a multiple of 2 MiB for one. Linux begins a library as big as
    // libpython at such a multiple, and a small module wherever there is room: in one process out of five, `build_d` came
    // to lie upon CPython 3.11's `tupledealloc` and took 84 ns instead of 31. A module that asks to begin at such a
    // multiple as well lies upon code that its calls do not run: no process out of 40.
    if var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,max-page-size=0x200000");
    }
}
