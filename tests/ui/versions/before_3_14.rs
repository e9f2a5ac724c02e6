//! A unit that the running version of CPython does not have yet.

use fmtunit::build_value;
use fmtunit::ffi::PyObject;

unsafe fn build(flag: bool) -> *mut PyObject {
    unsafe { build_value!("{s:i,s:p}", "a", 1, "b", i32::from(flag)) }
}

fn main() {}
