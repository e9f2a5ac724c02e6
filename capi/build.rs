//! Links the library without libpython, which the interpreter that loads it provides.

include!("build/link.rs");

fn main() -> Result<(), Box<dyn error::Error>> {
    leave_libpython_out()?;
    println!("cargo::rustc-env=FMTUNIT_PYTHON={}", pyo3_build_config::get().executable().unwrap_or_default());
    Ok(())
}
