//! The names of the parameters, for the functions that take keywords.

use fmtunit::ffi::PyObject;
use fmtunit::{parse_array_and_keywords, parse_tuple_and_keywords};

unsafe fn tuple(args: *mut PyObject, kwargs: *mut PyObject) {
    unsafe {
        let _ = parse_tuple_and_keywords!(args, kwargs, "i|s", ["voltage", "state", "action"]);
        let _ = parse_tuple_and_keywords!(args, kwargs, "i|s$p", ["voltage"]);
        let _ = parse_tuple_and_keywords!(args, kwargs, "is", ["voltage", ""]);
        let _ = parse_tuple_and_keywords!(args, kwargs, "|i$s", ["", ""]);
        let _ = parse_tuple_and_keywords!(args, kwargs, "i", ["volt\0age"]);
        // Of the format and of the names.
        let _ = parse_tuple_and_keywords!(args, kwargs, "i$|s", ["voltage", "state"]);
    }
}

const NAME: &str = "voltage";

unsafe fn array(args: *const *mut PyObject, nargs: isize, kwnames: *mut PyObject) {
    let mut number = 0;
    unsafe {
        let _ = parse_array_and_keywords!(args, nargs, kwnames, "i");
        let _ = parse_array_and_keywords!(args, nargs, kwnames, "i", &mut number);
        let _ = parse_array_and_keywords!(args, nargs, kwnames, "i", [NAME]);
        let _ = parse_array_and_keywords!(args, nargs, "i", ["voltage"]);
        let _ = parse_array_and_keywords!(args, nargs, kwnames, "i", ["voltage"], &mut number, 7);
    }
}

fn main() {}
