//! Only build formats have separators.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse_tuple};

unsafe fn parse(args: *mut PyObject) {
    let _ = unsafe { parse_tuple!(args, "i, i") };
}

unsafe fn build() {
    let _ = unsafe { build_value!("i;i", 1, 2) };
}

fn main() {}
