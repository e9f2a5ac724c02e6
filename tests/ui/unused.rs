//! Failures cannot be overlooked.

#![deny(unused_must_use)]

use fmtunit::ffi::PyObject;
use fmtunit::{Raised, parse, parse_array, parse_tuple};

unsafe fn results(args: *mut PyObject) {
    let mut number = 0;
    unsafe {
        parse_tuple!(args, "i");
        parse_tuple!(args, "i", &mut number);
        parse!(args, "i");
        parse_array!(&raw const args, 1, "i");
    }
}

fn fails() -> Raised {
    Raised::new()
}

fn main() {
    fails();
}
