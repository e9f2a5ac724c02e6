//! The types that values can be built from.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::build_value;
use fmtunit::ffi::{Py_complex, PyLong_FromLong, PyObject};
use python::{eval, is};
use std::ffi::{c_char, c_int, c_long};
use std::ptr::null;

fn main() {
    python::start();
    unsafe {
        numbers();
        text();
        objects();
        containers();
    }
}

unsafe fn numbers() {
    let complex = Py_complex { real: 1.0, imag: 2.0 };
    let built = unsafe {
        build_value!(
            "bBhHiIlkLKnfdcC",
            -1,
            2,
            -3,
            4,
            -5,
            6,
            -7,
            8,
            -9,
            10,
            11,
            0.5,
            1.5,
            c_int::from(b'x'),
            0x20ac
        )
    };
    assert!(is(built, c"(-1, 2, -3, 4, -5, 6, -7, 8, -9, 10, 11, 0.5, 1.5, b'x', '\\u20ac')"));
    assert!(is(unsafe { build_value!("D", &complex) }, c"1+2j"));
    assert!(is(unsafe { build_value!("D", &raw const complex) }, c"1+2j"));
}

unsafe fn text() {
    let (owned, bytes) = (String::from("owned"), vec![1, 0, 2]);
    let wide = [0x61, 0x62, 0];
    unsafe {
        assert!(is(build_value!("szUy", "a", None::<&str>, c"b", c"c".as_ptr()), c"('a', None, 'b', b'c')"));
        assert!(is(build_value!("sz", owned.as_str(), Some(c"d")), c"('owned', 'd')"));
        assert!(is(build_value!("s#y#", "a\0", &bytes[..]), c"('a\\0', b'\\1\\0\\2')"));
        assert!(is(build_value!("y#z#U#", b"abc", None::<&[u8]>, c"d"), c"(b'abc', None, 'd')"));
        assert!(is(build_value!("s#", c"abcdef".as_ptr(), 3), c"'abc'"));
        assert!(is(build_value!("s", null::<c_char>()), c"None"));
        assert!(is(build_value!("(uu#)", wide.as_ptr(), &wide[..2]), c"('ab', 'ab')"));
    }
}

unsafe extern "C" fn negative(number: *mut c_long) -> *mut PyObject {
    unsafe { PyLong_FromLong(-*number) }
}

unsafe fn objects() {
    let mut number = 3;
    unsafe {
        let built =
            build_value!("OSNO&", eval(c"1"), eval(c"b''"), PyLong_FromLong(2), negative, &raw mut number);
        assert!(is(built, c"(1, b'', 2, -3)"));
    }
}

unsafe fn containers() {
    unsafe {
        assert!(is(build_value!(""), c"None"));
        assert!(is(build_value!("i", 1), c"1"));
        assert!(is(build_value!("()"), c"()"));
        assert!(is(build_value!("(i)", 1,), c"(1,)"));
        assert!(is(build_value!("[i, (ii), {s: [d]}]", 1, 2, 3, "a", 0.5), c"[1, (2, 3), {'a': [0.5]}]"));
    }
}
