//! C would see the end of the format at a NUL.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse_tuple};

unsafe fn parse(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args, "i\0i");
        let _ = parse_tuple!(args, "i:f\0");
    }
}

unsafe fn build() {
    let _ = unsafe { build_value!("i\0", 1) };
}

fn main() {}
