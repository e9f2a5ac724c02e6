//! Every format that is accepted is compiled, in all ways there are of calling it, and Cranelift's verifier looks at the code.

#![no_main]

use fmtunit_fuzz::{lower, session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        if cfg!(not(debug_assertions)) {
            panic!("the verifier runs in builds with assertions only: leave out -O");
        }
        session::start();
    },
    |bytes: &[u8]| lower::lower(bytes)
);
