//! Links the library without libpython: the interpreter that it is loaded into has it, or is it.

include!("build/link.rs");

fn main() -> Result<(), Box<dyn error::Error>> {
    leave_libpython_out()?;
    println!("cargo::rustc-env=FMTUNIT_PYTHON={}", pyo3_build_config::get().executable().unwrap_or_default());
    Ok(())
}
