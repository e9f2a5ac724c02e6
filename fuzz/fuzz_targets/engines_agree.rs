//! Functions without keywords: the reference engine and machine code do what CPython does.

#![no_main]

use fmtunit_fuzz::engine::{interpret, jit};
use fmtunit_fuzz::formats::Formats;
use fmtunit_fuzz::{parse, session};
use fmtunit_parser::plan::Entry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: session::start(), |bytes: &[u8]| {
    let entries = [Entry::Tuple, Entry::Object, Entry::Array];
    parse::compare(bytes, &entries, &[interpret, jit], Formats::All);
});
