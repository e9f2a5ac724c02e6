//! Modules, types and functions by the names of what expansions refer to.

#![deny(warnings)]
#![allow(dead_code)]

#[path = "../support/python.rs"]
mod python;

mod core {}
mod fmtunit {}
mod std {}

struct Option;
struct Result;
struct Some;
struct None;
struct PyObject;
struct Arguments;
struct Outcome;
struct Raised;
struct Value;

trait From {}

#[allow(non_snake_case)]
fn Ok() {}
#[allow(non_snake_case)]
fn Err() {}
fn keep() {}
fn group() {}
fn abandon() {}

mod layout {}
mod parse {}
mod place {}
mod plan {}
mod yields {}

use ::fmtunit::{build_value, parse as parse_object, parse_tuple};

fn main() {
    python::start();
    let args = python::eval(c"(1, ('a', None))");
    let (mut number, mut first, mut second) = (0, ::std::ptr::null(), ::std::ptr::null());
    unsafe {
        assert!(parse_tuple!(args, "i|(sz)", &mut number, &mut first, &mut second).is_ok());
        assert!(parse_tuple!(args, "i|(sz)").is_ok());
        assert!(parse_tuple!(args, "O&", python_is_not_asked).is_err());
        assert_eq!(python::raised(), "TypeError");
        assert!(parse_object!(args, "(iO)").is_ok());
        assert!(python::is(build_value!("[is]", 1, "a"), c"[1, 'a']"));
    }
}

unsafe extern "C" fn python_is_not_asked(_object: *mut ::fmtunit::ffi::PyObject, _target: *mut u8) -> i32 {
    unreachable!("the number of arguments is wrong");
}
