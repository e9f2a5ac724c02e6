//! `|` and `$` where they cannot stand.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse, parse_tuple};

unsafe fn optional(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args, "i|i|i");
        let _ = parse_tuple!(args, "(i|i)");
        let _ = parse!(args, "|i");
        let _ = build_value!("i|i", 1, 2);
    }
}

unsafe fn keyword_only(args: *mut PyObject) {
    let _ = unsafe { parse_tuple!(args, "i|$i") };
}

unsafe fn two_units_for_one_object(object: *mut PyObject) {
    let _ = unsafe { parse!(object, "ii") };
}

fn main() {}
