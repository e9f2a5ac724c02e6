//! Links the library so that every process can load it, with Python or without.

include!("../build/link.rs");

fn main() -> Result<(), Box<dyn error::Error>> {
    leave_libpython_out()?;
    // Where a process has no Python, what the library refers to is null: see `bound.rs` of `fmtunit-capi-core`. Of the linkers,
    // gold alone can do this (a part of binutils); rustc warns of it in general.
    println!("cargo::rustc-cdylib-link-arg=-fuse-ld=gold");
    println!("cargo::rustc-cdylib-link-arg=-Wl,--weak-unresolved-symbols");
    println!("cargo::rustc-env=FMTUNIT_PYTHON={}", pyo3_build_config::get().executable().unwrap_or_default());
    Ok(())
}
