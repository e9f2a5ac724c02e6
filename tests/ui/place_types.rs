//! Places and inputs of other types than the units store and take.

use fmtunit::ffi::{PyObject, PyTypeObject};
use fmtunit::{parse, parse_array, parse_tuple, parse_tuple_and_keywords};
use std::ffi::{CStr, c_char, c_int};
use std::ptr::null_mut;

unsafe extern "C" fn to_long(_object: *mut PyObject, _target: *mut i64) -> c_int {
    1
}

unsafe extern "C" fn one_argument(_object: *mut PyObject) -> c_int {
    1
}

unsafe fn to_long_in_rust(_object: *mut PyObject, _target: *mut i64) -> c_int {
    1
}

unsafe fn places(args: *mut PyObject) {
    let (mut number, mut long, mut text) = (0_i32, 0_i64, null_mut::<c_char>());
    let mut string: &CStr = c"";
    unsafe {
        // Too wide.
        let _ = parse_tuple!(args, "i", &mut long);
        // Not the first of them.
        let _ = parse_tuple!(args, "iii", &mut number, &mut long, &mut number);
        // Not by reference.
        let _ = parse_tuple!(args, "i", number);
        let _ = parse_tuple!(args, "i", &number);
        // Text is stored as a pointer to `const char`.
        let _ = parse_tuple!(args, "s", &mut text);
        let _ = parse_tuple!(args, "s", &mut string);
        // A length is a `Py_ssize_t`.
        let _ = parse_tuple!(args, "y#", &mut c"".as_ptr(), &mut number);
        // In a group, and of one object.
        let _ = parse_tuple!(args, "(ii)", &mut number, &mut long);
        let _ = parse!(args, "d", &mut number);
    }
}

unsafe fn classes(args: *mut PyObject, class: *mut PyTypeObject) {
    let mut object = null_mut();
    unsafe {
        let _ = parse_tuple!(args, "O!", class.cast::<PyObject>());
        let _ = parse_tuple!(args, "O!", "int", &mut object);
        let _ = parse_tuple!(args, "O!O", &mut object, class, &mut object);
    }
}

unsafe fn encodings(args: *mut PyObject) {
    unsafe {
        let _ = parse_tuple!(args, "es", "utf-8");
        let _ = parse_tuple!(args, "et", 8, &mut null_mut());
    }
}

unsafe fn converters(args: *mut PyObject) {
    let mut number = 0_i32;
    unsafe {
        let _ = parse_tuple!(args, "O&", one_argument);
        let _ = parse_tuple!(args, "O&", to_long_in_rust);
        // The converter fills another type than the place has.
        let _ = parse_tuple!(args, "O&", to_long, &mut number);
    }
}

unsafe fn arguments(args: *mut PyObject, array: *const *mut PyObject, nargs: usize) {
    unsafe {
        let _ = parse_tuple!("args", "i");
        let _ = parse_tuple!(array, "i");
        let _ = parse_array!(args, 1, "i");
        let _ = parse_array!(array, nargs, "i");
        let _ = parse_tuple_and_keywords!(args, None, "i", ["a"]);
    }
}

unsafe fn results(args: *mut PyObject) {
    let _: (i64,) = unsafe { parse_tuple!(args, "i") }.unwrap();
}

fn main() {}
