//! Units that the running version of CPython no longer has.

use fmtunit::ffi::PyObject;
use fmtunit::parse_tuple;

unsafe fn parse(args: *mut PyObject) {
    let _ = unsafe { parse_tuple!(args, "iu|Z#") };
}

fn main() {}
