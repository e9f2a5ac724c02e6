//! Pointers into an argument borrow the variable that holds the arguments.

use fmtunit::ffi::PyObject;
use fmtunit::{Bytes, Raised, parse, parse_array, parse_tuple, parse_tuple_and_keywords};
use std::ffi::CStr;

unsafe fn text_of(args: *mut PyObject) -> Result<&'static CStr, Raised> {
    let (text,) = unsafe { parse_tuple!(args, "s") }?;
    Ok(text)
}

unsafe fn bytes_of<'a>(args: *mut PyObject) -> Result<Bytes<'a>, Raised> {
    unsafe { parse_tuple!(args, "y#") }.map(|(bytes,)| bytes)
}

unsafe fn optional_text_of<'a>(object: *mut PyObject) -> Option<&'a CStr> {
    let (text,) = unsafe { parse!(object, "z") }.ok()?;
    text
}

unsafe fn text_in<'a>(args: *const *mut PyObject, nargs: isize) -> Option<&'a CStr> {
    unsafe { parse_array!(args, nargs, "s") }.ok().map(|(text,)| text)
}

unsafe fn text_named<'a>(args: *mut PyObject, kwargs: *mut PyObject) -> Option<&'a CStr> {
    let (text,) = unsafe { parse_tuple_and_keywords!(args, kwargs, "|s", ["text"]) }.ok()?;
    text
}

unsafe fn outlives_the_variable(args: *mut PyObject) {
    let text;
    {
        let inner = args;
        text = unsafe { parse_tuple!(inner, "s") };
    }
    println!("{text:?}");
}

unsafe fn of_a_temporary(arguments: fn() -> *mut PyObject) {
    let text = unsafe { parse_tuple!(arguments(), "s") };
    println!("{text:?}");
}

unsafe fn places_twice(args: *mut PyObject) {
    let mut number = 0;
    let _ = unsafe { parse_tuple!(args, "ii", &mut number, &mut number) };
}

unsafe fn behind_a_pointer(args: *const *mut PyObject) -> &'static CStr {
    unsafe { parse_tuple!(*args, "s") }.unwrap().0
}

fn main() {}
