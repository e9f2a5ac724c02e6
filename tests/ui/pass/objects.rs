//! The sources of arguments.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse, parse_tuple};
use python::eval;
use std::ffi::{CStr, c_void};

struct Call {
    args: *mut PyObject,
}

impl Call {
    unsafe fn text(&self) -> Option<&CStr> {
        unsafe { parse_tuple!(self.args, "s") }.ok().map(|(text,)| text)
    }
}

unsafe extern "C" fn method(args: *mut c_void) -> i32 {
    unsafe { parse_tuple!(args as *mut PyObject, "i") }.map_or(-1, |(number,)| number)
}

fn main() {
    python::start();
    let args = eval(c"(1,)");
    let all = [args, eval(c"('a',)")];
    let pointer = &raw const args;
    unsafe {
        assert_eq!(parse_tuple!(args.cast(), "i"), Ok((1,)));
        assert_eq!(parse_tuple!(*pointer, "i"), Ok((1,)));
        assert_eq!(parse_tuple!((args), "i"), Ok((1,)));
        assert_eq!(parse_tuple!(if all.is_empty() { pointer.read() } else { args }, "i"), Ok((1,)));
        assert_eq!(method(args.cast()), 1);
        // A temporary serves where nothing is borrowed.
        assert_eq!(parse!(build_value!("i", 2), "i"), Ok((2,)));
        let (text,) = parse_tuple!(all[1], "s").unwrap();
        assert_eq!((text, Call { args: all[1] }.text()), (c"a", Some(c"a")));
        // The format in any spelling of a literal.
        assert_eq!(parse_tuple!(args, r"i"), Ok((1,)));
        assert_eq!(parse_tuple!(args, r#"i;a "number" is wanted"#), Ok((1,)));
        assert_eq!(parse_tuple!(args, "\x69\u{3a}f"), Ok((1,)));
    }
}
