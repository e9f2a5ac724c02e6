//! The typed form makes room by the type of what a converter fills: `void` is none.

use fmtunit::ffi::{self, PyObject};
use fmtunit::parse;

unsafe fn path(object: *mut PyObject) {
    let _ = unsafe { parse!(object, "O&", ffi::PyUnicode_FSDecoder) };
}

fn main() {}
