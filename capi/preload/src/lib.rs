//! `libfmtunit_preload.so`: replacements of CPython's functions that take formats, under the same names.
//!
//! ```sh
//! LD_PRELOAD=target/release/libfmtunit_preload.so python3 program.py
//! ```
//!
//! The library is built for one version of CPython. In a process with another version, or without Python, it does nothing.

#[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]
use fmtunit_capi_core::export_stock_names;

#[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]
fmtunit_capi_core::for_each_entry!(export_stock_names);
