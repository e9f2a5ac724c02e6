//! Finds libpython, and writes the tables of formats.

#[path = "build/collect.rs"]
mod collect;
#[path = "build/expand.rs"]
mod expand;
#[path = "build/jit.rs"]
mod jit;
#[path = "build/keywords.rs"]
mod keywords;
#[path = "build/systematic.rs"]
mod systematic;

use fmtunit_parser::units::Version;
use std::path::PathBuf;
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();

    let config = pyo3_build_config::get();
    println!("cargo::rustc-env=PY_LIBDIR={}", config.lib_dir().unwrap_or_default());

    let version = Version(3, config.target_abi().version().minor);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("formats.rs"), expand::tables(&collect::formats(version)?)?)?;
    Ok(())
}
