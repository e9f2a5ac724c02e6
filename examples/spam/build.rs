//! Sets the `Py_3_x` cfgs for the module, and notes for its test which interpreter it is built for.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();
    // macOS has to be told that the C API is found when the module is loaded.
    pyo3_build_config::add_extension_module_link_args();
    println!("cargo::rustc-env=SPAM_PYTHON={}", pyo3_build_config::get().executable().unwrap_or_default());
}
