//! `libfmtunit.so`: the functions that `fmtunit.h` declares.

// On other targets the library is empty: see `fmtunit-capi-core`.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

use fmtunit_capi_core::export_our_names;

fmtunit_capi_core::for_each_entry!(export_our_names);
