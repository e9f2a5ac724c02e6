//! All faults of one call are reported together.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse_tuple};

unsafe fn parse(args: *mut PyObject) {
    let _ = unsafe { parse_tuple!(args, "s, q|(i|i)x:f") };
}

unsafe fn build() {
    let _ = unsafe { build_value!("{s:q,?", "a", 1) };
}

fn main() {}
