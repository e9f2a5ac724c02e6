//! Places of the units, in the order of C.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::{Py_buffer, Py_complex, Py_ssize_t, PyBuffer_Release, PyLong_Type, PyMem_Free, PyObject};
use fmtunit::{Raised, parse, parse_tuple};
use python::eval;
use std::ffi::*;
use std::mem::zeroed;
use std::ptr::{null, null_mut};

fn main() {
    python::start();
    unsafe {
        numbers();
        text();
        encoded();
        objects();
        optional();
        references();
    }
}

unsafe fn numbers() {
    let args = eval(c"(1, -2, 3, 0.5, 1j, b'x', 'y', [0])");
    let (mut unsigned, mut long, mut size, mut single) = (0_u8, 0 as c_long, 0 as Py_ssize_t, 0_f32);
    let (mut complex, mut byte, mut character, mut truth) = (Py_complex { real: 0.0, imag: 0.0 }, 0, 0, 0);
    let result: Result<(), Raised> = unsafe {
        parse_tuple!(
            args,
            "blnfDcCp:numbers",
            &mut unsigned,
            &mut long,
            &mut size,
            &mut single,
            &mut complex,
            &mut byte,
            &mut character,
            &mut truth,
        )
    };
    assert_eq!(result, Ok(()));
    assert_eq!((unsigned, long, size, single, complex.imag), (1, -2, 3, 0.5, 1.0));
    assert_eq!((byte, character, truth), (b'x' as c_char, c_int::from(b'y'), 1));
}

unsafe fn text() {
    let args = eval(c"('a', None, b'c', bytearray(b'd'))");
    let (mut s, mut z, mut y, mut length): (*const c_char, *const c_char, *const c_char, Py_ssize_t) =
        (null(), c"".as_ptr(), null(), 0);
    let mut view: Py_buffer = unsafe { zeroed() };
    unsafe { parse_tuple!(args, "szy#w*", &mut s, &mut z, &mut y, &mut length, &mut view) }.unwrap();
    assert_eq!((unsafe { CStr::from_ptr(s) }, z, length, view.len), (c"a", null(), 1, 1));
    unsafe { PyBuffer_Release(&mut view) };
}

unsafe fn encoded() {
    let args = eval(c"('\\xe4', 'b')");
    let (mut text, mut room, mut length) = (null_mut(), [0 as c_char; 8], 8);
    let mut start = room.as_mut_ptr();
    unsafe { parse_tuple!(args, "eset#", c"utf-8", &mut text, None, &mut start, &mut length) }.unwrap();
    assert_eq!(unsafe { CStr::from_ptr(text) }, c"\u{e4}");
    assert_eq!((room[0], length), (b'b' as c_char, 1));
    unsafe { PyMem_Free(text.cast()) };
}

unsafe extern "C" fn store(object: *mut PyObject, target: *mut Option<*mut PyObject>) -> c_int {
    unsafe { target.write(Some(object)) };
    1
}

unsafe fn objects() {
    let args = eval(c"(1, [2, 3])");
    let (mut one, mut two, mut three) = (null_mut(), null_mut(), None);
    unsafe { parse_tuple!(args, "O(O!O&)", &mut one, &raw mut PyLong_Type, &mut two, store, &mut three) }
        .unwrap();
    assert!(python::is(one, c"1") && python::is(two, c"2") && python::is(three.unwrap(), c"3"));
}

unsafe fn optional() {
    let args = eval(c"(1,)");
    let (mut first, mut second, mut text) = (0, 7, c"default".as_ptr());
    unsafe { parse_tuple!(args, "i|is:optional", &mut first, &mut second, &mut text) }.unwrap();
    assert_eq!((first, second, unsafe { CStr::from_ptr(text) }), (1, 7, c"default"));
}

/// A reference is borrowed, not given away; and whatever is a reference will do.
unsafe fn references() {
    struct Pair {
        first: c_int,
        others: [c_int; 2],
    }
    let (args, object) = (eval(c"(1, 2, 3)"), eval(c"4"));
    let mut pair = Pair { first: 0, others: [0; 2] };
    let first: &mut c_int = &mut pair.first;
    let pointer: *mut c_int = &raw mut pair.others[1];
    let mut boxed = Box::new(0);
    unsafe {
        parse_tuple!(args, "iii", first, &mut pair.others[0], &mut *pointer).unwrap();
        parse!(object, "i", first).unwrap();
        // What is not wanted goes into a temporary.
        parse_tuple!(args, "iii", &mut 0, &mut boxed, &mut c_int::default()).unwrap();
    }
    assert_eq!((*first, pair.others, *boxed), (4, [2, 3], 2));
}
