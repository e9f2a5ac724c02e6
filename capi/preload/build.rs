//! Links the library so that processes without Python can load it, too.

include!("../build/link.rs");

fn main() -> Result<(), Box<dyn error::Error>> {
    leave_libpython_out()?;
    // In a process without Python, references to CPython are null: see `bound.rs` of `fmtunit-capi-core`. Only the linker
    // gold, a part of binutils, supports this. rustc warns of gold in general.
    println!("cargo::rustc-cdylib-link-arg=-fuse-ld=gold");
    println!("cargo::rustc-cdylib-link-arg=-Wl,--weak-unresolved-symbols");
    println!("cargo::rustc-env=FMTUNIT_PYTHON={}", pyo3_build_config::get().executable().unwrap_or_default());
    Ok(())
}
