//! Calls of functions and methods.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, call_function, call_method};
use python::{eval, is};
use std::ptr::null_mut;

fn main() {
    python::start();
    unsafe {
        functions();
        methods();
        hygiene();
    }
}

unsafe fn functions() {
    let function = eval(c"lambda *args: args");
    unsafe {
        assert!(is(call_function!(function, ""), c"()"));
        assert!(is(call_function!(function, "is#", 1, "a\0"), c"(1, 'a\\0')"));
        // One tuple stands for its items.
        assert!(is(call_function!(function, "(ii)", 1, 2), c"(1, 2)"));
        assert!(is(call_function!(function, "N", build_value!("[i]", 1)), c"([1],)"));
        assert!(call_function!(null_mut(), "i", 1).is_null());
        assert_eq!(python::raised(), "SystemError");
    }
}

unsafe fn methods() {
    let (text, name) = (eval(c"'a,b'"), c"split");
    unsafe {
        assert!(is(call_method!(text, "split", "s", ","), c"['a', 'b']"));
        assert!(is(call_method!(text, name, "si", ",", 0), c"['a,b']"));
        assert!(is(
            call_method!(text, name.as_ptr(), "O", call_method!(text, "lstrip", "s", "a")),
            c"['a', '']"
        ));
        assert!(call_method!(text, "no_such_method", "").is_null());
        assert_eq!(python::raised(), "AttributeError");
    }
}

/// Variables by the names of the expansion.
unsafe fn hygiene() {
    let (callable, object) = (eval(c"max"), eval(c"[1]"));
    let (stack, value0, step) = (1, 2, 3);
    let result: *mut PyObject = unsafe { call_function!(callable, "iii", step, value0, stack) };
    let name = c"index";
    let values = unsafe { call_method!(object, name, "ii", stack, value0 - 2) };
    assert!(is(result, c"3") && is(values, c"0"));
}
