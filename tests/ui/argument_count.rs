//! More or fewer arguments than the format has a use for.

use fmtunit::ffi::{PyObject, PyTypeObject};
use fmtunit::{build_value, call_method, parse, parse_tuple};
use std::ptr::null_mut;

unsafe fn too_few(args: *mut PyObject, class: *mut PyTypeObject) {
    let (mut first, mut second) = (0, null_mut());
    unsafe {
        let _ = parse_tuple!(args, "ii", &mut first);
        let _ = parse_tuple!(args, "O!");
        let _ = parse_tuple!(args, "iO!s#", class, &mut second);
        let _ = parse!(args, "(ii)", &mut first);
    }
}

unsafe fn too_many(args: *mut PyObject, class: *mut PyTypeObject) {
    let (mut first, mut second, mut third) = (0, null_mut(), 0);
    unsafe {
        let _ = parse_tuple!(args, "i", &mut first, &mut third);
        let _ = parse_tuple!(args, "iO!", &mut first, class, &mut second, &mut third, 5);
        let _ = parse_tuple!(args, ":f", 1 + 1);
        let _ = parse!(args, "i", &mut first, &mut third);
    }
}

unsafe fn built_of_too_few() {
    unsafe {
        let _ = build_value!("ii", 1);
        let _ = build_value!("{s:i,s:i}", "a", 1, "b");
        let _ = build_value!("y#s#O&", b"data", "text");
    }
}

unsafe fn built_of_too_many() {
    unsafe {
        let _ = build_value!("i", 1, 2 + 2);
        let _ = build_value!("", 1);
        let _ = call_method!(null_mut(), "clear", "", 1);
        let _ = build_value!("y#", b"data".as_ptr(), 4, 4, 4);
    }
}

fn main() {}
