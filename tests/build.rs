//! Finds libpython, and writes the tables of formats.

#[path = "build/collect.rs"]
mod collect;
#[path = "build/expand.rs"]
mod expand;
#[path = "build/header.rs"]
mod header;
#[path = "build/jit.rs"]
mod jit;
#[path = "build/keywords.rs"]
mod keywords;
#[path = "build/systematic.rs"]
mod systematic;

use fmtunit_parser::units::Version;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=../capi/include/fmtunit.h");
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();

    let config = pyo3_build_config::get();
    println!("cargo::rustc-env=PY_LIBDIR={}", config.lib_dir().unwrap_or_default());

    let version = Version(3, config.target_abi().version().minor);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let formats = collect::formats(version)?;
    fs::write(out.join("formats.rs"), expand::tables(&formats)?)?;
    header::compile(&formats, version, include().as_deref(), &out)
}

/// Returns the directory of CPython's headers, if the target is this machine.
fn include() -> Option<String> {
    let program = "import sysconfig; print(sysconfig.get_path('include'))";
    let output = Command::new(pyo3_build_config::get().executable()?).args(["-c", program]).output().ok()?;
    let directory = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    let is_native = env::var_os("HOST") == env::var_os("TARGET");
    // Other implementations do not have it.
    (is_native && Path::new(&directory).join("cpython").is_dir()).then_some(directory)
}
