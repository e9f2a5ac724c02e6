//! Values of other types than the units are given.

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, call_function, call_method};
use std::ffi::c_void;

unsafe extern "C" fn from_long(_argument: *mut i64) -> *mut PyObject {
    std::ptr::null_mut()
}

unsafe fn numbers() {
    unsafe {
        let _ = build_value!("i", 1.5);
        let _ = build_value!("ii", 1, 2_i64);
        let _ = build_value!("d", 1);
        let _ = build_value!("{s:K}", "key", -1_i64);
    }
}

unsafe fn text(text: String) {
    unsafe {
        let _ = build_value!("s", 1_i32);
        let _ = build_value!("s", text);
        let _ = build_value!("y#", 1_i32);
        let _ = build_value!("y#", "text", 4);
        let _ = build_value!("u#", "text");
    }
}

unsafe fn objects(object: *const c_void) {
    unsafe {
        let _ = build_value!("O", 1);
        let _ = build_value!("N", object);
        let _ = build_value!("D", 1.0);
    }
}

unsafe fn calls(object: *mut PyObject) {
    unsafe {
        let _ = call_function!("function", "i", 1);
        let _ = call_function!(object, "i", "1");
        let _ = call_method!(object, 1, "i", 1);
    }
}

unsafe fn converters() {
    let mut number = 0_i32;
    unsafe {
        let _ = build_value!("O&", from_long, &raw mut number);
        let _ = build_value!("O&", 1, &raw mut number);
    }
}

fn main() {}
