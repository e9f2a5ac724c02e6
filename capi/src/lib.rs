//! `libfmtunit.so`: what `fmtunit.h` declares.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use fmtunit_capi_core::export_our_names;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fmtunit_capi_core::for_each_entry!(export_our_names);
