//! Finds the library of the interpreter for the examples, which embed one, and sets its `Py_3_x` cfgs for them.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();
}
