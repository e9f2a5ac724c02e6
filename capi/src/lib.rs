//! `libfmtunit.so`: what `fmtunit.h` declares.

// Elsewhere the library is empty: see `fmtunit-capi-core`.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod sites;

use fmtunit_capi_core::export_our_names;

fmtunit_capi_core::for_each_entry!(export_our_names);
