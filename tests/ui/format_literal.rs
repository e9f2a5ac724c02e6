//! The format has to be there, as one string literal.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse, parse_tuple};

const FORMAT: &str = "ii";

unsafe fn not_a_literal(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args, FORMAT);
        let _ = build_value!(FORMAT, 1, 2);
        let _ = parse!(args, concat!("i", "i"));
        let _ = parse_tuple!(args, c"ii");
        let _ = build_value!(1);
    }
}

unsafe fn missing(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!();
        let _ = parse_tuple!(args);
        let _ = parse_tuple!(args,);
        let _ = parse!("i");
        let _ = build_value!();
    }
}

unsafe fn punctuation(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args; "i");
        let _ = parse_tuple!(args, "i" &mut 0);
        let _ = build_value!("ii", 1,, 2);
    }
}

fn main() {}
