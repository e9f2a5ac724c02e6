//! Arguments from arrays, and with keywords.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::PyObject;
use fmtunit::{Raised, parse_array, parse_array_and_keywords, parse_tuple_and_keywords};
use python::eval;
use std::ffi::{CStr, c_int};
use std::ptr::{null, null_mut};

fn main() {
    python::start();
    unsafe {
        array();
        tuple_and_dict();
        array_and_names();
        hygiene();
    }
}

unsafe fn array() {
    let all = [eval(c"1"), eval(c"'a'")];
    let args = all.as_ptr();
    let (number, text): (c_int, Option<&CStr>) = unsafe { parse_array!(args, 2, "i|s:f") }.unwrap();
    assert_eq!((number, text), (1, Some(c"a")));
    let (mut number, mut text) = (0, c"default".as_ptr());
    unsafe { parse_array!(all.as_ptr(), 1, "i|s:f", &mut number, &mut text) }.unwrap();
    assert_eq!((number, unsafe { CStr::from_ptr(text) }), (1, c"default"));
    assert_eq!(unsafe { parse_array!(null(), 0, "") }, Ok(()));
}

unsafe fn tuple_and_dict() {
    let (args, kwargs) = (eval(c"(1,)"), eval(c"{'flag': [], 'state': 'b'}"));
    let (number, state, pair, flag) =
        unsafe { parse_tuple_and_keywords!(args, kwargs, "i|s(ii)$p:f", ["", "state", "pair", "flag"]) }
            .unwrap();
    assert_eq!((number, state, flag), (1, Some(c"b"), Some(false)));
    assert_eq!(pair, None::<(c_int, c_int)>);
    let (mut number, mut text, mut flag) = (0, null(), 7);
    let result: Result<(), Raised> = unsafe {
        parse_tuple_and_keywords!(
            args,
            null_mut(),
            "i|s$p",
            ["number", "text", "flag"],
            &mut number,
            &mut text,
            &mut flag,
        )
    };
    assert_eq!((result, number, text, flag), (Ok(()), 1, null(), 7));
}

unsafe fn array_and_names() {
    let (all, kwnames) = ([eval(c"1"), eval(c"'a'"), eval(c"2.5")], eval(c"('text', 'size')"));
    let args = all.as_ptr();
    let (number, size, text): (c_int, f64, Option<&CStr>) =
        unsafe { parse_array_and_keywords!(args, 1, kwnames, "id|s:f", ["number", "size", "text"]) }.unwrap();
    assert_eq!((number, size, text), (1, 2.5, Some(c"a")));
    let wrong = unsafe { parse_array_and_keywords!(args, 1, kwnames, "i:f", ["number"]) };
    assert_eq!(wrong, Err(Raised::new()));
    assert_eq!(python::raised(), "TypeError");
}

/// Variables by the names of the expansion.
unsafe fn hygiene() {
    let (anchor, found) = (eval(c"(1,)"), eval(c"{'slots': 2}"));
    let (mut quick, mut by_name) = (0, 0);
    let slots = unsafe {
        parse_tuple_and_keywords!(anchor, found, "i|i", ["quick", "slots"], &mut quick, &mut by_name)
    };
    assert_eq!((slots, quick, by_name), (Ok(()), 1, 2));
    let array = [anchor];
    let (nargs, arguments, kwnames) = (1, array.as_ptr(), null_mut::<PyObject>());
    let (kwargs,) = unsafe { parse_array_and_keywords!(arguments, nargs, kwnames, "O", ["kwargs"]) }.unwrap();
    assert!(python::is(kwargs, c"(1,)"));
}
