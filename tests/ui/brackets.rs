//! Brackets that are not closed, not opened, or of the wrong kind.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse, parse_tuple};

unsafe fn unclosed(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args, "i(ii");
        let _ = parse!(args, "(i(i):f");
        let _ = build_value!("[i{s:i]", 1, "a", 2);
    }
}

unsafe fn unopened(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args, "ii)i");
        let _ = build_value!("(i]", 1);
    }
}

unsafe fn square(args: *mut PyObject) {
    let _ = unsafe { parse_tuple!(args, "[ii]") };
}

unsafe fn odd() {
    let _ = unsafe { build_value!("{s:i,s}", "a", 1, "b") };
}

fn main() {}
