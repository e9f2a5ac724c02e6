//! A separator that the running version of CPython does not accept yet.

use fmtunit::build_value;
use fmtunit::ffi::PyObject;

unsafe fn build() -> *mut PyObject {
    unsafe { build_value!("(i,i,)", 1, 2) }
}

fn main() {}
