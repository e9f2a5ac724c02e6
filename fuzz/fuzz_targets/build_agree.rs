//! `Py_BuildValue`: the reference engine and machine code build what CPython builds, and consume as many references.

#![no_main]

use fmtunit_fuzz::engine::{interpret, jit};
use fmtunit_fuzz::formats::Formats;
use fmtunit_fuzz::{build, session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: session::start(), |bytes: &[u8]| {
    build::compare(bytes, &[interpret, jit], Formats::All);
});
