//! A call is unsafe: one error for each that is outside an unsafe block.

use fmtunit::ffi::PyObject;
use fmtunit::{
    build_value, call_function, call_method, parse, parse_array, parse_array_and_keywords, parse_tuple,
    parse_tuple_and_keywords,
};

fn typed(args: *mut PyObject) {
    let _ = parse_tuple!(args, "iO|(ss#)");
}

fn places(args: *mut PyObject, number: &mut i32) {
    let _ = parse_tuple!(args, "i", number);
}

fn one_object(object: *mut PyObject) {
    let _ = parse!(object, "i");
}

fn array(args: *const *mut PyObject) {
    let _ = parse_array!(args, 2, "ii");
}

fn keywords(args: *mut PyObject, kwargs: *mut PyObject) {
    let _ = parse_tuple_and_keywords!(args, kwargs, "O|i$s", ["a", "b", "c"]);
}

fn names(args: *const *mut PyObject, kwnames: *mut PyObject) {
    let _ = parse_array_and_keywords!(args, 1, kwnames, "i|i", ["", "b"]);
}

fn call(object: *mut PyObject) {
    let _ = call_function!(object, "i", 1);
    let _ = call_method!(object, "name", "(ii)", 1, 2);
}

fn build() {
    let _ = build_value!("(i[s])", 1, "text");
}

unsafe fn arguments(args: *mut PyObject, number: *mut i32) {
    let _ = unsafe { parse_tuple!(args, "i", &mut *number) };
}

fn an_argument_of_its_own(args: *mut PyObject, number: *mut i32) {
    let _ = parse_tuple!(args, "i", unsafe { &mut *number });
}

fn main() {}
