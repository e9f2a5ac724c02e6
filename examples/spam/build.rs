//! Sets the `Py_3_x` cfgs of the module, and passes the path of the interpreter to its test.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();
    // On macOS, symbols of the C API must be allowed to be undefined until the module is loaded.
    pyo3_build_config::add_extension_module_link_args();
    println!("cargo::rustc-env=SPAM_PYTHON={}", pyo3_build_config::get().executable().unwrap_or_default());
}
