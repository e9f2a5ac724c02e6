//! `libfmtunit_preload.so`: CPython's functions that take formats, under their own names.
//!
//! ```sh
//! LD_PRELOAD=target/release/libfmtunit_preload.so python3 program.py
//! ```
//!
//! The library is built for one version of CPython, and inert in a process that has another, or none.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use fmtunit_capi_core::export_stock_names;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fmtunit_capi_core::for_each_entry!(export_stock_names);
