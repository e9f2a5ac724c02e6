//! The compiler of formats that are known at run time: when it compiles, what it remembers, what it gives back, and how it
//! lives with threads, forks, and a system that refuses.

#[cfg(target_os = "linux")]
mod forks;
mod kinds;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod refusal;
mod tagged;
mod threads;
mod tiers;

use fmtunit_jit::{Parser, Places, Tuple};
use fmtunit_runtime::place::Erase;
use harness::owned::Owned;
use std::ffi::{c_char, c_int};
use std::ptr::null;

/// Parses `("text", 7)` by a handle for text and an int, and looks at the outputs.
fn parse(parser: &Parser<Tuple, Places>, arguments: &Owned) {
    let (mut text, mut number): (*const c_char, c_int) = (null(), 0);
    let places = [(&raw mut text).erase(), (&raw mut number).erase()];
    unsafe {
        assert!(parser.parse(&arguments.get(), &places).is_ok());
        assert_eq!(std::ffi::CStr::from_ptr(text), c"text");
    }
    assert_eq!(number, 7);
}

/// The arguments for [`parse`], in the thread's interpreter.
fn arguments() -> Owned {
    unsafe {
        let tuple = Owned::new(pyo3_ffi::PyTuple_New(2));
        pyo3_ffi::PyTuple_SetItem(tuple.get(), 0, harness::python::text("text"));
        pyo3_ffi::PyTuple_SetItem(tuple.get(), 1, pyo3_ffi::PyLong_FromLong(7));
        tuple
    }
}
