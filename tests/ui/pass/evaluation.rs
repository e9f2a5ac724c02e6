//! Arguments are evaluated once and from left to right, before anything is checked.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::{PyLong_Type, PyObject, PyTypeObject};
use fmtunit::{build_value, parse, parse_tuple};
use python::eval;
use std::cell::RefCell;
use std::ffi::CStr;
use std::ptr::{addr_of_mut, null_mut};

thread_local!(static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) });

fn log<T>(name: &'static str, value: T) -> T {
    LOG.with_borrow_mut(|log| log.push(name));
    value
}

#[track_caller]
fn logged(names: &str) {
    assert_eq!(LOG.take().join(" "), names);
}

fn class() -> *mut PyTypeObject {
    addr_of_mut!(PyLong_Type)
}

fn main() {
    python::start();
    unsafe {
        when_all_is_well();
        when_the_call_fails();
        when_building();
        when_an_argument_leaves();
    }
}

unsafe fn when_all_is_well() {
    let args = eval(c"(1, 2)");
    let (mut number, mut object) = (0, null_mut());
    unsafe {
        parse_tuple!(
            log("args", args),
            "iO!",
            log("number", &mut number),
            log("class", class()),
            log("object", &mut object),
        )
        .unwrap();
        logged("args number class object");
        let _ = parse_tuple!(log("args", args), "O!O!", log("first", class()), log("second", class()));
        logged("args first second");
    }
}

unsafe fn when_the_call_fails() {
    let (args, mut number) = (eval(c"('text',)"), 0);
    unsafe {
        assert!(parse_tuple!(log("null", null_mut()), "i", log("number", &mut number)).is_err());
        logged("null number");
        assert_eq!(python::raised(), "SystemError");
        assert!(
            parse_tuple!(log("args", args), "ii", log("first", &mut number), log("second", &mut 0)).is_err()
        );
        logged("args first second");
        assert_eq!(python::raised(), "TypeError");
        assert!(parse!(log("object", args), "O!", log("class", class())).is_err());
        logged("object class");
        assert_eq!(python::raised(), "TypeError");
    }
}

unsafe fn when_building() {
    unsafe {
        let built = build_value!("{s:i,s:y#}", log("a", "a"), log("1", 1), log("b", c"b"), log("y", b"y"));
        assert!(python::is(built, c"{'a': 1, 'b': b'y'}"));
        logged("a 1 b y");
        // The first value cannot be built; all have been evaluated before.
        let null = log("null", null_mut::<PyObject>());
        assert!(build_value!("Oi", null, log("number", 1)).is_null());
        logged("null number");
        assert_eq!(python::raised(), "SystemError");
        let pair = build_value!("y#i", log("pointer", c"text".as_ptr()), log("length", 2), log("number", 3));
        assert!(python::is(pair, c"(b'te', 3)"));
        logged("pointer length number");
    }
}

/// An argument may return from the function: nothing has happened by then.
unsafe fn when_an_argument_leaves() {
    unsafe fn first(args: *mut PyObject, place: Option<&mut i32>) -> Option<()> {
        unsafe { parse_tuple!(args, "i", log("place", place)?) }.ok()
    }
    unsafe fn text(args: *mut PyObject, texts: &[&CStr]) -> Option<*mut PyObject> {
        Some(unsafe { build_value!("sO", *texts.first()?, args) })
    }
    let args = eval(c"(1,)");
    let mut number = 0;
    unsafe {
        assert!(first(args, None).is_none() && first(args, Some(&mut number)).is_some());
        assert!(text(args, &[]).is_none());
        assert!(python::is(text(args, &[c"a"]).unwrap(), c"('a', (1,))"));
    }
    logged("place place");
    assert_eq!(number, 1);
}
