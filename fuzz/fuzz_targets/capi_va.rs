//! The functions of the C library take variable arguments as CPython's do.

#![no_main]

use fmtunit_fuzz::engine::EngineOf;
use fmtunit_fuzz::formats::Formats;
use fmtunit_fuzz::{build, capi, parse, session};
use fmtunit_parser::plan::Entry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        capi::compile_at_once();
        session::start();
    },
    |bytes: &[u8]| {
        let Some((&choice, bytes)) = bytes.split_first() else { return };
        // The library keeps all formats, and beyond a bound new ones are CPython's.
        let engines: [EngineOf; 2] = [capi::ours, capi::ours_of_lists];
        let formats = Formats::Known;
        if choice % 4 == 0 {
            return build::compare(bytes, &engines, formats);
        }
        let entries =
            [Entry::Tuple, Entry::Object, Entry::Array, Entry::TupleAndKeywords, Entry::ArrayAndKeywords];
        parse::compare(bytes, &entries, &engines, formats);
    }
);
