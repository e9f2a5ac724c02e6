//! Letters and modifiers that no unit has.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse_tuple};

unsafe fn parse(args: *mut PyObject) {
    unsafe {
        // `struct` calls it so.
        let (_name, _size) = parse_tuple!(args, "s|q:open").unwrap();
        // The other dialect has it.
        let _ = parse_tuple!(args, "N");
        // The other case.
        let _ = parse_tuple!(args, "F");
        // No idea.
        let _ = parse_tuple!(args, "i1");
        // Modifiers.
        let _ = parse_tuple!(args, "i#");
        let _ = parse_tuple!(args, "w");
    }
}

unsafe fn build() -> *mut PyObject {
    unsafe { build_value!("iQ", 1, 2) }
}

fn main() {}
