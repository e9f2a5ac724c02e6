//! Locates libpython for the examples, which embed an interpreter, and sets their `Py_3_x` cfgs.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();
}
